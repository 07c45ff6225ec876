/* bracket.c - see bracket.h.
 *
 * First the steps grow: one and a half times, twice, three times, four times as much (a
 * half, a quarter, ... as little), until one passes and one fails. Then the gap between the
 * two is cut in three, again and again (two values at a time keep two cores busy; bisection
 * would ask for one), until it is narrower than the tolerance or there is no whole number
 * in it. A load that fails for being too little is followed upwards, and what lies between
 * too little and too much is cut the same way. Bracketing and sectioning are in Press et
 * al., Numerical Recipes, chapter 9.1.
 *
 * When answers do not fall in order the careful change counts: the lowest of a load, the
 * highest of a machine.
 */
#include "sim/run/bracket.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* How far from the start it looks for a change: this many doublings. */
enum { UP = 20, DOWN = 10, AROUND = 7 };

/* ---- what is known ---- */

struct bracket_pair {
    double low, high;
    bool low_ok;
};

/* Does the pair of neighbours change in the direction wanted? */
static bool bracket_fits(enum bracket_direction direction, bool low_ok, bool high_ok)
{
    if (direction == BRACKET_EITHER)
        return low_ok != high_ok;
    return direction == BRACKET_LOAD ? low_ok && !high_ok : !low_ok && high_ok;
}

/* How many times more or less than the start. */
static double bracket_distance(const struct bracket *bracket, double x)
{
    return x > 0 && bracket->start > 0 ? fabs(log(x / bracket->start))
                                       : fabs(x - bracket->start);
}

/* Is the pair that begins at `i` a better one than that at `best`? */
static bool bracket_better(const struct bracket *bracket, uint32_t i, uint32_t best)
{
    const struct bracket_try *tries = bracket->tries;
    if (bracket->direction == BRACKET_LOAD)
        return false;
    if (bracket->direction == BRACKET_MACHINE)
        return true;
    return bracket_distance(bracket, tries[i].x) +
               bracket_distance(bracket, tries[i + 1].x) <
           bracket_distance(bracket, tries[best].x) +
               bracket_distance(bracket, tries[best + 1].x);
}

static bool bracket_find(const struct bracket *bracket, struct bracket_pair *pair)
{
    const struct bracket_try *tries = bracket->tries;
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i + 1 < bracket->count; i++)
        if (bracket_fits(bracket->direction, tries[i].ok, tries[i + 1].ok) &&
            (best == UINT32_MAX || bracket_better(bracket, i, best)))
            best = i;
    if (best == UINT32_MAX)
        return false;
    *pair = (struct bracket_pair){tries[best].x, tries[best + 1].x, tries[best].ok};
    return true;
}

/* Where too little goes over into too much, and nothing tried passes. */
static bool bracket_between(const struct bracket *bracket, struct bracket_pair *pair)
{
    const struct bracket_try *tries = bracket->tries;
    for (uint32_t i = 0; i + 1 < bracket->count; i++)
        if (tries[i].little && !tries[i + 1].little && !tries[i + 1].ok) {
            *pair = (struct bracket_pair){tries[i].x, tries[i + 1].x, false};
            return bracket->direction == BRACKET_LOAD;
        }
    return false;
}

/* ---- values ---- */

double bracket_round(const struct bracket *bracket, double x)
{
    if (bracket->whole)
        return round(x);
    if (!(x > 0) || !(bracket->tolerance > 0))
        return x;
    /* Powers of ten below 1 are not exact: divide by those above. */
    const double power = floor(log10(bracket->tolerance * x)) - 1;
    return power >= 0 ? round(x / pow(10, power)) * pow(10, power)
                      : round(x * pow(10, -power)) / pow(10, -power);
}

static bool bracket_knows(const struct bracket *bracket, double x)
{
    for (uint32_t i = 0; i < bracket->count; i++)
        if (bracket->tries[i].x == x)
            return true;
    return false;
}

struct bracket_asks {
    const struct bracket *bracket;
    double *next;
    uint32_t count;
};

static void bracket_ask(struct bracket_asks *asks, double x)
{
    x = fmin(fmax(bracket_round(asks->bracket, x), asks->bracket->least),
             asks->bracket->most);
    if (bracket_knows(asks->bracket, x))
        return;
    for (uint32_t i = 0; i < asks->count; i++)
        if (asks->next[i] == x)
            return;
    assert(asks->count < BRACKET_ASKS);
    uint32_t place = asks->count++;
    for (; place > 0 && asks->next[place - 1] > x; place--)
        asks->next[place] = asks->next[place - 1];
    asks->next[place] = x;
}

/* ---- the next ones ---- */

/* Before anything is known: the start, and of what may go either way both sides. */
static void bracket_begin(struct bracket_asks *asks)
{
    const struct bracket *bracket = asks->bracket;
    asks->next[asks->count++] = bracket->start;
    if (bracket->direction == BRACKET_LOAD)
        return;
    bracket_ask(asks, 2 * bracket->start);
    bracket_ask(asks, bracket->start / 2);
}

/* Beyond what was tried, as far as it may go. Never more than twice a load that passed:
 * what is far too much takes the longest to simulate, and tells the least. */
static void bracket_grow(struct bracket_asks *asks, int doublings)
{
    const struct bracket *bracket = asks->bracket;
    const double top = fmax(bracket->tries[bracket->count - 1].x, bracket->least);
    const double limit = bracket->start * pow(2, doublings);
    if (top * 2 > limit * (1 + 1e-9))
        return;
    bracket_ask(asks, top * 2);
    if (bracket->direction == BRACKET_LOAD)
        bracket_ask(asks, top * 1.5);
}

