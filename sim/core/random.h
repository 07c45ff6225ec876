/* random.h - streams of random numbers that have names.
 *
 * One stream for each (seed, replication, name): a source of randomness draws the
 * same numbers whatever else the scenario holds, so two variants share their luck
 * (common random numbers) and output does not depend on threads or machines.
 * Generator: xoshiro256++ (Blackman and Vigna 2021), seeded by SplitMix64 over a hash
 * of the three; also offered as a gsl_rng_type with a 64-bit seed, so that every
 * gsl_ran_* works on a stream. Exponential and normal draws by the ziggurat method
 * (Marsaglia and Tsang 2000, with the corrections of Doornik 2005), tested against
 * GSL's distribution functions.
 */
#ifndef OVERSTACK_CORE_RANDOM_H
#define OVERSTACK_CORE_RANDOM_H

#include "sim/core/ziggurat.h"

#include <gsl/gsl_rng.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
    gsl_rng gsl; /* a view of this very stream for gsl_ran_*; set by random_init */
};

/* The struct must not be moved afterwards (gsl points into it). */
void random_init(struct random *random, uint64_t seed, uint32_t replication,
                 const char *name);

static inline uint64_t random_bits(struct random *random)
{
    uint64_t *s = random->state;
    const uint64_t sum = s[0] + s[3];
    const uint64_t result = ((sum << 23) | (sum >> 41)) + s[0];
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* Uniform on [0, 1), 53 bits. */
static inline double random_uniform(struct random *random)
{
    return (double)(int64_t)(random_bits(random) >> 11) * 0x1.0p-53;
}

/* Uniform on (0, 1): never 0, so its logarithm is finite. */
static inline double random_uniform_positive(struct random *random)
{
    return ((double)(int64_t)(random_bits(random) >> 12) + 0.5) * 0x1.0p-52;
}

/* A whole number in [0, n), without bias (Lemire 2019). n > 0. */
uint32_t random_below(struct random *random, uint32_t n);

/* The one draw in a hundred that falls outside the sure part of its layer. */
double random_exponential_slow(struct random *random, uint64_t bits);
double random_normal_slow(struct random *random, uint64_t bits);

/* Exponential with mean 1. */
static inline double random_exponential(struct random *random)
{
    const uint64_t bits = random_bits(random);
    const struct ziggurat_layer *layer = &ziggurat_exponential[bits % ZIGGURAT_LAYERS];
    const int64_t place = (int64_t)(bits >> 11);
    if (__builtin_expect(place < layer->inside, 1))
        return (double)place * layer->scale;
    return random_exponential_slow(random, bits);
}

/* Standard normal. */
static inline double random_normal(struct random *random)
{
    const uint64_t bits = random_bits(random);
    const struct ziggurat_layer *layer = &ziggurat_normal[bits % ZIGGURAT_LAYERS];
    const int64_t place = (int64_t)(bits >> 11) - ((int64_t)1 << 52);
    if (__builtin_expect(place < layer->inside && -place < layer->inside, 1))
        return (double)place * layer->scale;
    return random_normal_slow(random, bits);
}

/* The generator for gsl_rng_alloc: 64-bit seeds through gsl_rng_set's unsigned long. */
extern const gsl_rng_type *const random_gsl_type;

#endif
