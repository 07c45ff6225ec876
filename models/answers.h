/* answers.h - the latencies of all users' answers in the order of their end: what one run
 * alone tells of how sure its figures are.
 *
 * The mean's interval comes from batch means (statistic.h). For percentiles the run is
 * cut into SECTIONS sections of equal time, each with percentiles of its own.
 */
#ifndef OVERSTACK_MODELS_ANSWERS_H
#define OVERSTACK_MODELS_ANSWERS_H

#include "models/summary.h"
#include "sim/core/histogram.h"
#include "sim/core/statistic.h"

/* Buckets 1.6% wide: what a line of 240 points, or an interval, can show. */
enum {
    ANSWERS_SHIFT = HISTOGRAM_BITS - 6,
    ANSWERS_BUCKETS = HISTOGRAM_BUCKETS >> ANSWERS_SHIFT,
    ANSWERS_WORDS = ANSWERS_BUCKETS / 64,
    ANSWERS_SECTIONS = 20,
};

/* Counts in those buckets; a bit for each that is in use, as a second's answers stand in
 * a few of thousands. */
struct answers_tally {
    uint64_t count;
    uint64_t used[ANSWERS_WORDS];
    uint32_t buckets[ANSWERS_BUCKETS];
};

struct answers {
    const struct batches *only; /* of the one flow there is; NULL: there are several, */
    struct batches batches;     /* and theirs are these */
    double squares;             /* sum of the squares of all latencies */
    struct answers_tally section, whole; /* whole: all sections that have ended */
    double start_s, end_s;               /* of all sections */
    uint32_t sections;                   /* that have ended */
    double percentiles[3][ANSWERS_SECTIONS];
};

/* From now on until end_s it counts. */
void answers_open(struct answers *answers, double now_s, double end_s);
/* A step of the timeline has ended, and with it perhaps a section; `step` are its
 * answers. */
void answers_step(struct answers *answers, const struct answers_tally *step,
                  double now_s);
/* Intervals of the mean and the percentiles of all; NAN, or `longer`, where the run is too
 * short for them. The latency's other figures are there. */
void answers_intervals(const struct answers *answers, struct latency_summary *latency);

static inline void answers_tally_record(struct answers_tally *tally, uint32_t bucket)
{
    tally->count++;
    tally->buckets[bucket]++;
    tally->used[bucket / 64] |= (uint64_t)1 << bucket % 64;
}
void answers_tally_clear(struct answers_tally *tally);
/* Percentiles by nearest rank, `shares` ascending: the upper edges of their buckets. NAN
 * when there are none. */
void answers_tally_percentiles(const struct answers_tally *tally, const double *shares,
                               uint32_t count, double *values);

/* The section gets it with its step, in answers_step. */
static inline void answers_record(struct answers *answers, double latency_s)
{
    answers->squares += latency_s * latency_s;
    if (!answers->only)
        batches_record(&answers->batches, latency_s);
}

#endif
