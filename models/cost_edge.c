/* cost_edge.c - see cost_edge.h.
 *
 *   cloudfront   GB sent by the edge; requests. What
 *                the origin sends to it is free. The price is that of where the users
 *                are, taken to be the design's region.
 *   sqs          a send, a receive and a delete for each message, alone (no batches, no
 *                empty receives); what was throttled is not billed, here and below
 *   sns          publishes; deliveries to processes are HTTP
 *   eventbridge  custom events
 *   ses          mails accepted; what was throttled is not billed
 *   cloudwatch   alarms, metrics, GB of logs that come in and, kept for a month, stay
 *   route53      hosted zones, standard queries
 *   ecr, secrets GB of images; secrets
 *   s3           GB stored, of which the first 50 TB have a known price; GETs, PUTs
 *
 * Of a message every 64 KiB begun are a request. Tiers are the account's: services of one
 * kind use them up in the order of the scenario. What is free comes off in cost_free.c.
 */
#include "models/cost_edge.h"

#include "models/cost_tiers.h"

#include <math.h>
#include <string.h>

/* ---- quantities ---- */

typedef struct cost_amount edge_quantity(const struct cost_bill *bill,
                                         const struct service_def *service);

enum { SQS_REQUESTS = 3 }; /* send, receive, delete */

static const struct service_usage *usage_of(const struct cost_bill *bill,
                                            const struct service_def *service)
{
    return &bill->usage->services[service->index];
}

static struct cost_amount edge_gb(const struct cost_bill *bill,
                                  const struct service_def *service)
{
    const struct service_usage *usage = usage_of(bill, service);
    return cost_lines_metered(
        bill, (usage->internet_out_bytes + usage->region_out_bytes) / COST_GB);
}

static struct cost_amount edge_calls(const struct cost_bill *bill,
                                     const struct service_def *service)
{
    return cost_lines_metered(bill, usage_of(bill, service)->calls);
}

static struct cost_amount edge_reads(const struct cost_bill *bill,
                                     const struct service_def *service)
{
    return cost_lines_metered(bill, usage_of(bill, service)->reads);
}

static struct cost_amount edge_writes(const struct cost_bill *bill,
                                      const struct service_def *service)
{
    return cost_lines_metered(bill, usage_of(bill, service)->writes);
}

static double chunks(const struct service_def *service)
{
    return ceil(service->bus.message_bytes / BUS_CHUNK_BYTES);
}

static struct cost_amount edge_messages(const struct cost_bill *bill,
                                        const struct service_def *service)
{
    const struct service_usage *usage = usage_of(bill, service);
    const double taken = usage->calls - usage->throttled + usage->published;
    return cost_lines_metered(bill, chunks(service) * taken);
}

static struct cost_amount edge_sqs_requests(const struct cost_bill *bill,
                                            const struct service_def *service)
{
    const struct cost_amount once = edge_messages(bill, service);
    return (struct cost_amount){SQS_REQUESTS * once.month, SQS_REQUESTS * once.run};
}

static struct cost_amount edge_deliveries(const struct cost_bill *bill,
                                          const struct service_def *service)
{
    return cost_lines_metered(bill, chunks(service) * usage_of(bill, service)->delivered);
}

static struct cost_amount edge_served(const struct cost_bill *bill,
                                      const struct service_def *service)
{
    return cost_lines_metered(bill, usage_of(bill, service)->served);
}

#define MONTHLY(name, expression)                                                        \
    static struct cost_amount name(const struct cost_bill *bill,                         \
                                   const struct service_def *service)                    \
    {                                                                                    \
        return cost_lines_monthly(bill, expression);                                     \
    }
MONTHLY(edge_alarms, service->billed.alarms)
MONTHLY(edge_metrics, service->billed.metrics)
MONTHLY(edge_logs, service->billed.log_bytes / COST_GB)
MONTHLY(edge_zones, service->billed.zones)
MONTHLY(edge_queries, service->billed.queries)
MONTHLY(edge_storage, fmax(0, service->storage_bytes / COST_GB)) /* NAN: none */
MONTHLY(edge_secrets, service->billed.count)

/* ---- tiers ---- */

/* clang-format off */
#define ALL(name, item) {.what = name, .price = item, .up_to = INFINITY}

