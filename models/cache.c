/* cache.c - see cache.h. */
#include "models/cache.h"

#include "models/simulation.h"

#include <math.h>

/* While it is withdrawn, the spare that takes its place in a deployment. */
static struct instance *shard_of(const struct cache *cache, uint32_t key)
{
    const uint32_t number = key % cache->shard_count;
    struct instance *shard = &cache->shards[number];
    if (!shard->withdrawn || number >= shard->service->spare_count)
        return shard;
    struct instance *spare = shard + cache->shard_count;
    return spare->withdrawn ? shard : spare;
}

/* A key, and the luck of its lookup: drawn together, so that the stream does not depend
 * on what was in the cache. */
static uint32_t draw(struct cache *cache, double *luck)
{
    cache->counts->lookups += 1;
    *luck = random_uniform(cache->random);
    return zipf_draw(&cache->zipf, cache->random) - 1;
}

bool cache_hits(struct cache *cache, uint32_t *key)
{
    double luck;
    *key = draw(cache, &luck);
    if (cache->filled[*key] != shard_of(cache, *key)->life ||
        luck >= cache->step->cache.hit)
        return false;
    cache->counts->hits += 1;
    return true;
}

void cache_failed(struct cache *cache, uint32_t *key)
{
    double luck;
    *key = draw(cache, &luck);
    cache->counts->failed += 1;
}

void cache_fill(struct cache *cache, uint32_t key)
{
    const struct instance *shard = shard_of(cache, key);
    if (instance_is_up(shard))
        cache->filled[key] = shard->life;
}

void cache_lose(struct instance *instance)
{
    instance->life++;
}

/* ---- figures ---- */

void cache_open_window(struct cache_counts *counts)
{
    *counts = (struct cache_counts){.lookups = 0};
}

void cache_collect(const struct cache_counts *counts, struct cache_summary *summary)
{
    *summary = (struct cache_summary){
        .lookups = counts->lookups,
        .hits = counts->hits,
        .failed = counts->failed,
        .hit_ratio = counts->lookups > 0 ? counts->hits / counts->lookups : NAN,
    };
}

/* ---- set-up ---- */

void cache_init(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    struct engine *engine = simulation->engine;
    simulation->caches =
        arena_array(&engine->arena, design->cache_count, sizeof *simulation->caches);
    simulation->cache_counts = arena_array(&engine->arena, design->services.count,
                                           sizeof *simulation->cache_counts);
    for (uint32_t i = 0; i < design->cache_count; i++) {
        const struct step_def *step = design->caches[i];
        const struct service_def *service = step->call.callee->service;
        struct cache *cache = &simulation->caches[i];
        *cache = (struct cache){
            .step = step,
            .random = engine_stream(
                engine, arena_format(&engine->arena, "%s.keys", step->item.path)),
            .shards = &simulation->instances[service->first_instance],
            .shard_count = service->instance_count,
            .filled = arena_array(&engine->arena, (uint32_t)step->cache.keys,
                                  sizeof *cache->filled),
            .counts = &simulation->cache_counts[service->index],
        };
        zipf_init(&cache->zipf, (uint32_t)step->cache.keys, step->cache.skew);
    }
}