/* Below it. Less load costs less: two steps at once. Of a machine only one. */
static void bracket_shrink(struct bracket_asks *asks, int halvings)
{
    const struct bracket *bracket = asks->bracket;
    const double bottom = fmin(bracket->tries[0].x, bracket->most);
    const double limit = bracket->start / pow(2, halvings);
    if (bottom / 2 >= limit * (1 - 1e-9))
        bracket_ask(asks, bottom / 2);
    if (bottom / 4 >= limit * (1 - 1e-9) && bracket->direction == BRACKET_LOAD)
        bracket_ask(asks, bottom / 4);
}

static void bracket_widen(struct bracket_asks *asks)
{
    const struct bracket *bracket = asks->bracket;
    const bool low_ok = bracket->tries[0].ok;
    const bool high_ok = bracket->tries[bracket->count - 1].ok;
    if (bracket->direction == BRACKET_EITHER) {
        bracket_shrink(asks, AROUND);
        bracket_grow(asks, AROUND);
    } else if (bracket->direction == BRACKET_LOAD) {
        if (high_ok || bracket->tries[bracket->count - 1].little)
            bracket_grow(asks, UP);
        else
            bracket_shrink(asks, DOWN);
    } else if (low_ok) {
        bracket_shrink(asks, DOWN);
    } else {
        bracket_grow(asks, UP);
    }
}

static bool bracket_is_narrow(const struct bracket *bracket,
                              const struct bracket_pair *pair)
{
    const double width = pair->high - pair->low;
    if (bracket->whole && width <= 1)
        return true;
    if (!(pair->low > 0)) /* nothing is a share of 0 */
        return pair->high <= bracket->start / pow(2, DOWN);
    return width <= bracket->tolerance * pair->low;
}

/* In equal steps; in equal factors while it is wide. */
static void bracket_cut(struct bracket_asks *asks, const struct bracket_pair *pair)
{
    const double low = pair->low, high = pair->high;
    if (low > 0 && high > 4 * low) {
        bracket_ask(asks, low * pow(high / low, 1.0 / 3));
        bracket_ask(asks, low * pow(high / low, 2.0 / 3));
    } else {
        bracket_ask(asks, low + (high - low) / 3);
        bracket_ask(asks, low + (high - low) * 2 / 3);
    }
}

uint32_t bracket_next(const struct bracket *bracket, double next[BRACKET_ASKS])
{
    struct bracket_asks asks = {.bracket = bracket, .next = next};
    struct bracket_pair pair;
    if (!bracket_knows(bracket, bracket->start))
        bracket_begin(&asks);
    else if (bracket->count + BRACKET_ASKS > BRACKET_MOST)
        return 0;
    else if (!bracket_find(bracket, &pair) && !bracket_between(bracket, &pair))
        bracket_widen(&asks);
    else if (!bracket_is_narrow(bracket, &pair))
        bracket_cut(&asks, &pair);
    return asks.count;
}

static void bracket_keep(struct bracket *bracket, struct bracket_try told)
{
    struct bracket_try *tries = bracket->tries;
    uint32_t place = 0;
    while (place < bracket->count && tries[place].x < told.x)
        place++;
    if (place == bracket->count || tries[place].x != told.x) {
        assert(bracket->count < BRACKET_MOST);
        memmove(&tries[place + 1], &tries[place],
                (bracket->count - place) * sizeof *tries);
        bracket->count++;
    }
    tries[place] = told;
}

void bracket_tell(struct bracket *bracket, double x, bool ok)
{
    bracket_keep(bracket, (struct bracket_try){.x = x, .ok = ok});
}

void bracket_tell_little(struct bracket *bracket, double x)
{
    bracket_keep(bracket, (struct bracket_try){.x = x, .little = true});
}

struct bracket_answer bracket_answer(const struct bracket *bracket)
{
    struct bracket_answer answer = {bracket->direction, NAN, NAN};
    struct bracket_pair pair;
    if (bracket_find(bracket, &pair)) {
        answer.direction = pair.low_ok ? BRACKET_LOAD : BRACKET_MACHINE;
        answer.passes = pair.low_ok ? pair.low : pair.high;
        answer.fails = pair.low_ok ? pair.high : pair.low;
    } else if (bracket_between(bracket, &pair)) {
        answer.fails = pair.high;
    } else if (bracket->count > 0 && bracket->direction != BRACKET_EITHER) {
        /* The outermost of those that are all alike. */
        const struct bracket_try low = bracket->tries[0],
                                 high = bracket->tries[bracket->count - 1];
        if (bracket->direction == BRACKET_MACHINE) {
            answer.passes = low.ok ? low.x : NAN;
            answer.fails = low.ok ? NAN : high.x;
        } else {
            answer.passes = high.ok ? high.x : NAN;
            answer.fails = high.ok ? NAN : low.x;
        }
    }
    return answer;
}

uint32_t bracket_left(const struct bracket *bracket)
{
    struct bracket_pair pair;
    if (!bracket_find(bracket, &pair) && !bracket_between(bracket, &pair))
        return 10;
    if (bracket_is_narrow(bracket, &pair))
        return 0;
    const double goal = bracket->whole && !(bracket->tolerance * pair.low > 1)
                            ? 1
                            : bracket->tolerance * pair.low;
    return 2 * (uint32_t)ceil(log((pair.high - pair.low) / goal) / log(3));
}