static const struct cost_tier us_gb[] = {
    {.what = "to users", .price = "dto_first_10TB_US_EU", .up_to = 10240},
    ALL("to users above 10 TB", NULL)};
static const struct cost_tier korea_gb[] = {
    {.what = "to users", .price = "dto_first_10TB_AsiaPacific_KR", .up_to = 10240},
    ALL("to users above 10 TB", NULL)};
static const struct cost_tier other_gb[] = {ALL("to users", NULL)};
static const struct cost_tier us_requests[] = {ALL("requests", "https_requests_US")};
static const struct cost_tier korea_requests[] = {
    {.what = "requests", .price = "http_requests_AsiaPacific", .up_to = INFINITY,
     .stand_in = "the price of http for https"}};
static const struct cost_tier other_requests[] = {ALL("requests", NULL)};
static const struct cost_tier sqs_requests[] = {ALL("requests", "standard")};
static const struct cost_tier sqs_fifo[] = {ALL("requests to a fifo queue", "fifo")};
static const struct cost_tier sns_publishes[] = {ALL("publishes", "publish")};
static const struct cost_tier sns_deliveries[] = {
    ALL("deliveries over HTTP", "http_delivery")};
static const struct cost_tier events[] = {ALL("events", "custom_events")};
static const struct cost_tier mails[] = {ALL("mails", "outbound")};
static const struct cost_tier alarms[] = {ALL("alarms", "alarm_standard")};
static const struct cost_tier metrics[] = {
    {.what = "metrics", .price = "custom_metric_first_10k", .up_to = 10000},
    {.what = "metrics above 10,000", .price = "custom_metric_next_240k", .up_to = 250000},
    ALL("metrics above 250,000", NULL)};
static const struct cost_tier logs_in[] = {ALL("logs coming in", "logs_ingest")};
static const struct cost_tier logs_kept[] = {ALL("logs kept", "logs_store")};
static const struct cost_tier zones[] = {ALL("hosted zones", "hosted_zone")};
static const struct cost_tier queries[] = {
    {.what = "queries", .price = "std_queries_first_1B", .up_to = 1e9},
    ALL("queries above 1 billion", NULL)};
static const struct cost_tier s3_storage[] = {
    {.what = "storage", .price = "standard_first_50TB", .up_to = 51200},
    ALL("storage above 50 TB", NULL)};
static const struct cost_tier s3_gets[] = {ALL("GET requests", "get")};
static const struct cost_tier s3_puts[] = {ALL("PUT requests", "put_copy_post_list")};
static const struct cost_tier images[] = {ALL("images", "private_storage")};
static const struct cost_tier secrets[] = {ALL("secrets", "secret")};

