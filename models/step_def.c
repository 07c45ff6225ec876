/* step_def.c - the keys of an endpoint's steps.
 *
 * A step is a mapping with exactly one of the keys below; the key's tag is the step's
 * kind. Steps nest: `parallel`, `choose` and `repeat` hold lists of steps.
 */
#include "models/service_def.h"

/* clang-format off */
#define AT(member) offsetof(struct io_def, member)
static const struct field step_def_io_fields[] = {
    {.key = "size", .kind = FIELD_SIZE, .offset = AT(size_bytes),
     .flags = FIELD_REQUIRED | FIELD_LEDGER, .help = "Bytes moved."},
    {.key = "ops", .kind = FIELD_NUMBER, .offset = AT(ops),
     .help = "Volume operations; default one for each 256 KiB begun."},
};
#undef AT

static const struct table step_def_io = {
    .name = "io", .size = sizeof(struct io_def),
    .help = "Volume I/O: a size, or a mapping.",
    .fields = step_def_io_fields, .count = FIELD_COUNT_OF(step_def_io_fields),
    .shorthand = "size",
};

static const struct choice step_def_on_errors[] = {
    {"fail", CALL_ERROR_FAIL, false},
    {"ignore", CALL_ERROR_IGNORE, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct breaker_def, member)
static const struct field step_def_breaker_fields[] = {
    {.key = "window", .kind = FIELD_COUNT, .offset = AT(window), .min = 1,
     .max = 100000, .flags = FIELD_REQUIRED | FIELD_LEDGER,
     .help = "The last calls that are judged; before so many it never opens."},
    {.key = "failures", .kind = FIELD_SHARE, .offset = AT(failures), .standard = "50%",
     .min = 1e-6, .max = 1, .flags = FIELD_LEDGER,
     .help = "Share of failures among them from which on it opens."},
    {.key = "open", .kind = FIELD_DURATION, .offset = AT(open_s), .standard = "60s",
     .min = 1e-3, .max = 1e9, .flags = FIELD_LEDGER,
     .help = "How long calls fail at once before 10 are let through on trial."},
};
#undef AT

static const struct table step_def_breaker = {
    .name = "breaker", .size = sizeof(struct breaker_def),
    .help = "A circuit breaker with the rules of Resilience4j, one for each calling "
            "instance and service called.",
    .fields = step_def_breaker_fields, .count = FIELD_COUNT_OF(step_def_breaker_fields),
    .shorthand = "window",
};

#define AT(member) offsetof(struct call_def, member)
static const struct field step_def_call_fields[] = {
    {.key = "to", .kind = FIELD_REFERENCE, .offset = AT(to), .refers = REFERENCE_ENDPOINT,
     .flags = FIELD_REQUIRED, .help = "The endpoint called, as service.endpoint."},
    {.key = "timeout", .kind = FIELD_DISTRIBUTION, .offset = AT(timeout),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "The caller gives up after it; the callee works on."},
    {.key = "retries", .kind = FIELD_COUNT, .offset = AT(retries), .standard = "0",
     .max = 100, .help = "Further attempts after a failure or a timeout."},
    {.key = "backoff", .kind = FIELD_DISTRIBUTION, .offset = AT(backoff), .standard = "0",
     .help = "Wait before the first retry, doubled before each further one."},
    {.key = "jitter", .kind = FIELD_SHARE, .offset = AT(jitter), .standard = "0",
     .help = "Share of the backoff that is drawn uniformly."},
    {.key = "on_error", .kind = FIELD_CHOICE, .offset = AT(on_error), .standard = "fail",
     .choices = step_def_on_errors,
     .help = "What a failed call does to the caller: fail it, or go on."},
    {.key = "budget", .kind = FIELD_SHARE, .offset = AT(budget), .standard = "unlimited",
     .max = 100, .flags = FIELD_UNLIMITED,
     .help = "Retries at most this share of the first attempts of the last 10 s, of all "
             "budgeted calls of an instance to that service."},
    {.key = "cancels", .kind = FIELD_FLAG, .offset = AT(cancels), .standard = "false",
     .help = "Whether the callee stops where it is when the caller has gone."},
    {.key = "breaker", .kind = FIELD_TABLE, .offset = AT(breaker),
     .table = &step_def_breaker, .flags = FIELD_WHOLE,
     .help = "A circuit breaker; without it there is none."},
};
#undef AT

static const struct table step_def_call = {
    .name = "call", .size = sizeof(struct call_def),
    .help = "A synchronous call: service.endpoint, or a mapping.",
    .fields = step_def_call_fields, .count = FIELD_COUNT_OF(step_def_call_fields),
    .shorthand = "to",
};

static const struct field step_def_block_fields[] = {
    {.key = "=steps", .kind = FIELD_LIST, .offset = offsetof(struct block_def, steps),
     .table = &step_table, .help = "The steps of one branch."},
};

static const struct table step_def_block = {
    .name = "block", .size = sizeof(struct block_def),
    .help = "A list of steps, run in order.",
    .fields = step_def_block_fields, .count = FIELD_COUNT_OF(step_def_block_fields),
    .shorthand = "=steps",
};

#define AT(member) offsetof(struct branch_def, member)
static const struct field step_def_branch_fields[] = {
    {.key = "p", .kind = FIELD_SHARE, .offset = AT(probability),
     .flags = FIELD_REQUIRED | FIELD_LEDGER, .help = "Probability of this branch."},
    {.key = "steps", .kind = FIELD_LIST, .offset = AT(steps), .table = &step_table,
     .flags = FIELD_REQUIRED, .help = "Its steps."},
};
#undef AT

static const struct table step_def_branch = {
    .name = "branch", .size = sizeof(struct branch_def),
    .help = "One branch of a choice.",
    .fields = step_def_branch_fields, .count = FIELD_COUNT_OF(step_def_branch_fields),
};

#define AT(member) offsetof(struct repeat_def, member)
static const struct field step_def_repeat_fields[] = {
    {.key = "times", .kind = FIELD_COUNT, .offset = AT(times), .max = 1e6,
     .flags = FIELD_REQUIRED | FIELD_LEDGER, .help = "How often the steps run."},
    {.key = "steps", .kind = FIELD_LIST, .offset = AT(steps), .table = &step_table,
     .flags = FIELD_REQUIRED, .help = "The steps."},
};
#undef AT

static const struct table step_def_repeat = {
    .name = "repeat", .size = sizeof(struct repeat_def),
    .help = "Steps run several times, one round after the other.",
    .fields = step_def_repeat_fields, .count = FIELD_COUNT_OF(step_def_repeat_fields),
};

#define AT(member) offsetof(struct cache_def, member)
static const struct field step_def_cache_fields[] = {
    {.key = "in", .kind = FIELD_REFERENCE, .offset = AT(in), .refers = REFERENCE_ENDPOINT,
     .flags = FIELD_REQUIRED, .help = "The endpoint that is asked first."},
    {.key = "hit", .kind = FIELD_SHARE, .offset = AT(hit),
     .flags = FIELD_REQUIRED | FIELD_LEDGER,
     .help = "Share of hits among lookups of keys that were read since the cache came up: "
             "its hit ratio when warm."},
    {.key = "keys", .kind = FIELD_COUNT, .offset = AT(keys), .standard = "100000",
     .min = 1, .max = 1e7, .flags = FIELD_LEDGER, .help = "Different keys asked for."},
    {.key = "skew", .kind = FIELD_NUMBER, .offset = AT(skew), .standard = "1", .max = 10,
     .flags = FIELD_LEDGER,
     .help = "Zipf's exponent: the k-th most popular key is asked for in proportion to "
             "k^-skew."},
    {.key = "miss", .kind = FIELD_LIST, .offset = AT(miss), .table = &step_table,
     .help = "Steps after a miss; then the key is in the cache."},
};
#undef AT

static const struct table step_def_cache = {
    .name = "cache", .size = sizeof(struct cache_def),
    .help = "A lookup in a cache, cold after each start of it but the run's own.",
    .fields = step_def_cache_fields, .count = FIELD_COUNT_OF(step_def_cache_fields),
};

#define AT(member) offsetof(struct step_def, member)
static const struct field step_def_fields[] = {
    {.key = "cpu", .kind = FIELD_DISTRIBUTION, .offset = AT(duration), .tag = STEP_CPU,
     .flags = FIELD_LEDGER,
     .help = "Work, in seconds of a speed-1.0 core, on the machine's shared CPUs."},
    {.key = "sleep", .kind = FIELD_DISTRIBUTION, .offset = AT(duration),
     .tag = STEP_SLEEP, .flags = FIELD_LEDGER,
     .help = "Holds the thread without CPU: a lock, a fixed wait."},
    {.key = "read", .kind = FIELD_TABLE, .offset = AT(io), .tag = STEP_READ,
     .table = &step_def_io, .help = "Reads from the machine's volume; on s3, a GET."},
    {.key = "write", .kind = FIELD_TABLE, .offset = AT(io), .tag = STEP_WRITE,
     .table = &step_def_io, .help = "Writes to the machine's volume; on s3, a PUT."},
    {.key = "memory", .kind = FIELD_SIZE, .offset = AT(size_bytes), .tag = STEP_MEMORY,
     .flags = FIELD_LEDGER, .help = "Memory held until the endpoint returns."},
    {.key = "allocate", .kind = FIELD_SIZE, .offset = AT(size_bytes),
     .tag = STEP_ALLOCATE, .flags = FIELD_LEDGER,
     .help = "Garbage for the JVM's collector."},
    {.key = "leak", .kind = FIELD_SIZE, .offset = AT(size_bytes), .tag = STEP_LEAK,
     .flags = FIELD_LEDGER,
     .help = "Memory that stays with the worker, up to memory.leak.up_to."},
    {.key = "call", .kind = FIELD_TABLE, .offset = AT(call), .tag = STEP_CALL,
     .table = &step_def_call, .help = "Calls another endpoint and waits for it."},
    {.key = "publish", .kind = FIELD_REFERENCE, .offset = AT(publish),
     .tag = STEP_PUBLISH, .refers = REFERENCE_ENDPOINT,
     .help = "Hands a message to that service's queue and goes on."},
    {.key = "parallel", .kind = FIELD_LIST, .offset = AT(parallel), .tag = STEP_PARALLEL,
     .table = &step_def_block,
     .help = "Lists of steps that run at once; goes on when all are done."},
    {.key = "choose", .kind = FIELD_LIST, .offset = AT(choose), .tag = STEP_CHOOSE,
     .table = &step_def_branch,
     .help = "Runs one branch, drawn by its probability; a remainder does nothing."},
    {.key = "cache", .kind = FIELD_TABLE, .offset = AT(cache), .tag = STEP_CACHE,
     .table = &step_def_cache, .help = "Looks a key up in a cache first."},
    {.key = "repeat", .kind = FIELD_TABLE, .offset = AT(repeat), .tag = STEP_REPEAT,
     .table = &step_def_repeat, .help = "Runs steps several times."},
    {.key = "send", .kind = FIELD_SIZE, .offset = AT(size_bytes), .tag = STEP_SEND,
     .flags = FIELD_LEDGER,
     .help = "Bytes sent to the caller; metered when the caller is outside."},
    {.key = "fail", .kind = FIELD_SHARE, .offset = AT(fail), .tag = STEP_FAIL,
     .flags = FIELD_LEDGER, .help = "The request fails here with this probability."},
};
#undef AT

const struct table step_table = {
    .name = "step", .size = sizeof(struct step_def),
    .help = "One step of an endpoint: a mapping with exactly one of these keys.",
    .fields = step_def_fields, .count = FIELD_COUNT_OF(step_def_fields),
    .one_of = true, .one_of_offset = offsetof(struct step_def, kind),
};
/* clang-format on */
