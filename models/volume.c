/* volume.c - one network volume of a machine.
 *
 * Each limit is a token bucket in two parts. What the base rate grants and nobody uses
 * first fills `spare` (a second's worth: AWS accounts bursts over short periods, so one
 * lone fast operation is not yet a burst); what flows over fills the bucket, `earn` for
 * each unit. Use takes from spare, then from the bucket. When both are empty an
 * operation waits until the base rate has granted it, so a volume that is always busy
 * settles at exactly its base rate, and one below it earns in proportion to what it
 * leaves: no flicker around zero.
 *
 *     gp2          base 3 IOPS/GiB in 100..16,000, burst 3000, bucket 5.4 million
 *                  operations, earn 1 (unused operations are kept); 128 MiB/s up to
 *                  170 GiB, 250 above
 *     gp3          3000 IOPS and 125 MiB/s or as provisioned, no burst
 *     instance     ebs_baseline and ebs_burst where the type has them: 30 minutes of
 *                  burst, earned back over a day without I/O. t2 has no path of its own
 *                  to its volumes; they use the network's bandwidth
 *
 * Sources: awsdocs amazon-ec2-user-guide general-purpose.md and ebs-optimized.md
 * (2023-06-15). The 0.8 ms of latency: gp2 and gp3 are specified as single-digit
 * milliseconds; 0.5 to 2 ms are what people measure.
 */
#include "models/volume.h"

#include <math.h>

#define GIB 1073741824.0
#define MIB 1048576.0

#define BURST_S      1800.0  /* an instance's burst: 30 minutes ... */
#define DAY_S        86400.0 /* ... a day */
#define OWN_USE_S    10.0    /* over which the services' own use is smoothed */
#define OWN_USE_MOST 0.9     /* the volume serves everyone: paging always gets a tenth */
#define AURORA_IOPS  1e6     /* has no limit of its own: more than any node asks for */
#define PAGING_MOST  0.98    /* and so do the services, however much is paged */

/* ---- one limit ---- */

static struct volume_limit limit_steady(double rate_per_s)
{
    return (struct volume_limit){.base_per_s = rate_per_s, .burst_per_s = rate_per_s};
}

/* The base rate is unknown (NAN): no limit. The burst rate may be unknown. */
static struct volume_limit limit_of_instance(double base_per_s, double burst_per_s)
{
    struct volume_limit limit = limit_steady(isnan(base_per_s) ? INFINITY : base_per_s);
    if (isnan(base_per_s) || isnan(burst_per_s) || burst_per_s <= base_per_s)
        return limit;
    limit.burst_per_s = burst_per_s;
    limit.bucket_limit = limit.bucket = (burst_per_s - base_per_s) * BURST_S;
    limit.spare_limit = limit.spare = base_per_s;
    limit.earn = limit.bucket_limit / DAY_S / base_per_s;
    return limit;
}

/* On several volumes each has its part of the size, and its own burst. */
static struct volume_limit limit_of_gp2(double size_bytes, double stripes)
{
    const double base = fmin(fmax(3 * size_bytes / stripes / GIB, 100), 16000);
    struct volume_limit limit = limit_steady(stripes * base);
    if (base >= 3000)
        return limit;
    limit.burst_per_s = stripes * 3000;
    limit.bucket_limit = limit.bucket = stripes * 5.4e6;
    limit.earn = 1;
    return limit;
}

static bool limit_bursts(const struct volume_limit *limit)
{
    return limit->bucket_limit > 0;
}

/* Units a second that can be had now. */
static double limit_rate(const struct volume_limit *limit)
{
    return limit->empty ? limit->base_per_s : limit->burst_per_s;
}

static void limit_mark(struct volume_limit *limit)
{
    if (limit->bucket <= 0)
        limit->empty = true;
    else if (limit->bucket >= fmin(limit->burst_per_s, limit->bucket_limit))
        limit->empty = false;
}

/* `units` of the base rate were not used. */
static void limit_grant(struct volume_limit *limit, double units)
{
    const double room = limit->spare_limit - limit->spare;
    limit->spare += fmin(units, room);
    if (units > room)
        limit->bucket =
            fmin(limit->bucket + limit->earn * (units - room), limit->bucket_limit);
    limit_mark(limit);
}

/* `units` are used; what neither spare nor the bucket holds is owed (spare < 0) when
 * owing is allowed, else forgotten. */
static void limit_take(struct volume_limit *limit, double units, bool owing)
{
    const double spare = fmin(units, fmax(limit->spare, 0));
    const double bucket = fmin(units - spare, limit->bucket);
    limit->bucket -= bucket;
    limit->spare -= owing ? units - bucket : spare;
    limit_mark(limit);
}

/* dt_s pass with used_per_s taken in the background. */
static void limit_advance(struct volume_limit *limit, double dt_s, double used_per_s)
{
    if (!limit_bursts(limit))
        return;
    const double surplus = (limit->base_per_s - used_per_s) * dt_s;
    if (surplus >= 0)
        limit_grant(limit, surplus);
    else
        limit_take(limit, -surplus, false);
}

