/* lambda_def.c - see lambda_def.h.
 *
 * The account's concurrency is one for all functions of a region. What a function
 * reserves is taken out of it for that function alone; what is provisioned is taken out,
 * too, or out of what its function reserved (Lambda developer guide, reserved and
 * provisioned concurrency).
 */
#include "models/lambda_def.h"

#include "models/design.h"
#include "models/managed_def.h"

#include <math.h>

#define LAMBDA_MIB      1048576.0
#define LAMBDA_CORE_MIB 1769.0

double lambda_def_cores(const struct lambda_def *lambda)
{
    return lambda->memory_bytes / LAMBDA_MIB / LAMBDA_CORE_MIB;
}

double lambda_def_s_per_cpu_s(const struct lambda_def *lambda)
{
    return 1 / fmin(1, lambda_def_cores(lambda));
}

/* ---- concurrency ---- */

bool lambda_def_share(const struct service_def *a, const struct service_def *b)
{
    return a->kind == KIND_LAMBDA && b->kind == KIND_LAMBDA &&
           (a->index == b->index ||
            (isnan(a->lambda.reserved) && isnan(b->lambda.reserved)));
}

double lambda_def_pool(const struct design *design, const struct service_def *service)
{
    if (!isnan(service->lambda.reserved))
        return service->lambda.reserved;
    double left = service->lambda.concurrency;
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *other = design_service(design, i);
        if (other->kind == KIND_LAMBDA && !isnan(other->lambda.reserved))
            left -= other->lambda.reserved;
    }
    return left;
}

double lambda_def_pool_on_demand(const struct design *design,
                                 const struct service_def *service)
{
    double left = lambda_def_pool(design, service);
    for (uint32_t i = 0; i < design->services.count; i++)
        if (lambda_def_share(service, design_service(design, i)))
            left -= design_service(design, i)->lambda.provisioned;
    return left;
}

/* ---- keys ---- */

/* clang-format off */
static const struct choice lambda_def_archs[] = {
    {"x86", LAMBDA_X86, false},
    {"arm", LAMBDA_ARM, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field lambda_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "memory", .kind = FIELD_SIZE, .offset = AT(lambda.memory_bytes),
     .min = 128 * LAMBDA_MIB, .max = 10240 * LAMBDA_MIB, .flags = FIELD_REQUIRED,
     .help = "Memory of an environment, 128 MiB to 10 GiB; it has a core for each "
             "1769 MiB."},
    {.key = "arch", .kind = FIELD_CHOICE, .offset = AT(lambda.arch), .standard = "x86",
     .choices = lambda_def_archs, .flags = FIELD_LEDGER,
     .help = "Processor: x86, or arm, which costs less."},
    {.key = "timeout", .kind = FIELD_DURATION, .offset = AT(lambda.timeout_s),
     .standard = "3s", .min = 0.001, .max = 900,
     .help = "An invocation that runs longer is killed, and its environment with it."},
    {.key = "concurrency", .kind = FIELD_COUNT, .offset = AT(lambda.concurrency),
     .standard = "1000", .min = 1, .max = 1e6,
     .help = "Invocations at once that the account allows all its functions together."},
    {.key = "reserved", .kind = FIELD_COUNT, .offset = AT(lambda.reserved),
     .min = 0, .max = 1e6,
     .help = "Of the account's concurrency, what this function has for itself, and no "
             "more; default: it shares with the others."},
    {.key = "provisioned", .kind = FIELD_COUNT, .offset = AT(lambda.provisioned),
     .standard = "0", .min = 0, .max = 1e6,
     .help = "Environments that are always there and paid for, without cold starts."},
    {.key = "cold_start", .kind = FIELD_DISTRIBUTION, .offset = AT(lambda.cold_start),
     .help = "What a new environment takes before it runs, and is paid for; default "
             "uniform(150ms, 300ms), on arm uniform(80ms, 200ms)."},
    {.key = "idle", .kind = FIELD_DURATION, .offset = AT(lambda.idle_s),
     .standard = "10m", .min = 0,
     .help = "So long an environment is kept without an invocation."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),
     .standard = "0", .flags = FIELD_LEDGER,
     .help = "Time an invocation takes on its way there; it is not paid for."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a call in place of the catalog's, or of a month in place of all."},
    MANAGED_DEF_ENDPOINTS,
};
#undef AT

const struct table lambda_def_table = {
    .name = "lambda", .size = sizeof(struct service_def),
    .help = "A function of AWS Lambda: one invocation at a time in each environment.",
    .fields = lambda_def_fields, .count = FIELD_COUNT_OF(lambda_def_fields),
    .habits = managed_def_alone,
};
/* clang-format on */
