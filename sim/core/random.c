/* random.c - streams of random numbers that have names.
 *
 * Seeding: seed, replication and name are mixed into one 64-bit key, from which
 * SplitMix64 (Steele, Lea and Flood 2014) fills the state, as the authors of xoshiro
 * advise: nearby seeds give unrelated states, and the state is never all zero.
 *
 * Ziggurat: random.h takes a layer i and a place x in it. What is left for here
 * (Marsaglia and Tsang 2000), with X[i] the layer's width and f the density:
 *   layer 0       the tail beyond r. Exponential: r plus another exponential, since it
 *                 has no memory. Normal: with exponential a and b, r + a / r when
 *                 2 b > (a / r)^2 (Marsaglia 1964), else again.
 *   other layers  a height y, uniform between f(X[i]) and f(X[i + 1]): x when
 *                 y < f(x), else a new draw from the start.
 */
#include "sim/core/random.h"

#include <math.h>
#include <stddef.h>

/* Stafford's mix 13, the finaliser of SplitMix64. */
static uint64_t bits_mixed(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
}

static const uint64_t golden_gamma = 0x9e3779b97f4a7c15u; /* 2^64 / golden ratio, odd */

static void state_fill(uint64_t state[4], uint64_t key)
{
    for (int i = 0; i < 4; i++)
        state[i] = bits_mixed(key += golden_gamma);
}

static void gsl_set(void *state, unsigned long seed)
{
    state_fill(state, seed);
}

/* GSL hands us the state alone, which is where the struct begins. */
_Static_assert(offsetof(struct random, state) == 0, "gsl's state is the struct");

static unsigned long gsl_get(void *state)
{
    return random_bits(state);
}

static double gsl_get_double(void *state)
{
    return random_uniform(state);
}

static const gsl_rng_type gsl_type = {
    .name = "xoshiro256++",
    .max = UINT64_MAX,
    .min = 0,
    .size = 4 * sizeof(uint64_t),
    .set = gsl_set,
    .get = gsl_get,
    .get_double = gsl_get_double,
};

const gsl_rng_type *const random_gsl_type = &gsl_type;

void random_init(struct random *random, uint64_t seed, uint32_t replication,
                 const char *name)
{
    uint64_t key = bits_mixed(seed + golden_gamma);
    key = bits_mixed((key ^ replication) + golden_gamma);
    for (; *name; name++)
        key = bits_mixed((key ^ (unsigned char)*name) + golden_gamma);
    state_fill(random->state, key);
    random->gsl = (gsl_rng){random_gsl_type, random->state};
}

/* Lemire, "Fast random integer generation in an interval", 2019: the high half of the
 * product, drawn again in the few cases that would favour small results. */
uint32_t random_below(struct random *random, uint32_t n)
{
    uint64_t product = (random_bits(random) >> 32) * n;
    if ((uint32_t)product < n) {
        const uint32_t surplus = -n % n; /* 2^32 mod n */
        while ((uint32_t)product < surplus)
            product = (random_bits(random) >> 32) * n;
    }
    return (uint32_t)(product >> 32);
}

/* The layer's width in units of the density's argument. */
static double exponential_width(unsigned layer)
{
    return layer < ZIGGURAT_LAYERS ? ziggurat_exponential[layer].scale * 0x1p53 : 0;
}

static double normal_width(unsigned layer)
{
    return layer < ZIGGURAT_LAYERS ? ziggurat_normal[layer].scale * 0x1p52 : 0;
}

double random_exponential_slow(struct random *random, uint64_t bits)
{
    double beyond = 0; /* as often as the tail was hit, its beginning */
    for (;;) {
        const unsigned layer = bits % ZIGGURAT_LAYERS;
        const int64_t place = (int64_t)(bits >> 11);
        const double x = (double)place * ziggurat_exponential[layer].scale;
        if (place < ziggurat_exponential[layer].inside)
            return beyond + x;
        if (layer == 0) {
            beyond += exponential_width(1);
        } else {
            const double low = exp(-exponential_width(layer));
            const double high = exp(-exponential_width(layer + 1));
            if (low + (high - low) * random_uniform(random) < exp(-x))
                return beyond + x;
        }
        bits = random_bits(random);
    }
}

static double normal_tail(struct random *random)
{
    const double edge = normal_width(1);
    double beyond;
    do
        beyond = random_exponential(random) / edge;
    while (2 * random_exponential(random) <= beyond * beyond);
    return edge + beyond;
}

static double normal_density(double x)
{
    return exp(-x * x / 2);
}

double random_normal_slow(struct random *random, uint64_t bits)
{
    for (;;) {
        const unsigned layer = bits % ZIGGURAT_LAYERS;
        const int64_t place = (int64_t)(bits >> 11) - ((int64_t)1 << 52);
        const double x = (double)place * ziggurat_normal[layer].scale;
        const int64_t inside = ziggurat_normal[layer].inside;
        if (place < inside && -place < inside)
            return x;
        if (layer == 0)
            return place < 0 ? -normal_tail(random) : normal_tail(random);
        const double low = normal_density(normal_width(layer));
        const double high = normal_density(normal_width(layer + 1));
        if (low + (high - low) * random_uniform(random) < normal_density(x))
            return x;
        bits = random_bits(random);
    }
}
