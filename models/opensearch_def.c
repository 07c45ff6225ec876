/* opensearch_def.c - see opensearch_def.h. */
#include "models/opensearch_def.h"

#include "models/managed_def.h"

/* clang-format off */
static const struct choice opensearch_def_engines[] = {
    {"opensearch", CLUSTER_OPENSEARCH, false},
    {"elasticsearch", CLUSTER_ELASTICSEARCH, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field opensearch_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "engine", .kind = FIELD_CHOICE, .offset = AT(cluster.engine),
     .choices = opensearch_def_engines, .standard = "opensearch", .flags = FIELD_LEDGER,
     .help = "The search engine; both are simulated and priced alike."},
    {.key = "class", .kind = FIELD_TEXT, .offset = AT(cluster.class_name),
     .flags = FIELD_REQUIRED, .help = "Its machine, such as t3.small.search."},
    {.key = "nodes", .kind = FIELD_COUNT, .offset = AT(cluster.nodes), .standard = "1",
     .min = 1, .max = 80, .help = "Data nodes."},
    {.key = "storage", .kind = FIELD_TABLE, .offset = AT(cluster.storage),
     .table = &cluster_def_storage, .help = "Each node's volume: a size, or a mapping."},
    CLUSTER_DEF_CREDITS,
    CLUSTER_DEF_CALLS,
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .help = "How callers pick among the nodes."},
};
#undef AT

const struct table opensearch_def_table = {
    .name = "opensearch", .size = sizeof(struct service_def),
    .help = "A search engine of Amazon OpenSearch Service on machines of its own, which stand in the report "
            "under its name.",
    .fields = opensearch_def_fields, .count = FIELD_COUNT_OF(opensearch_def_fields),
};
/* clang-format on */
