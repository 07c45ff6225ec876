/* dynamodb.c - see dynamodb.h. */
#include "models/dynamodb.h"

#include "models/simulation.h"

#include <math.h>

#define DYNAMODB_MINUTE_S    60.0
#define DYNAMODB_GROWS_EVERY 30.0 /* minutes */
#define DYNAMODB_GROWS_BY    2.0  /* times the previous peak, AWS re:Post */

static void set_capacity(struct dynamodb_units *units, double per_s)
{
    units->limit.rate_per_s = units->limit.most = per_s;
    units->allowance.capacity = per_s;
}

/* On demand: a minute that is over may be the busiest so far, a half hour that is over
 * makes the table grow. */
static void learn(struct dynamodb_units *units, double now_s)
{
    const double minute = floor(now_s / DYNAMODB_MINUTE_S);
    if (minute == units->minute)
        return;
    units->peak_per_s = fmax(units->peak_per_s, units->minute_units / DYNAMODB_MINUTE_S);
    units->minute_units = 0;
    const bool grows = floor(minute / DYNAMODB_GROWS_EVERY) >
                       floor(units->minute / DYNAMODB_GROWS_EVERY);
    units->minute = minute;
    if (!grows || DYNAMODB_GROWS_BY * units->peak_per_s <= units->allowance.capacity)
        return;
    limit_advance(&units->limit, now_s); /* at the old rate */
    set_capacity(units, DYNAMODB_GROWS_BY * units->peak_per_s);
}

bool dynamodb_take(struct dynamodb *dynamodb, enum dynamodb_way way, double units,
                   double now_s)
{
    struct dynamodb_units *own = &dynamodb->ways[way];
    if (dynamodb->def->mode == DYNAMODB_ON_DEMAND)
        learn(own, now_s);
    if (!limit_try(&own->limit, units, now_s)) {
        allowance_throttle(&own->allowance, now_s);
        return false;
    }
    own->minute_units += units;
    own->taken += units;
    allowance_spend(&own->allowance, units);
    return true;
}

/* ---- figures ---- */

void dynamodb_open_window(struct dynamodb *dynamodb)
{
    for (int way = 0; way < DYNAMODB_WAYS; way++) {
        dynamodb->ways[way].taken = 0;
        allowance_open_window(&dynamodb->ways[way].allowance);
    }
}

void dynamodb_collect(const struct dynamodb *dynamodb, struct managed_summary *summary)
{
    summary->read_units = dynamodb->ways[DYNAMODB_READ].taken;
    summary->write_units = dynamodb->ways[DYNAMODB_WRITE].taken;
    for (int way = 0; way < DYNAMODB_WAYS; way++)
        summary->throttled += dynamodb->ways[way].allowance.throttled;
    summary->throttled_writes += dynamodb->ways[DYNAMODB_WRITE].allowance.throttled;
}

/* ---- before time 0 ---- */

static void init_way(struct dynamodb *dynamodb, enum dynamodb_way way, const char *name)
{
    const bool provisioned = dynamodb->def->mode == DYNAMODB_PROVISIONED;
    const double per_s = dynamodb_def_capacity(dynamodb->def, way);
    struct dynamodb_units *units = &dynamodb->ways[way];
    *units = (struct dynamodb_units){
        .allowance = {.name = name, .capacity = per_s, .throttled_at_s = NAN}};
    limit_init_most(&units->limit, per_s, provisioned ? DYNAMODB_BURST_S * per_s : per_s);
}

void dynamodb_init(struct simulation *simulation)
{
    for (uint32_t i = 0; i < simulation->design->services.count; i++) {
        const struct service_def *service = design_service(simulation->design, i);
        if (service->kind != KIND_DYNAMODB)
            continue;
        struct dynamodb *dynamodb =
            arena_allocate(&simulation->engine->arena, sizeof *dynamodb);
        dynamodb->def = &service->dynamodb;
        init_way(dynamodb, DYNAMODB_READ, "read_units");
        init_way(dynamodb, DYNAMODB_WRITE, "write_units");
        dynamodb->ways[DYNAMODB_READ].allowance.next =
            &dynamodb->ways[DYNAMODB_WRITE].allowance;
        struct instance *instance = &simulation->instances[service->first_instance];
        instance->dynamodb = dynamodb;
        instance->allowances = &dynamodb->ways[DYNAMODB_READ].allowance;
    }
}
