/* volume.h - one network volume of a machine (EBS): how long an I/O takes.
 *
 * An I/O of n operations and B bytes occupies the volume for max(n / IOPS,
 * B / throughput), first come first served, then waits n x 0.8 ms that occupies
 * nothing. Completion times are known when an I/O is submitted (Lindley's recursion),
 * so a volume needs no events of its own. Paging goes on in the background as a rate.
 *
 * Limits are the smaller of the volume's and the instance's, and both may burst: see
 * struct volume_limit.
 */
#ifndef OVERSTACK_MODELS_VOLUME_H
#define OVERSTACK_MODELS_VOLUME_H

#include "models/host_def.h"
#include "models/service_def.h"

#define VOLUME_LATENCY_S       0.8e-3   /* 0.5 to 2 ms in the field */
#define VOLUME_OPERATION_BYTES 262144.0 /* an operation carries at most 256 KiB */
#define VOLUME_PAGING_BYTES    131072.0 /* what one paging operation moves: 128 KiB */
#define VOLUME_PAGING_IOPS     3000.0   /* of a machine without a volume */

/* A rate that may be passed for a while. Units (operations or bytes) arrive at
 * base_per_s; up to `spare_limit` of them wait to be used, what flows over goes into
 * the bucket, `earn` for each. A steady limit has base = burst and no bucket. */
struct volume_limit {
    double base_per_s, burst_per_s;
    double spare, spare_limit;   /* spare < 0: units promised but not yet arrived */
    double bucket, bucket_limit; /* burst units left; 0 of 0: does not burst */
    double earn;                 /* bucket units for each unit of base not used */
    bool empty;   /* the bucket ran dry and holds less than a second of burst */
    double start; /* what the bucket held when the window opened */
};

enum volume_limit_kind {
    VOLUME_LIMIT_OPS, /* the volume's own (gp2's I/O credits) */
    VOLUME_LIMIT_BYTES,
    VOLUME_LIMIT_INSTANCE_OPS, /* the instance's path to all its volumes */
    VOLUME_LIMIT_INSTANCE_BYTES,
    VOLUME_LIMIT_COUNT,
};

struct volume {
    bool present;      /* false: VOLUME_NONE, good for paging only */
    double page_bytes; /* VOLUME_AURORA: of a billed read; 0: I/O is not billed */
    struct volume_limit limits[VOLUME_LIMIT_COUNT];
    double updated_s;        /* limits are up to date until here */
    double free_at_s;        /* when the services' I/O submitted so far is through */
    double background_per_s; /* paging operations */
    double background_share; /* of the volume's time they take */
    double busy_s; /* integral of utilisation up to updated_s, see volume_busy_s */
    double own_share, own_at_s; /* services' smoothed share of the volume, and its time */
    double operations, bytes;   /* of the services, so far; for tests and the bill */
    double start_operations, start_bytes;  /* of them, before the window */
    double io_requests, start_io_requests; /* billed, the same way */
    double paged, start_paged;             /* paging operations, the same way */
    double empty_at_s;                     /* first time a bucket ran dry; NAN: never */
    uint8_t empty_limit;                   /* whose, enum volume_limit_kind */
};

/* A volume at time 0 with full buckets. */
void volume_init(struct volume *volume, const struct volume_def *definition,
                 const struct instance_type *type);

/* A new one in its place: full buckets. */
void volume_refill(struct volume *volume, double now_s);

/* Operations of a step's `read` or `write`: as given, else ceil(size / 256 KiB). */
double volume_operations(const struct io_def *io);

/* Billed requests of Aurora's storage: pages read, or 4 KiB of log written. */
void volume_count_requests(struct volume *volume, double bytes, bool written);

/* A service's I/O. Returns the time at which it is complete. now_s never goes back.
 * On a machine without a volume it goes through what paging uses (the loader refuses
 * such scenarios). */
double volume_submit(struct volume *volume, double now_s, double operations,
                     double bytes);

/* From now on paging takes operations_per_s (faults and write-outs). I/O already
 * submitted keeps its completion time. */
void volume_background(struct volume *volume, double now_s, double operations_per_s);

/* Paging operations a second the volume can give: min(IOPS, throughput / 128 KiB) of
 * what the services' own I/O of the last ten seconds leaves, at least a tenth. */
double volume_fault_capacity(const struct volume *volume, double now_s);

/* The same with nobody else using it. */
double volume_fault_limit(const struct volume *volume, double now_s);

/* When volume_fault_limit would change if paging went on at its present rate: a bucket
 * runs dry, or an empty one holds a second's burst again. INFINITY: never. */
double volume_change_at_s(const struct volume *volume, double now_s);

/* From here on the window counts: what was used before it is remembered. */
void volume_open_window(struct volume *volume, double now_s);

/* Share of the bucket that is gone, of the emptiest; 0 where nothing bursts. */
double volume_burst_gone(const struct volume *volume, double now_s);

/* Does it burst at all, and is a bucket empty now? */
bool volume_bursts(const struct volume *volume);
bool volume_burst_is_empty(const struct volume *volume, double now_s);

/* Units of that limit used since the window opened, by services and by paging. */
double volume_used(const struct volume *volume, int limit);
double volume_paged(const struct volume *volume, int limit);

/* Seconds of full use since time 0: its growth over a while is the mean utilisation. */
double volume_busy_s(const struct volume *volume, double now_s);

#endif
