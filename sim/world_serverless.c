/* world_serverless.c - see world_serverless.h. */
#include "sim/world_serverless.h"

#include "sim/world_text.h"

#include <math.h>
#include <string.h>

/* ---- defaults ---- */

struct assumed {
    const char *key, *value, *kind, *source;
};

/* Those that the user did not give. */
static void assume(struct world *world, const struct service_def *service,
                   const struct assumed *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!world_text_given(world, service->item.path, rows[i].key))
            ledger_add(
                &world->design->ledger,
                arena_format(world->arena, "%s.%s", service->item.path, rows[i].key),
                rows[i].value, rows[i].kind, rows[i].source);
}

#define ASSUME(world, service, rows)                                                     \
    assume((world), (service), (rows), sizeof(rows) / sizeof((rows)[0]))

static const struct assumed lambda_rows[] = {
    {"timeout", "3 s", "published", "Lambda developer guide, configuration-timeout"},
    {"concurrency", "1000", "published",
     "Lambda operator guide: default of an account in a region"},
    {"provisioned", "0", "default", ""},
    {"idle", "10 min", "guessed",
     "AWS promises nothing; mikhail.io saw exactly 10 min in August 2019, others 5 to "
     "60"},
    {"cpu_speed", "1 for each 1769 MiB, x86 or arm", "guessed",
     "1769 MB are one vCPU (Lambda developer guide); that it is one of m5 is a guess"},
};

static const char cold_source[] =
    "hivebook.wiki/wiki/aws-lambda-cold-starts (April 2026), the median of Node.js and "
    "Python; Java takes 1 to 3 s, .NET 300 to 700 ms";

static struct distribution uniform(double from_s, double to_s)
{
    return (struct distribution){.kind = DISTRIBUTION_UNIFORM,
                                 .mean_s = (from_s + to_s) / 2,
                                 .a = from_s,
                                 .b = to_s};
}

static void lambda_complete(struct world *world, struct service_def *service)
{
    const bool arm = service->lambda.arch == LAMBDA_ARM;
    const struct assumed cold[] = {
        {"cold_start", arm ? "uniform(80 ms, 200 ms)" : "uniform(150 ms, 300 ms)",
         "published", cold_source}};
    if (!world_text_given(world, service->item.path, "cold_start"))
        service->lambda.cold_start = arm ? uniform(0.08, 0.2) : uniform(0.15, 0.3);
    ASSUME(world, service, cold);
    ASSUME(world, service, lambda_rows);
}

static const struct assumed dynamodb_rows[] = {
    {"latency", "5 ms", "guessed", "AWS promises single-digit milliseconds"},
};
static const struct assumed dynamodb_on_demand_rows[] = {
    {"capacity", "12000 read and 4000 write units/s, then twice the previous peak",
     "published",
     "DynamoDB developer guide, on-demand capacity mode: a new table, and 30 minutes for "
     "more than twice the peak"},
};
static const struct assumed dynamodb_provisioned_rows[] = {
    {"burst", "300 s of capacity, saved up when the run begins", "published",
     "AWS re:Post, DynamoDB spiky workloads: best effort"},
};

static void dynamodb_complete(struct world *world, const struct service_def *service)
{
    ASSUME(world, service, dynamodb_rows);
    if (service->dynamodb.mode == DYNAMODB_PROVISIONED)
        ASSUME(world, service, dynamodb_provisioned_rows);
    else
        ASSUME(world, service, dynamodb_on_demand_rows);
}

static const struct assumed api_rows[] = {
    {"rate_limit", "10000/s, 5000 at once", "published",
     "API Gateway developer guide, quotas of an account in a region"},
    {"latency", "5 ms", "guessed", "no source found"},
};

static void api_complete(struct world *world, const struct service_def *service)
{
    const bool rest = service->api_gateway.type == API_GATEWAY_REST;
    const struct assumed timeout[] = {
        {"timeout", rest ? "29 s" : "30 s", "published",
         "API Gateway developer guide, quotas: maximum integration timeout"}};
    ASSUME(world, service, api_rows);
    ASSUME(world, service, timeout);
}

void world_serverless_complete(struct world *world, struct service_def *service)
{
    if (service->kind == KIND_LAMBDA)
        lambda_complete(world, service);
    else if (service->kind == KIND_DYNAMODB)
        dynamodb_complete(world, service);
    else if (service->kind == KIND_API_GATEWAY)
        api_complete(world, service);
}

void world_serverless_call(const struct service_def *service, struct call_def *call)
{
    if (service->kind == KIND_API_GATEWAY && isinf(call->timeout.mean_s))
        call->timeout = distribution_constant(api_gateway_def_timeout_s(service));
}

/* ---- the account ---- */

static struct place place_of(const struct world *world, const struct service_def *service,
                             const char *key)
{
    return world_text_place(world, service->item.path, key, service->item.place);
}

/* The first function that says what the account allows says it for all. */
static void account_share(struct world *world)
{
    struct service_def *services = world->design->services.items;
    const struct service_def *first = NULL;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const struct service_def *service = &services[i];
        if (service->kind != KIND_LAMBDA ||
            !world_text_given(world, service->item.path, "concurrency"))
            continue;
        if (!first)
            first = service;
        else if (service->lambda.concurrency != first->lambda.concurrency)
            error_list_add(
                world->errors, place_of(world, service, "concurrency"),
                arena_format(world->arena, "%s.concurrency", service->item.path),
                "the account has one concurrency for all its functions: %s "
                "says %.0f, this %.0f",
                first->item.path, first->lambda.concurrency, service->lambda.concurrency);
    }
    for (uint32_t i = 0; first && i < world->design->services.count; i++)
        if (services[i].kind == KIND_LAMBDA)
            services[i].lambda.concurrency = first->lambda.concurrency;
}