static const struct edge_row {
    int kind;
    const char *service, *what, *unit;
    enum price_per per; /* the user's price in this unit replaces it */
    enum cost_basis basis;
    edge_quantity *quantity;
    const struct cost_tier *tiers;         /* in the US, or everywhere */
    const struct cost_tier *korea, *other; /* NULL: everywhere the same */
} rows[] = {
    {KIND_CLOUDFRONT, "CloudFront", "to users", "GB", PRICE_PER_GB, COST_METERED,
     edge_gb, us_gb, korea_gb, other_gb},
    {KIND_CLOUDFRONT, "CloudFront", "requests", "requests", PRICE_PER_CALL, COST_METERED,
     edge_calls, us_requests, korea_requests, other_requests},
    {KIND_SQS, "SQS", "requests", "requests", PRICE_PER_CALL, COST_METERED,
     edge_sqs_requests, sqs_requests, NULL, NULL},
    {KIND_SNS, "SNS", "publishes", "publishes", PRICE_PER_CALL, COST_METERED,
     edge_messages, sns_publishes, NULL, NULL},
    {KIND_SNS, "SNS", "deliveries over HTTP", "deliveries", PRICE_ONCE, COST_METERED,
     edge_deliveries, sns_deliveries, NULL, NULL},
    {KIND_EVENTBRIDGE, "EventBridge", "events", "events", PRICE_PER_CALL, COST_METERED,
     edge_messages, events, NULL, NULL},
    {KIND_SES, "SES", "mails", "mails", PRICE_PER_CALL, COST_METERED, edge_served, mails,
     NULL, NULL},
    {KIND_CLOUDWATCH, "CloudWatch", "alarms", "alarms", PRICE_ONCE, COST_FIXED,
     edge_alarms, alarms, NULL, NULL},
    {KIND_CLOUDWATCH, "CloudWatch", "metrics", "metrics", PRICE_ONCE, COST_FIXED,
     edge_metrics, metrics, NULL, NULL},
    {KIND_CLOUDWATCH, "CloudWatch", "logs coming in", "GB", PRICE_ONCE, COST_FIXED,
     edge_logs, logs_in, NULL, NULL},
    {KIND_CLOUDWATCH, "CloudWatch", "logs kept", "GB-month", PRICE_ONCE, COST_FIXED,
     edge_logs, logs_kept, NULL, NULL},
    {KIND_ROUTE53, "Route53", "hosted zones", "zones", PRICE_ONCE, COST_FIXED,
     edge_zones, zones, NULL, NULL},
    {KIND_ROUTE53, "Route53", "queries", "queries", PRICE_ONCE, COST_FIXED, edge_queries,
     queries, NULL, NULL},
    {KIND_ECR, "ECR", "images", "GB-month", PRICE_ONCE, COST_FIXED, edge_storage, images,
     NULL, NULL},
    {KIND_SECRETS, "SecretsManager", "secrets", "secrets", PRICE_ONCE, COST_FIXED,
     edge_secrets, secrets, NULL, NULL},
    {KIND_S3, "S3", "storage", "GB-month", PRICE_PER_GB_MONTH, COST_FIXED, edge_storage,
     s3_storage, NULL, NULL},
    {KIND_S3, "S3", "GET requests", "requests", PRICE_PER_CALL, COST_METERED, edge_reads,
     s3_gets, NULL, NULL},
    {KIND_S3, "S3", "PUT requests", "requests", PRICE_PER_CALL, COST_METERED,
     edge_writes, s3_puts, NULL, NULL},
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct cost_tier *tiers_of(const struct cost_bill *bill,
                                        const struct edge_row *row,
                                        const struct service_def *service)
{
    const char *region = bill->design->region;
    if (row->kind == KIND_SQS && service->bus.fifo == 1)
        return sqs_fifo;
    if (!row->korea)
        return row->tiers;
    if (strcmp(region, "ap-northeast-2") == 0)
        return row->korea;
    if (strncmp(region, "us-", 3) == 0)
        return row->tiers;
    return strncmp(region, "eu-", 3) == 0 && row->quantity == edge_gb ? row->tiers
                                                                      : row->other;
}

/* ---- lines ---- */

static bool has_own_price(const struct edge_row *row, const struct service_def *service)
{
    return service->price.given && row->per != PRICE_ONCE &&
           row->per == service->price.per;
}

bool cost_edge_price_fits(const struct service_def *service)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].kind == service->kind && has_own_price(&rows[i], service))
            return true;
    return false;
}

/* By a price of the user's for this row, or by one fee for everything. */
static bool pays_otherwise(const struct edge_row *row, const struct service_def *service)
{
    return service->price.given &&
           (has_own_price(row, service) || !cost_edge_price_fits(service));
}

/* What the account's earlier services of this kind have used of the row's tiers. */
static double used_before(const struct cost_bill *bill, const struct edge_row *row,
                          const struct service_def *service)
{
    double used = 0;
    for (uint32_t i = 0; i < service->index; i++) {
        const struct service_def *other = design_service(bill->design, i);
        if (other->kind != row->kind || pays_otherwise(row, other))
            continue;
        const struct cost_amount amount = row->quantity(bill, other);
        used += isnan(amount.month) ? amount.run : amount.month;
    }
    return used;
}

static void add_row(struct cost_bill *bill, const struct edge_row *row,
                    const struct service_def *service)
{
    const struct cost_amount amount = row->quantity(bill, service);
    const char *name = service->item.name;
    if (has_own_price(row, service))
        cost_lines_add(bill, arena_format(bill->arena, "%s: %s", name, row->what), amount,
                       row->unit, cost_lines_given(bill, &service->price), row->basis);
    else
        cost_tiers_add(bill, name, row->service, tiers_of(bill, row, service), amount,
                       used_before(bill, row, service), row->unit, row->basis);
}

void cost_edge_add(struct cost_bill *bill, const struct service_def *service)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].kind == service->kind)
            add_row(bill, &rows[i], service);
}
