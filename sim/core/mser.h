/* mser.h - where a series has forgotten how it began: MSER-5.
 */
#ifndef OVERSTACK_CORE_MSER_H
#define OVERSTACK_CORE_MSER_H

#include <stdbool.h>
#include <stdint.h>

enum { MSER_BATCH = 5, MSER_LEAST = 5 /* batches that are kept at least */ };

struct mser {
    uint32_t cut; /* values to leave out, a multiple of MSER_BATCH */
    bool settled; /* the cut is in the first half; else the series is too short */
};

/* Values that fill no batch are not used. Too few for MSER_LEAST: cut 0, not settled. */
struct mser mser_find(const double *values, uint32_t count);

#endif