/* What is reserved, and provisioned out of the rest, must be there. */
static void account_check(struct world *world)
{
    double taken = 0;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const struct service_def *service = design_service(world->design, i);
        const struct lambda_def *lambda = &service->lambda;
        if (service->kind != KIND_LAMBDA)
            continue;
        const bool reserves = !isnan(lambda->reserved);
        const double own = reserves ? lambda->reserved : lambda->provisioned;
        const char *key = reserves ? "reserved" : "provisioned";
        taken += own;
        if (own > 0 && taken > lambda->concurrency && taken - own <= lambda->concurrency)
            error_list_add(world->errors, place_of(world, service, key),
                           arena_format(world->arena, "%s.%s", service->item.path, key),
                           "with this the functions reserve and provision %.0f, more "
                           "than the %.0f that the account allows",
                           taken, lambda->concurrency);
    }
}

void world_serverless_account(struct world *world)
{
    account_share(world);
    account_check(world);
}

/* ---- contradictions ---- */

static void check_provisioned(struct world *world, const struct service_def *service)
{
    const struct lambda_def *lambda = &service->lambda;
    if (!isnan(lambda->reserved) && lambda->provisioned > lambda->reserved)
        error_list_add(world->errors, place_of(world, service, "provisioned"),
                       arena_format(world->arena, "%s.provisioned", service->item.path),
                       "more is provisioned than the %.0f that are reserved",
                       lambda->reserved);
}

static double computing(struct items steps);

/* Threads that may compute at once in a step. */
static double computing_in(const struct step_def *step)
{
    const struct block_def *blocks = step->parallel.items;
    const struct branch_def *branches = step->choose.items;
    double most = step->kind == STEP_CPU, sum = 0;
    for (uint32_t i = 0; i < step->parallel.count; i++)
        sum += computing(blocks[i].steps);
    for (uint32_t i = 0; i < step->choose.count; i++)
        most = fmax(most, computing(branches[i].steps));
    most = fmax(most, computing(step->repeat.steps));
    return fmax(fmax(most, computing(step->cache.miss)), sum);
}

static double computing(struct items steps)
{
    const struct step_def *step = steps.items;
    double most = 0;
    for (uint32_t i = 0; i < steps.count; i++)
        most = fmax(most, computing_in(&step[i]));
    return most;
}

/* Each thread is simulated with a core of its own: they must not have to share. */
static void check_cores(struct world *world, const struct service_def *service)
{
    const struct endpoint_def *endpoints = service->endpoints.items;
    const double cores = lambda_def_cores(&service->lambda);
    for (uint32_t i = 0; i < service->endpoints.count; i++) {
        const double threads = computing(endpoints[i].steps);
        if (threads > 1 && threads > cores)
            error_list_add(world->errors, endpoints[i].item.place, endpoints[i].item.path,
                           "%.0f branches that compute at the same time on %.3g cores "
                           "(memory / 1769 MiB): sharing them is not yet supported",
                           threads, cores);
    }
}

static void check_units(struct world *world, const struct service_def *service)
{
    static const char *const keys[] = {[DYNAMODB_READ] = "rcu", [DYNAMODB_WRITE] = "wcu"};
    for (int way = 0; way < DYNAMODB_WAYS; way++)
        if (service->dynamodb.mode == DYNAMODB_PROVISIONED &&
            isnan(service->dynamodb.capacity[way]))
            error_list_add(
                world->errors, service->item.place,
                arena_format(world->arena, "%s.%s", service->item.path, keys[way]),
                "required when the mode is provisioned");
}

void world_serverless_check(struct world *world, const struct service_def *service)
{
    if (service->kind == KIND_LAMBDA) {
        check_provisioned(world, service);
        check_cores(world, service);
    } else if (service->kind == KIND_DYNAMODB) {
        check_units(world, service);
    }
}

/* ---- without effect ---- */

static void warn(struct world *world, const struct service_def *service, const char *key,
                 const char *why)
{
    if (world_text_is_own(world, service->item.path, key))
        error_list_warn(world->errors, place_of(world, service, key),
                        arena_format(world->arena, "%s.%s", service->item.path, key),
                        "%s", why);
}

static bool uses_units(struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++) {
        const struct block_def *blocks = step[i].parallel.items;
        const struct branch_def *branches = step[i].choose.items;
        bool uses = step[i].kind == STEP_READ || step[i].kind == STEP_WRITE ||
                    uses_units(step[i].repeat.steps);
        for (uint32_t k = 0; k < step[i].parallel.count; k++)
            uses = uses || uses_units(blocks[k].steps);
        for (uint32_t k = 0; k < step[i].choose.count; k++)
            uses = uses || uses_units(branches[k].steps);
        if (uses)
            return true;
    }
    return false;
}

static void warn_units(struct world *world, const struct service_def *service)
{
    const struct endpoint_def *endpoints = service->endpoints.items;
    const char *why = "has no effect: the mode is on_demand";
    if (service->dynamodb.mode == DYNAMODB_ON_DEMAND) {
        warn(world, service, "wcu", why);
        warn(world, service, "rcu", why);
    }
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        if (!uses_units(endpoints[i].steps))
            error_list_warn(world->errors, endpoints[i].item.place,
                            endpoints[i].item.path,
                            "has no `read` or `write`, so it takes no units and costs "
                            "nothing");
}

void world_serverless_warn(struct world *world, const struct service_def *service)
{
    const double mib = service->lambda.memory_bytes / 1048576;
    if (service->kind == KIND_LAMBDA && mib != floor(mib))
        warn(world, service, "memory",
             "is not a whole number of MiB: what AWS calls 512 MB is 512MiB here");
    if (service->kind == KIND_DYNAMODB)
        warn_units(world, service);
}
