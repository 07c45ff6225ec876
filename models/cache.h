/* cache.h - `cache` steps: which lookups hit.
 *
 * A lookup asks for one of `keys` keys, the k-th most popular with probability p_k in
 * proportion to k^-skew. It hits with probability `hit` if that key was read since the
 * cache came up, else it misses. After the steps of a miss the key is in the cache (if
 * that is still up): while they run, others who ask for it miss too. So the n-th lookup
 * after an empty start hits, when misses take no time, with probability
 *
 *   H(n) = hit * sum over k of p_k (1 - (1 - p_k)^(n - 1))
 *
 * which the tests hold it to. Every key is remembered by itself: exact, for four bytes a
 * key.
 *
 * A cache that is up when the run begins is warm; after each later start (`start_at`, a
 * restart, a death) it is empty. Of several instances each holds the keys of its number,
 * key modulo instances. A lookup that fails is a miss.
 */
#ifndef OVERSTACK_MODELS_CACHE_H
#define OVERSTACK_MODELS_CACHE_H

#include "models/instance.h"
#include "models/summary.h"
#include "sim/core/zipf.h"

/* The first life of a spare (deploy.h), more than others ever have: it starts empty, and no
 * key may take it for the instance it stands in for. */
#define CACHE_SPARE_LIFE (UINT32_MAX / 2)

struct cache_counts { /* of one service, over all `cache` steps that ask it */
    double lookups, hits, failed;
    double lookups_before, hits_before; /* at the last step's end */
};

struct cache { /* of one `cache` step */
    const struct step_def *step;
    struct zipf zipf;
    struct random *random;
    struct instance *shards;
    uint32_t shard_count;
    uint32_t *filled; /* by key: the life of its shard in which it was */
    struct cache_counts *counts;
};

void cache_init(struct simulation *simulation);
void cache_open_window(struct cache_counts *counts);
void cache_collect(const struct cache_counts *counts, struct cache_summary *summary);

/* The answered lookup of a task: true for a hit. *key is for cache_fill. */
bool cache_hits(struct cache *cache, uint32_t *key);
/* A lookup that failed; *key as above. */
void cache_failed(struct cache *cache, uint32_t *key);
/* The steps of the miss are done. */
void cache_fill(struct cache *cache, uint32_t key);
/* That instance of a cache has lost its memory. */
void cache_lose(struct instance *instance);

#endif
