/* bracket.h - between which two values does an answer change from yes to no?
 *
 * It asks for values, a few at a time, and is told for each whether it passes. What it
 * asks next follows from what it was told, and from nothing else: not from the order, not
 * from how many were answered at once.
 */
#ifndef OVERSTACK_RUN_BRACKET_H
#define OVERSTACK_RUN_BRACKET_H

#include <stdbool.h>
#include <stdint.h>

enum bracket_direction {
    BRACKET_EITHER,  /* not known: to be found out */
    BRACKET_LOAD,    /* more of it fails: the largest that passes is looked for */
    BRACKET_MACHINE, /* less of it fails: the smallest that passes */
};

enum {
    BRACKET_ASKS = 3,   /* at once, at most */
    BRACKET_MOST = 400, /* tries kept */
};

struct bracket_try {
    double x;
    bool ok;
    bool little; /* it fails for being too little: more may pass */
};

struct bracket {
    double start;       /* where to begin, from `least` to `most` */
    double least, most; /* nothing outside is asked for */
    bool whole;         /* only whole numbers, to the last one when tolerance is 0 */
    double tolerance;   /* share of the value by which the two may differ */
    enum bracket_direction direction;
    struct bracket_try tries[BRACKET_MOST]; /* by x */
    uint32_t count;
};

/* The two neighbours between which it changes; NAN where there is none. */
struct bracket_answer {
    enum bracket_direction direction; /* EITHER: it never changed, both are NAN */
    double passes, fails;
};

/* Values not yet told of, in rising order; 0: the answer stands. */
uint32_t bracket_next(const struct bracket *bracket, double next[BRACKET_ASKS]);

/* A value told of twice counts as the last time. */
void bracket_tell(struct bracket *bracket, double x, bool ok);
/* It fails, of a load, because too little comes. */
void bracket_tell_little(struct bracket *bracket, double x);

/* As far as it is known. */
struct bracket_answer bracket_answer(const struct bracket *bracket);

/* About how many more values will be asked for. */
uint32_t bracket_left(const struct bracket *bracket);

/* x as it is asked for: whole, or rounded to a tenth of the tolerance's decimal. */
double bracket_round(const struct bracket *bracket, double x);

#endif
