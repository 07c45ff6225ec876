/* nic.c - see nic.h. */
#include "models/nic.h"

/* A bucket that holds less than this long of bursting is empty: rounding. */
#define NIC_LEAST_BURST_S 1e-6

void nic_direction_init(struct nic_direction *direction, double bytes_per_s,
                        struct arena *arena)
{
    *direction = (struct nic_direction){
        .base_per_s = bytes_per_s,
        .burst_per_s = bytes_per_s,
        .empty_at_s = NAN,
        .arena = arena,
    };
}

static void direction_init(struct nic_direction *direction,
                           const struct instance_type *type, struct arena *arena)
{
    const double base = type->network_bps / 8, burst = type->network_burst_bps / 8;
    nic_direction_init(direction, base > 0 ? base : INFINITY, arena);
    if (!(base > 0 && burst > base) || !(type->network_burst_time_s > 0))
        return;
    direction->burst_per_s = burst;
    direction->bucket_limit = (burst - base) * type->network_burst_time_s;
    direction->bucket = direction->bucket_limit;
}

void nic_init(struct nic *nic, const struct instance_type *type, struct arena *arena)
{
    *nic = (struct nic){.share = 0};
    for (int i = 0; i < NIC_WAYS; i++)
        direction_init(&nic->ways[i], type, arena);
}

/* ---- time passes ---- */

static bool bursts(const struct nic_direction *direction)
{
    return direction->bucket_limit > 0 && !direction->empty;
}

static double rate_of(const struct nic_direction *direction)
{
    if (direction->count == 0)
        return 0;
    return bursts(direction) ? direction->burst_per_s : direction->base_per_s;
}

static void spend(struct nic_direction *direction, double rate_per_s, double dt_s)
{
    const double least = NIC_LEAST_BURST_S * direction->burst_per_s;
    if (direction->bucket_limit <= 0)
        return;
    direction->bucket =
        fmin(direction->bucket_limit,
             direction->bucket + (direction->base_per_s - rate_per_s) * dt_s);
    if (direction->bucket > least) {
        direction->empty = false;
        return;
    }
    direction->bucket = 0;
    direction->empty = true;
    if (isnan(direction->empty_at_s))
        direction->empty_at_s = direction->since_s + dt_s;
}

void nic_advance(struct nic_direction *direction, double now_s)
{
    const double dt_s = now_s - direction->since_s;
    if (dt_s <= 0)
        return;
    const double rate_per_s = rate_of(direction);
    if (direction->count) {
        direction->clock += rate_per_s * dt_s / direction->count;
        direction->bytes += rate_per_s * dt_s;
        direction->busy_s += dt_s;
    }
    spend(direction, rate_per_s, dt_s);
    direction->since_s = now_s;
}

/* ---- the heap ---- */

static bool is_before(const struct nic_job *a, const struct nic_job *b)
{
    return a->tag < b->tag || (a->tag == b->tag && a->order < b->order);
}

static void sift_up(struct nic_direction *direction, uint32_t hole,
                    const struct nic_job *job)
{
    while (hole > 0 && is_before(job, &direction->jobs[(hole - 1) / 2])) {
        direction->jobs[hole] = direction->jobs[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    direction->jobs[hole] = *job;
}

/* The last job fills the hole, up or down. */
static void fill(struct nic_direction *direction, uint32_t hole)
{
    const struct nic_job last = direction->jobs[--direction->count];
    if (hole == direction->count)
        return;
    for (uint32_t child; (child = 2 * hole + 1) < direction->count; hole = child) {
        if (child + 1 < direction->count &&
            is_before(&direction->jobs[child + 1], &direction->jobs[child]))
            child++;
        if (!is_before(&direction->jobs[child], &last))
            break;
        direction->jobs[hole] = direction->jobs[child];
    }
    sift_up(direction, hole, &last);
}

void nic_push(struct nic_direction *direction, double bytes, struct transfer *transfer)
{
    if (direction->count == direction->capacity) {
        direction->capacity = direction->capacity ? 2 * direction->capacity : 16;
        direction->jobs = arena_grow(direction->arena, direction->jobs, direction->count,
                                     direction->capacity, sizeof *direction->jobs);
    }
    if (direction->count == 0)
        direction->clock = 0; /* nobody is relative to it: keep it precise */
    const struct nic_job job = {direction->clock + bytes, direction->next_order++,
                                transfer};
    sift_up(direction, direction->count++, &job);
}

void nic_remove(struct nic_direction *direction, const struct transfer *transfer)
{
    for (uint32_t i = 0; i < direction->count; i++)
        if (direction->jobs[i].transfer == transfer) {
            fill(direction, i);
            return;
        }
}

/* ---- what comes next ---- */

double nic_next_s(struct nic_direction *direction)
{
    if (direction->count == 0)
        return INFINITY;
    const double rate_per_s = rate_of(direction);
    const double left = fmax(0, direction->jobs[0].tag - direction->clock);
    const double end_s = left * direction->count / rate_per_s;
    const double dry_s =
        bursts(direction)
            ? direction->bucket / (direction->burst_per_s - direction->base_per_s)
            : INFINITY;
    direction->completes = end_s <= dry_s;
    return direction->since_s + fmin(end_s, dry_s);
}

/* The clock is set to the tag that was waited for, so that rounding keeps nobody. */
struct transfer *nic_pop(struct nic_direction *direction)
{
    if (direction->count == 0)
        return NULL;
    const struct nic_job first = direction->jobs[0];
    if (direction->completes)
        direction->clock = fmax(direction->clock, first.tag);
    direction->completes = false;
    if (first.tag > direction->clock)
        return NULL;
    fill(direction, 0);
    return first.transfer;
}

/* ---- figures ---- */

double nic_direction_step(struct nic_direction *direction, double now_s)
{
    nic_advance(direction, now_s);
    const double busy_s = direction->busy_s - direction->marked_busy_s;
    direction->marked_busy_s = direction->busy_s;
    return busy_s;
}

double nic_step(struct nic *nic, double now_s, double dt_s)
{
    double most_s = 0;
    for (int i = 0; i < NIC_WAYS; i++)
        most_s = fmax(most_s, nic_direction_step(&nic->ways[i], now_s));
    nic->share = most_s / dt_s;
    nic->sum_s += most_s;
    nic->time_s += dt_s;
    return nic->share;
}

void nic_refill(struct nic *nic, double now_s)
{
    for (int i = 0; i < NIC_WAYS; i++) {
        struct nic_direction *direction = &nic->ways[i];
        nic_advance(direction, now_s);
        direction->bucket = direction->bucket_limit;
        direction->empty = false;
    }
}

void nic_direction_open_window(struct nic_direction *direction, double now_s)
{
    nic_advance(direction, now_s);
    direction->marked_busy_s = direction->busy_s;
    direction->start_bucket = direction->bucket;
    direction->start_bytes = direction->bytes;
}

void nic_open_window(struct nic *nic, double now_s)
{
    for (int i = 0; i < NIC_WAYS; i++)
        nic_direction_open_window(&nic->ways[i], now_s);
    nic->sum_s = nic->time_s = 0;
}

double nic_utilization(const struct nic *nic)
{
    if (!nic_is_limited(&nic->ways[NIC_OUT]))
        return NAN;
    return nic->time_s > 0 ? nic->sum_s / nic->time_s : 0;
}
