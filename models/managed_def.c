/* managed_def.c - services that run on nobody's host: `kind: external` and its like.
 *
 * A call to an endpoint that a managed service does not list costs its `latency` and one
 * request.
 */
#include "models/managed_def.h"

#include "models/event_def.h"
#include "models/host_def.h"

/* clang-format off */
static const struct choice managed_def_certificates[] = {
    {"ecdsa_p256", CERTIFICATE_ECDSA_P256, false},
    {"rsa_2048", CERTIFICATE_RSA_2048, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct tls_def, member)
static const struct field managed_def_tls_fields[] = {
    {.key = "certificate", .kind = FIELD_CHOICE, .offset = AT(certificate),
     .choices = managed_def_certificates,
     .help = "Key of the certificate; default ecdsa_p256 where `tls` is given."},
    {.key = "resumed", .kind = FIELD_SHARE, .offset = AT(resumed), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Share of the handshakes that resume a session."},
};
#undef AT

const struct table managed_def_tls = {
    .name = "tls", .size = sizeof(struct tls_def),
    .help = "TLS that ends at this service.",
    .fields = managed_def_tls_fields, .count = FIELD_COUNT_OF(managed_def_tls_fields),
    .shorthand = "certificate",
};

static const struct field managed_def_endpoint_fields[] = {
    {.key = "=steps", .kind = FIELD_LIST, .offset = offsetof(struct endpoint_def, steps),
     .table = &step_table, .help = "The steps, run in order on one thread."},
};

const struct table managed_def_endpoint = {
    .name = "endpoint", .size = sizeof(struct endpoint_def),
    .help = "A list of steps.",
    .fields = managed_def_endpoint_fields,
    .count = FIELD_COUNT_OF(managed_def_endpoint_fields), .shorthand = "=steps",
    .plain_names = true,
};

const struct habit managed_def_alone[] = {
    MANAGED_DEF_NO_ZONES,
    MANAGED_DEF_NO_BALANCE,
    {NULL, NULL},
};

const struct choice managed_def_on_limits[] = {
    {"fail", LIMIT_FAIL, false},
    {"wait", LIMIT_WAIT, false},
    {NULL, 0, false},
};

static const struct choice managed_def_classes[] = {
    {"standard", 0, false},
    {"infrequent_access", 0, true},
    {"glacier", 0, true},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)

static const struct field managed_def_external_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),
     .flags = FIELD_REQUIRED, .help = "Time a call takes there."},
    {.key = "concurrency", .kind = FIELD_COUNT, .offset = AT(concurrency),
     .standard = "unlimited", .min = 1, .max = 1e9,
     .flags = FIELD_UNLIMITED | FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_CONCURRENCY,
     .help = "Calls it serves at once."},
    {.key = "rate_limit", .kind = FIELD_RATE, .offset = AT(rate_limit_per_s),
     .standard = "unlimited", .flags = FIELD_UNLIMITED | FIELD_LEDGER | FIELD_SETTABLE,
     .tag = SETTING_RATE_LIMIT, .help = "Calls it admits in a time."},
    {.key = "on_limit", .kind = FIELD_CHOICE, .offset = AT(on_limit), .standard = "fail",
     .choices = managed_def_on_limits,
     .help = "Above a limit a call fails (throttled) or waits."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a call (0.04 USD/call) or of a month."},
    MANAGED_DEF_ENDPOINTS,
};

const struct table managed_def_external = {
    .name = "external", .size = sizeof(struct service_def),
    .help = "A service outside that only its latency, limits and price are known of.",
    .fields = managed_def_external_fields,
    .count = FIELD_COUNT_OF(managed_def_external_fields),
    .habits = managed_def_alone,
};

static const struct field managed_def_flat_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price), .flags = FIELD_REQUIRED,
     .help = "The fee, such as 20 USD/month."},
};

const struct table managed_def_flat = {
    .name = "flat", .size = sizeof(struct service_def),
    .help = "A fixed monthly fee; serves nothing.",
    .fields = managed_def_flat_fields, .count = FIELD_COUNT_OF(managed_def_flat_fields),
};

static const struct field managed_def_alb_fields[] = {
    MANAGED_DEF_KIND,
    MANAGED_DEF_FORWARD,
    {.key = "each", .kind = FIELD_LIST, .offset = AT(each), .table = &step_table,
     .flags = FIELD_LONE,
     .help = "Steps of every endpoint that is forwarded and not listed."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Time the balancer itself adds to a request."},
    {.key = "tls", .kind = FIELD_TABLE, .offset = AT(tls), .table = &managed_def_tls,
     .flags = FIELD_WHOLE, .help = "TLS ends at the balancer, which costs no machine anything."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of an hour, in place of the catalog's."},
    {.key = "rate_limit", .kind = FIELD_RATE, .offset = AT(rate_limit_per_s),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "Requests it admits in a time, as rules of a firewall (AWS WAF) before it do; "
             "those above are throttled. AWS has no limit of its own there."},
    {.key = "idle_timeout", .kind = FIELD_DURATION, .offset = AT(idle_timeout_s),
     .standard = "60s", .min = 0.001, .max = 1e6, .flags = FIELD_LEDGER,
     .help = "A user's connection without a request for so long is closed; a service "
             "behind that has not answered for so long has timed out (504)."},
    {.key = "rules", .kind = FIELD_COUNT, .offset = AT(rules), .standard = "1", .min = 1,
     .max = 1000,
     .help = "Rules of its listener, each looked at for every request; those above ten are "
             "billed in its capacity units."},
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .flags = FIELD_WHOLE,
     .help = "How it picks among the instances of the service behind it, in place of "
             "that service's own."},
    {.key = "zones", .kind = FIELD_LIST, .offset = AT(zones), .table = &host_def_zone,
     .flags = FIELD_LONE,
     .help = "Zones it stands in, two at least, with a public address in each; a request "
             "to a machine of another zone takes network.cross_zone."},
    MANAGED_DEF_ENDPOINTS,
};

static const struct habit managed_def_alb_habits[] = {
    MANAGED_DEF_NO_TYPE,
    {NULL, NULL},
};

const struct table managed_def_alb = {
    .name = "alb", .size = sizeof(struct service_def),
    .help = "An application load balancer in front of a service.",
    .fields = managed_def_alb_fields, .count = FIELD_COUNT_OF(managed_def_alb_fields),
    .habits = managed_def_alb_habits,
};

static const struct field managed_def_s3_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),
     .standard = "30ms", .help = "Time a request takes there."},
    {.key = "storage", .kind = FIELD_SIZE, .offset = AT(storage_bytes), .standard = "0",
     .help = "Bytes stored, billed by the month."},
    {.key = "class", .kind = FIELD_CHOICE, .offset = AT(storage_class),
     .standard = "standard", .choices = managed_def_classes,
     .help = "Storage class; the catalog has prices for standard only."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a stored GB for a month, in place of the catalog's."},
    MANAGED_DEF_ENDPOINTS,
};

const struct table managed_def_s3 = {
    .name = "s3", .size = sizeof(struct service_def),
    .help = "Object storage: a `read` step is a GET, a `write` step a PUT. An endpoint not "
            "listed is one GET, or one PUT if its name is put, post, copy, list or write.",
    .fields = managed_def_s3_fields, .count = FIELD_COUNT_OF(managed_def_s3_fields),
    .habits = managed_def_alone,
};
#undef AT
/* clang-format on */
