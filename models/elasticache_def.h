/* elasticache_def.h - the keys of `kind: elasticache`.
 *
 * Each node is a shard of its own, as in cluster mode: a `cache` step finds its key on
 * one of them, other calls are dealt by `balance`. Redis and Valkey are one event loop a
 * node; Memcached serves on as many threads as there are calls.
 */
#ifndef OVERSTACK_MODELS_ELASTICACHE_DEF_H
#define OVERSTACK_MODELS_ELASTICACHE_DEF_H

#include "models/cluster_def.h"

extern const struct table elasticache_def_table; /* of a struct service_def */

#endif
