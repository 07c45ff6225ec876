/* memory_def.c - the keys of a service's `memory` and `jvm`.
 */
#include "models/memory_def.h"

/* clang-format off */
#define AT(member) offsetof(struct leak_def, member)
static const struct field memory_def_leak_fields[] = {
    {.key = "per_request", .kind = FIELD_SIZE, .offset = AT(per_request_bytes),
     .standard = "0", .flags = FIELD_LEDGER,
     .help = "Memory each request leaves behind in its worker."},
    {.key = "up_to", .kind = FIELD_SIZE, .offset = AT(up_to_bytes),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "Where the leak of a worker stops growing."},
};
#undef AT

static const struct table memory_def_leak = {
    .name = "leak", .size = sizeof(struct leak_def),
    .help = "Memory never given back until the worker restarts.",
    .fields = memory_def_leak_fields, .count = FIELD_COUNT_OF(memory_def_leak_fields),
};

#define AT(member) offsetof(struct memory_def, member)
static const struct field memory_def_memory_fields[] = {
    {.key = "base", .kind = FIELD_SIZE, .offset = AT(base_bytes), .standard = "0",
     .flags = FIELD_LEDGER,
     .help = "Anonymous memory of an instance without traffic; a heap is added to it."},
    {.key = "cache", .kind = FIELD_SIZE, .offset = AT(cache_bytes), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Hot data in the page cache, for each instance."},
    {.key = "text", .kind = FIELD_SIZE, .offset = AT(text_bytes), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Hot file pages of programs, for each instance."},
    {.key = "cold", .kind = FIELD_SHARE, .offset = AT(cold),
     .flags = FIELD_LEDGER,
     .help = "Share of anonymous memory untouched for 120 s; default 30% (a heap 10%, "
             "leaked bytes 100%), 0 without a preset on a host with os none."},
    {.key = "touch", .kind = FIELD_NUMBER, .offset = AT(touch), .standard = "20000",
     .flags = FIELD_LEDGER, .help = "Pages touched in a useful CPU-second."},
    {.key = "per_worker", .kind = FIELD_SIZE, .offset = AT(per_worker_bytes),
     .standard = "0", .flags = FIELD_LEDGER,
     .help = "Anonymous memory of each worker, lost when it restarts."},
    {.key = "per_request", .kind = FIELD_SIZE, .offset = AT(per_request_bytes),
     .standard = "0", .flags = FIELD_LEDGER,
     .help = "Memory of a request while it holds a thread."},
    {.key = "leak", .kind = FIELD_TABLE, .offset = AT(leak), .table = &memory_def_leak,
     .help = "Memory never given back until the worker restarts."},
    {.key = "watermark", .kind = FIELD_SHARE, .offset = AT(watermark), .min = 0.01,
     .max = 1, .flags = FIELD_LEDGER | FIELD_UNLIMITED,
     .help = "Share of RAM, or of mem_limit, above which a broker stops its publishers; "
             "default none."},
};
#undef AT

const struct table memory_def_table = {
    .name = "memory", .size = sizeof(struct memory_def),
    .help = "What the service holds in memory.",
    .fields = memory_def_memory_fields,
    .count = FIELD_COUNT_OF(memory_def_memory_fields),
};

static const struct choice memory_def_on_ooms[] = {
    {"fail", JVM_OOM_FAIL, false},
    {"exit", JVM_OOM_EXIT, false},
    {NULL, 0, false},
};

static const struct choice memory_def_heap_rules[] = {
    {"quarter", JVM_HEAP_QUARTER, false},
    {"elasticsearch", JVM_HEAP_ELASTICSEARCH, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct jvm_def, member)
static const struct field memory_def_jvm_fields[] = {
    {.key = "heap", .kind = FIELD_SIZE, .offset = AT(heap_bytes), .min = 4194304,
     .max = 1e13, .flags = FIELD_LEDGER,
     .help = "Largest heap (-Xmx); default by heap_rule."},
    {.key = "start_heap", .kind = FIELD_SIZE, .offset = AT(start_heap_bytes),
     .flags = FIELD_LEDGER,
     .help = "Heap committed at the start (-Xms); default 1/64 of the memory it sees."},
    {.key = "live", .kind = FIELD_SIZE, .offset = AT(live_bytes), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Live objects without traffic."},
    {.key = "live_per_request", .kind = FIELD_SIZE, .offset = AT(live_per_request_bytes),
     .standard = "0", .flags = FIELD_LEDGER,
     .help = "Live objects of a request while it holds a thread."},
    {.key = "alloc", .kind = FIELD_SIZE, .offset = AT(alloc_bytes), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Garbage made by each request."},
    {.key = "on_oom", .kind = FIELD_CHOICE, .offset = AT(on_oom), .standard = "fail",
     .choices = memory_def_on_ooms, .flags = FIELD_LEDGER,
     .help = "When an allocation does not fit: its request fails, or the process exits."},
    {.key = "heap_rule", .kind = FIELD_CHOICE, .offset = AT(heap_rule),
     .standard = "quarter", .choices = memory_def_heap_rules,
     .help = "The heap when none is given: a quarter of RAM or mem_limit, or "
             "Elasticsearch's half, all committed at the start."},
};
#undef AT

const struct table memory_def_jvm = {
    .name = "jvm", .size = sizeof(struct jvm_def),
    .help = "A Java heap and its collector.",
    .fields = memory_def_jvm_fields, .count = FIELD_COUNT_OF(memory_def_jvm_fields),
};
/* clang-format on */
