/* cost_lambda.c - see cost_lambda.h.
 *
 *   requests      each invocation that began; what is throttled is free
 *   duration      GB x seconds of environments on demand, each invocation up to the next
 *                 millisecond, cold start included (billed since August 2025)
 *   provisioned   GB x seconds that they are there, the whole month
 *   duration of provisioned environments, which costs less
 *
 * The monthly allowance is not for functions with provisioned concurrency, whichever of
 * their environments serves (AWS's price page of Lambda, general knowledge).
 *
 * A GB is 2^30 bytes. Prices are those of the first tier (6 billion GB-seconds a month,
 * on arm 7.5).
 */
#include "models/cost_lambda.h"

struct lambda_lines {
    struct cost_bill *bill;
    const struct service_def *service;
    const char *size; /* "512 MiB" */
};

static const char *lambda_item(const struct lambda_lines *lines, const char *what)
{
    return arena_format(lines->bill->arena, "%s: %s", lines->service->item.name, what);
}

static struct cost_price lambda_listed(const struct lambda_lines *lines, const char *row)
{
    struct cost_price price = cost_lines_catalog(lines->bill, "Lambda", row);
    price.no_allowance = lines->service->lambda.provisioned > 0;
    return price;
}

/* By architecture. */
static struct cost_price lambda_price(const struct lambda_lines *lines, const char *x86,
                                      const char *arm)
{
    const bool is_arm = lines->service->lambda.arch == LAMBDA_ARM;
    return lambda_listed(lines, is_arm ? arm : x86);
}

static void lambda_add_requests(const struct lambda_lines *lines,
                                const struct service_usage *usage)
{
    const struct service_def *service = lines->service;
    const struct cost_price price = service->price.given
                                        ? cost_lines_given(lines->bill, &service->price)
                                        : lambda_listed(lines, "requests");
    cost_lines_add(lines->bill, lambda_item(lines, "requests"),
                   cost_lines_metered(lines->bill, usage->invocations), "requests", price,
                   COST_METERED);
}

static void lambda_add_provisioned(const struct lambda_lines *lines,
                                   const struct service_usage *usage)
{
    struct cost_bill *bill = lines->bill;
    const struct lambda_def *lambda = &lines->service->lambda;
    const double gb = lambda->provisioned * lambda->memory_bytes / COST_GB;
    const char *what = arena_format(bill->arena, "provisioned, %g x %s",
                                    lambda->provisioned, lines->size);
    cost_lines_add(
        bill, lambda_item(lines, what),
        cost_lines_hours(gb * 3600, COST_MONTH_H, gb * 3600 * bill->window_h), "GB-s",
        lambda_price(lines, "provisioned_concurrency", "provisioned_concurrency_arm"),
        COST_FIXED);
    cost_lines_add(
        bill, lambda_item(lines, "duration, provisioned"),
        cost_lines_metered(bill, usage->provisioned_gb_s), "GB-s",
        lambda_price(lines, "provisioned_gb_second_x86", "provisioned_gb_second_arm"),
        COST_METERED);
}

void cost_lambda_add(struct cost_bill *bill, const struct service_def *service)
{
    char size[UNIT_TEXT];
    const struct service_usage *usage = &bill->usage->services[service->index];
    units_write_size(size, service->lambda.memory_bytes);
    const struct lambda_lines lines = {bill, service, size};
    lambda_add_requests(&lines, usage);
    cost_lines_add(
        bill, lambda_item(&lines, arena_format(bill->arena, "duration, %s", size)),
        cost_lines_metered(bill, usage->gb_s), "GB-s",
        lambda_price(&lines, "gb_second_x86_first_6B", "gb_second_arm_first_7.5B"),
        COST_METERED);
    lambda_add_provisioned(&lines, usage);
}