/* When `units` more are through, started at start_s; the limit is up to date at now_s.
 * background_share: of the volume's time, taken by paging. */
static double limit_serve(struct volume_limit *limit, double now_s, double start_s,
                          double units, double background_share)
{
    if (isinf(limit->burst_per_s))
        return start_s;
    const double free = 1 - background_share;
    const double end_s = start_s + units / (limit->burst_per_s * free);
    if (!limit_bursts(limit))
        return end_s;
    limit_take(limit, units, true);
    const double owed = fmax(-limit->spare, 0);
    return fmax(end_s, now_s + owed / (limit->base_per_s * free));
}

/* ---- the volume ---- */

static void limits_of_volume(struct volume *volume, const struct volume_def *definition)
{
    struct volume_limit *ops = &volume->limits[VOLUME_LIMIT_OPS];
    struct volume_limit *bytes = &volume->limits[VOLUME_LIMIT_BYTES];
    if (definition->type == VOLUME_GP2) {
        const double stripes = definition->stripes ? definition->stripes : 1;
        const bool small = definition->size_bytes / stripes <= 170 * GIB;
        *ops = limit_of_gp2(definition->size_bytes, stripes);
        *bytes = limit_steady(stripes * (small ? 128 : 250) * MIB);
    } else if (definition->type == VOLUME_GP3) {
        const double throughput = definition->throughput_bytes_per_s;
        *ops = limit_steady(isnan(definition->iops) ? 3000 : definition->iops);
        *bytes = limit_steady(isnan(throughput) ? 125 * MIB : throughput);
    } else if (definition->type == VOLUME_AURORA) {
        *ops = limit_steady(AURORA_IOPS);
        *bytes = limit_steady(INFINITY);
    } else {
        *ops = limit_steady(VOLUME_PAGING_IOPS);
        *bytes = limit_steady(INFINITY);
    }
}

static void limits_of_instance(struct volume *volume, const struct instance_type *type)
{
    struct volume_limit *bytes = &volume->limits[VOLUME_LIMIT_INSTANCE_BYTES];
    volume->limits[VOLUME_LIMIT_INSTANCE_OPS] =
        limit_of_instance(type->ebs_iops, type->ebs_burst_iops);
    *bytes = limit_of_instance(type->ebs_bytes_per_s, type->ebs_burst_bytes_per_s);
    if (type->ebs_shares_network > 0)
        *bytes = limit_of_instance(type->network_bps / 8, type->network_burst_bps / 8);
}

void volume_init(struct volume *volume, const struct volume_def *definition,
                 const struct instance_type *type)
{
    *volume = (struct volume){
        .empty_at_s = NAN,
        .present = definition->type != VOLUME_NONE,
        .page_bytes = definition->page_bytes,
    };
    limits_of_volume(volume, definition);
    if (volume->present && volume->page_bytes == 0) {
        limits_of_instance(volume, type);
        return;
    }
    volume->limits[VOLUME_LIMIT_INSTANCE_OPS] = limit_steady(INFINITY);
    volume->limits[VOLUME_LIMIT_INSTANCE_BYTES] = limit_steady(INFINITY);
}

double volume_operations(const struct io_def *io)
{
    return isnan(io->ops) ? ceil(io->size_bytes / VOLUME_OPERATION_BYTES) : io->ops;
}

/* What Aurora bills: reads by the page (MySQL 16 KiB, PostgreSQL 8), writes by up to 4 KiB
 * of log. General knowledge of AWS's price page. */
void volume_count_requests(struct volume *volume, double bytes, bool written)
{
    volume->io_requests += ceil(bytes / (written ? 4096 : volume->page_bytes));
}

static bool counts_bytes(int kind)
{
    return kind == VOLUME_LIMIT_BYTES || kind == VOLUME_LIMIT_INSTANCE_BYTES;
}

/* Paging operations a second that a limit in its present state lets through. */
static double limit_paging(const struct volume_limit *limit, int kind)
{
    return limit_rate(limit) / (counts_bytes(kind) ? VOLUME_PAGING_BYTES : 1);
}

static double paging_limit(const struct volume *volume)
{
    double least = INFINITY;
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++)
        least = fmin(least, limit_paging(&volume->limits[i], i));
    return least;
}

static double busy_between(const struct volume *volume, double from_s, double to_s)
{
    const double own_s = fmax(0, fmin(volume->free_at_s, to_s) - from_s);
    return own_s + volume->background_share * (to_s - from_s - own_s);
}

/* The first time a bucket is found dry. */
static void note_empty(struct volume *volume, double now_s)
{
    if (!isnan(volume->empty_at_s))
        return;
    for (uint8_t i = 0; i < VOLUME_LIMIT_COUNT; i++)
        if (volume->limits[i].empty) {
            volume->empty_at_s = now_s;
            volume->empty_limit = i;
            return;
        }
}

