/* nic.h - a machine's network card: two directions, each of which shares its bandwidth
 * among the transfers in it.
 *
 * Processor sharing, as in cpu.h: a direction keeps a virtual clock, the bytes that each
 * of its transfers has had, and a heap of finish tags, so a transfer that begins or ends
 * costs O(log n). Ties: of two equal tags the one pushed first ends first.
 *
 * An "up to" instance may pass its baseline while its bucket lasts (AWS EC2 user guide,
 * instance network bandwidth, 2023-06-15: a bucket in each direction, full at launch,
 * good for 5 to 60 minutes). The bucket is credit: it loses what is used above the
 * baseline and gains what is left of it, so at zero the card goes at its baseline until
 * it has been idle. Rates are constant between events, so the moment is computed.
 */
#ifndef OVERSTACK_MODELS_NIC_H
#define OVERSTACK_MODELS_NIC_H

#include "models/instance_type.h"
#include "sim/core/arena.h"
#include "sim/core/event_queue.h"

#include <math.h>

struct machine;
struct simulation;
struct transfer;

enum nic_way { NIC_OUT, NIC_IN, NIC_WAYS };

struct nic_job {
    double tag; /* bytes on the direction's clock at which it is through */
    uint64_t order;
    struct transfer *transfer;
};

struct nic_direction {
    double base_per_s, burst_per_s; /* bytes; INFINITY: no limit */
    double bucket, bucket_limit;    /* bytes above the baseline; 0 of 0: no burst */
    bool empty;                     /* the bucket is */
    double clock, since_s;          /* bytes each transfer has had, at since_s */
    struct nic_job *jobs;           /* binary heap, in `arena` */
    uint32_t count, capacity;
    uint64_t next_order;
    bool completes;    /* what comes next is the end of a transfer */
    double busy_s;     /* with at least one transfer in it, up to since_s */
    double bytes;      /* carried, up to since_s */
    double empty_at_s; /* first time the bucket ran dry; NAN: never */
    double start_bucket, start_bytes; /* when the window opened */
    double marked_busy_s;             /* at the end of the last step */
    bool told;                        /* that it ran dry */
    struct arena *arena;
    struct simulation *simulation;
    struct machine *machine; /* NULL: of a NAT gateway, see gateway.h */
    event_id event;
};

struct nic {
    struct nic_direction ways[NIC_WAYS];
    double share;         /* busier direction's, in the last step */
    double sum_s, time_s; /* of shares over the window, for the mean */
};

/* Without `network` (NAN, 0) nothing limits it. */
void nic_init(struct nic *nic, const struct instance_type *type, struct arena *arena);

/* One way that always goes at this rate, without a card. */
void nic_direction_init(struct nic_direction *direction, double bytes_per_s,
                        struct arena *arena);

/* A new one in its place: full buckets. */
void nic_refill(struct nic *nic, double now_s);

static inline bool nic_is_limited(const struct nic_direction *direction)
{
    return !isinf(direction->base_per_s);
}

/* Everything up to now_s. */
void nic_advance(struct nic_direction *direction, double now_s);

/* Both: the direction is up to date. */
void nic_push(struct nic_direction *direction, double bytes, struct transfer *transfer);
void nic_remove(struct nic_direction *direction, const struct transfer *transfer);

/* When its rate changes or a transfer ends; INFINITY: neither. Remembers which. */
double nic_next_s(struct nic_direction *direction);

/* The event of nic_next_s has come: the next transfer that is through, NULL when there
 * is none (any more). The direction is up to date. */
struct transfer *nic_pop(struct nic_direction *direction);

/* Up to now; seconds in which it was busy since the last step or the window's opening. */
double nic_direction_step(struct nic_direction *direction, double now_s);
void nic_direction_open_window(struct nic_direction *direction, double now_s);

/* The step of the timeline that ends now: the busier direction's share of time. */
double nic_step(struct nic *nic, double now_s, double dt_s);
void nic_open_window(struct nic *nic, double now_s);
/* Mean of the steps' shares over the window; NAN without a limit. */
double nic_utilization(const struct nic *nic);

#endif
