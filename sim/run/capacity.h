/* capacity.h - the largest load, or the smallest machine, that passes the thresholds.
 *
 * Every value is simulated on the same seeds (common random numbers), so two loads differ
 * by the load and not by luck. The gap between one that passes and one that fails is cut
 * down (bracket.h); where a threshold stays undecided at a value, it gets replications
 * more. Then the curve is filled up with values below and just above the answer.
 */
#ifndef OVERSTACK_RUN_CAPACITY_H
#define OVERSTACK_RUN_CAPACITY_H

#include "models/summary.h"
#include "sim/run/capacity_axis.h"

#include <stdatomic.h>

struct capacity_use { /* of one resource */
    const char *id;
    double utilization, peak;
};

struct capacity_threshold {
    const char *metric, *expression;
    double value, limit; /* in the metric's base unit */
    bool ok, undecided;
};

/* What was found at one value; a plain copy of what is reported. */
struct capacity_point {
    double x;
    bool ok, undecided; /* undecided: ok says what the means say */
    bool budget_ok;
    bool too_little; /* what fails is that too few requests come, and nothing is full */
    bool on_curve;   /* not only a step of the search */
    double replications;
    double more; /* replications that would decide it; NAN: no number of them */
    double rate, goodput, failed_rate; /* 1/s, share of all users' requests */
    double mean_s, p50_s, p95_s, p99_s;
    double cost_month_usd;
    struct capacity_use *uses;
    uint32_t use_count;
    struct capacity_threshold *thresholds;
    uint32_t threshold_count;
    const char *first_resource; /* NULL: nothing saturated */
    double first_at_s, first_share;
    const char *summary; /* the verdict in one sentence */
};

struct capacity {
    struct capacity_axis axis;
    const struct design *design; /* as the file has it */
    double tolerance;
    bool default_thresholds;        /* the file has none */
    struct capacity_point **points; /* by x */
    uint32_t count, room;
    enum bracket_direction direction; /* EITHER: nothing changes what passes */
    double passes, fails;             /* NAN: none */
    double sure_passes, sure_fails;   /* the nearest that are not undecided; NAN */
    const struct capacity_point *own; /* NULL: not simulated */
    const char *bottleneck;           /* the resource the curve shows; NULL */
    const char *steady;     /* fuller, or first to go, but so at every value; NULL */
    const char *limited_by; /* why the search could not go on further; NULL */
    double limited_at;
    bool complete; /* false: interrupted */
};

/* `done` of about `of` values have been simulated. From any thread, never two at once. */
typedef void capacity_progress(void *object, uint64_t done, uint64_t of);

struct capacity_options {
    struct world_options world; /* with a base */
    double tolerance;           /* NAN: the default, 1%; of whole numbers 0 */
    uint32_t jobs;              /* threads; 0: all cores */
    capacity_progress *progress;
    void *object;
    const atomic_int *stop; /* as evaluate.h has it */
};

#define CAPACITY_TOLERANCE 0.01

/* Everything in `arena`. The same answer for any number of jobs. */
struct capacity *capacity_find(const struct capacity_options *options,
                               const struct capacity_axis *axis,
                               const struct design *design, struct arena *arena);

/* The point at x, or NULL. */
const struct capacity_point *capacity_at(const struct capacity *capacity, double x);

/* Of the file's own value; where it has none, of the best: holds any for certain, else is
 * any undecided? */
struct capacity_verdict {
    bool ok, undecided;
};
struct capacity_verdict capacity_verdict(const struct capacity *capacity);

/* Share of the capacity of a resource at a point; NAN: it is not there. */
double capacity_use_of(const struct capacity_point *point, const char *resource);

/* Does this point contradict the answer: passes beyond it, or fails before it? Points
 * that are undecided contradict nothing. */
bool capacity_is_exception(const struct capacity *capacity,
                           const struct capacity_point *point);

#endif
