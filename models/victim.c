/* victim.c - see victim.h. */
#include "models/victim.h"

#include "models/broker.h"
#include "models/instance_life.h"
#include "models/simulation.h"
#include "sim/core/units.h"

/* The time in which a gunicorn-like master notices the death of a worker and has forked
 * another (MODEL.md, "Memory": 2 s). */
#define WORKER_REFORK_S 2.0

bool victim_is_forked(const struct instance *instance)
{
    return !instance->service->jvm.given && !instance->service->async &&
           (instance->worker_count > 1 || instance->service->memory.per_worker_bytes > 0);
}

static double worker_bytes(const struct worker *worker)
{
    return worker->own_bytes + worker->leak_bytes + worker->held_bytes;
}

static void consider(struct victim *best, struct instance *instance, uint16_t worker,
                     double bytes)
{
    if (bytes > best->bytes)
        *best = (struct victim){instance, worker, bytes};
}

struct victim victim_largest(struct instance *const *instances, uint32_t count)
{
    struct victim best = {NULL, WORKER_NONE, 0};
    for (uint32_t i = 0; i < count; i++) {
        struct instance *instance = instances[i];
        double master = instance->anonymous + instance->file;
        const bool forked = victim_is_forked(instance);
        for (uint16_t w = 0; forked && w < instance->worker_count; w++)
            master -= worker_bytes(&instance->workers[w]);
        consider(&best, instance, WORKER_NONE, master);
        for (uint16_t w = 0; forked && w < instance->worker_count; w++)
            consider(&best, instance, w, worker_bytes(&instance->workers[w]));
    }
    return best;
}

void victim_kill(const struct victim *victim, double now_s, const char *why)
{
    struct instance *instance = victim->instance;
    struct simulation *simulation = instance->simulation;
    char size[UNIT_TEXT];
    units_write_size(size, victim->bytes);
    const bool worker = victim->worker != WORKER_NONE;
    simulation_note(simulation, "oom_kill", instance->def->name,
                    simulation_text(simulation, "%s; its %s was the largest process, %s",
                                    why, worker ? "worker" : "process", size));
    sampler_note_kill(&simulation->sampler, instance);
    if (instance->watched)
        broker_killed(instance, now_s);
    if (worker) {
        instance_life_kill_worker(instance, victim->worker, now_s, WORKER_REFORK_S);
        return;
    }
    instance_life_kill(instance, now_s, instance->service->restart.policy != RESTART_NO);
}