static void advance(struct volume *volume, double now_s)
{
    const double dt_s = now_s - volume->updated_s;
    if (dt_s <= 0)
        return;
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++) {
        const double unit = counts_bytes(i) ? VOLUME_PAGING_BYTES : 1;
        limit_advance(&volume->limits[i], dt_s, volume->background_per_s * unit);
    }
    note_empty(volume, now_s);
    volume->paged += volume->background_per_s * dt_s;
    volume->busy_s += busy_between(volume, volume->updated_s, now_s);
    volume->updated_s = now_s;
    volume->background_share =
        fmin(volume->background_per_s / paging_limit(volume), PAGING_MOST);
}

/* The services' share of the volume, exponentially smoothed. */
static double own_share(const struct volume *volume, double now_s)
{
    return volume->own_share * exp(-(now_s - volume->own_at_s) / OWN_USE_S);
}

double volume_submit(struct volume *volume, double now_s, double operations, double bytes)
{
    advance(volume, now_s);
    const double start_s = fmax(now_s, volume->free_at_s);
    double end_s = start_s;
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++) {
        const double units = counts_bytes(i) ? bytes : operations;
        end_s = fmax(end_s, limit_serve(&volume->limits[i], now_s, start_s, units,
                                        volume->background_share));
    }
    note_empty(volume, now_s);
    const double alone_s = (end_s - start_s) * (1 - volume->background_share);
    volume->own_share = own_share(volume, now_s) + alone_s / OWN_USE_S;
    volume->own_at_s = now_s;
    volume->free_at_s = end_s;
    volume->operations += operations;
    volume->bytes += bytes;
    return end_s + operations * VOLUME_LATENCY_S;
}

void volume_background(struct volume *volume, double now_s, double operations_per_s)
{
    advance(volume, now_s);
    volume->background_per_s = operations_per_s;
    volume->background_share = fmin(operations_per_s / paging_limit(volume), PAGING_MOST);
}

double volume_fault_limit(const struct volume *volume, double now_s)
{
    struct volume then = *volume;
    advance(&then, now_s);
    return paging_limit(&then);
}

double volume_fault_capacity(const struct volume *volume, double now_s)
{
    const double own = fmin(own_share(volume, now_s), OWN_USE_MOST);
    return (1 - own) * volume_fault_limit(volume, now_s);
}

/* Seconds until a limit's rate changes at that use; INFINITY when it does not. */
static double limit_change_in_s(const struct volume_limit *limit, double used_per_s)
{
    if (!limit_bursts(limit))
        return INFINITY;
    const double surplus = limit->base_per_s - used_per_s;
    if (!limit->empty && surplus < 0)
        return (fmax(limit->spare, 0) + limit->bucket) / -surplus;
    if (!limit->empty || surplus <= 0)
        return INFINITY;
    const double enough = fmin(limit->burst_per_s, limit->bucket_limit);
    return (limit->spare_limit - limit->spare + (enough - limit->bucket) / limit->earn) /
           surplus;
}

double volume_change_at_s(const struct volume *volume, double now_s)
{
    struct volume then = *volume;
    advance(&then, now_s);
    double soonest_s = INFINITY;
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++) {
        const double unit = counts_bytes(i) ? VOLUME_PAGING_BYTES : 1;
        soonest_s = fmin(
            soonest_s, limit_change_in_s(&then.limits[i], then.background_per_s * unit));
    }
    return now_s + soonest_s;
}

/* ---- the buckets ---- */

bool volume_bursts(const struct volume *volume)
{
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++)
        if (limit_bursts(&volume->limits[i]))
            return true;
    return false;
}

double volume_burst_gone(const struct volume *volume, double now_s)
{
    struct volume then = *volume;
    double most = 0;
    advance(&then, now_s);
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++)
        if (limit_bursts(&then.limits[i]))
            most = fmax(most, 1 - then.limits[i].bucket / then.limits[i].bucket_limit);
    return most;
}

bool volume_burst_is_empty(const struct volume *volume, double now_s)
{
    struct volume then = *volume;
    advance(&then, now_s);
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++)
        if (then.limits[i].empty)
            return true;
    return false;
}

void volume_refill(struct volume *volume, double now_s)
{
    advance(volume, now_s);
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++) {
        struct volume_limit *limit = &volume->limits[i];
        limit->spare = limit->spare_limit;
        limit->bucket = limit->bucket_limit;
        limit->empty = false;
    }
}

void volume_open_window(struct volume *volume, double now_s)
{
    advance(volume, now_s);
    volume->start_operations = volume->operations;
    volume->start_bytes = volume->bytes;
    volume->start_io_requests = volume->io_requests;
    volume->start_paged = volume->paged;
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++)
        volume->limits[i].start = volume->limits[i].bucket;
}

double volume_used(const struct volume *volume, int limit)
{
    return counts_bytes(limit) ? volume->bytes - volume->start_bytes
                               : volume->operations - volume->start_operations;
}

double volume_paged(const struct volume *volume, int limit)
{
    const double unit = counts_bytes(limit) ? VOLUME_PAGING_BYTES : 1;
    return (volume->paged - volume->start_paged) * unit;
}

double volume_busy_s(const struct volume *volume, double now_s)
{
    return volume->busy_s + busy_between(volume, volume->updated_s, now_s);
}
