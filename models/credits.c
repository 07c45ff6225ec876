/* credits.c - see credits.h. */
#include "models/credits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Seconds of full use below which depletion is predicted from the present use, and
 * which have to come back before the throttle is lifted: no flicker around zero. */
#define CREDITS_CLOSE_S 1.0
/* Unlimited credits count as used up once so much is owed. */
#define CREDITS_OWED 1.0
/* Less is the rounding of a balance of a few hundred. */
#define CREDITS_NOTHING 1e-12

static double initial_balance(const struct credits *c, const struct instance_type *type,
                              const char *initial, double *launch)
{
    *launch = 0;
    if (!initial || strcmp(initial, "launch") == 0) {
        *launch = c->unlimited ? 0 : type->burst.launch_credits;
        return 0;
    }
    if (strcmp(initial, "full") == 0)
        return type->burst.max_credits;
    if (strcmp(initial, "empty") == 0)
        return 0;
    return fmin(strtod(initial, NULL), type->burst.max_credits);
}

void credits_init(struct credits *c, const struct instance_type *type,
                  const struct credits_def *definition)
{
    *c = (struct credits){.depleted_at_s = NAN};
    if (isnan(type->burst.baseline))
        return;
    const int mode = definition->mode >= 0 ? definition->mode : type->burst.mode;
    c->present = true;
    c->unlimited = mode == CREDIT_MODE_UNLIMITED;
    c->earn_per_s = type->burst.credits_per_hour / 3600;
    c->limit = type->burst.max_credits;
    c->vcpus = type->vcpus;
    c->baseline_cores = type->burst.baseline * type->vcpus;
    c->earned = initial_balance(c, type, definition->initial, &c->launch);
    c->start = c->minimum = c->launch + c->earned;
}

double credits_balance(const struct credits *c)
{
    return c->launch + c->earned - c->surplus;
}

/* What is left until they count as used up. */
static double left_of(const struct credits *c)
{
    return credits_balance(c) + (c->unlimited ? CREDITS_OWED : 0);
}

/* Launch credits pay first, and while they do the earned ones grow. */
static void spend(struct credits *c, double credits)
{
    const double launch = fmin(c->launch, credits);
    c->launch -= launch;
    c->earned -= credits - launch;
}

/* What was borrowed is repaid before the balance grows; what is borrowed above the free
 * limit is billed at once and no longer owed. */
static void borrow_or_repay(struct credits *c)
{
    if (c->earned < 0 && c->unlimited) {
        c->surplus -= c->earned;
        c->earned = 0;
    } else if (c->earned > 0 && c->surplus > 0) {
        const double repaid = fmin(c->earned, c->surplus);
        c->earned -= repaid;
        c->surplus -= repaid;
    }
    if (c->surplus > c->limit) {
        c->billed += c->surplus - c->limit;
        c->surplus = c->limit;
    }
}

/* Most often nothing is left of the launch credits or owed, and the balance moves between
 * its bounds: false when not, and nothing was done. */
static inline bool advance_plainly(struct credits *c, double spent, double earned)
{
    const double after = c->earned + earned - spent;
    if (c->launch > 0 || c->surplus > 0 || after < CREDITS_NOTHING || after > c->limit)
        return false;
    c->spent += spent;
    c->earned = after;
    if (after < c->minimum)
        c->minimum = after;
    return true;
}

static void advance(struct credits *c, double now_s)
{
    const double dt = now_s - c->since_s;
    c->since_s = now_s;
    if (dt <= 0 || c->away)
        return;
    const double spent = c->use_cores * dt / 60;
    const double earned = c->earn_per_s * dt;
    if (advance_plainly(c, spent, earned))
        return;
    const double before = credits_balance(c), drain = (spent - earned) / dt;
    c->spent += spent;
    if (before >= 0 && before < drain * dt)
        c->zero_at_s = now_s - dt + before / drain; /* a straight line crosses zero */
    if (c->launch >= spent) {
        c->launch -= spent;
        c->earned += earned;
    } else {
        c->earned += earned;
        spend(c, spent);
    }
    borrow_or_repay(c);
    c->earned = fmin(c->earned, c->limit);
    if (c->earned < CREDITS_NOTHING)
        c->earned = 0; /* rounding at the moment of depletion */
    if (c->surplus < CREDITS_NOTHING)
        c->surplus = 0;
    c->minimum = fmin(c->minimum, credits_balance(c));
}

void credits_use(struct credits *c, double now_s, double cores)
{
    if (!c->present)
        return;
    advance(c, now_s);
    c->use_cores = cores;
}

static double drain_per_s(const struct credits *c, double cores)
{
    /* While launch credits last nothing is earned out of their pot. */
    return cores / 60 - c->earn_per_s;
}

/* Seconds until everything is spent at that many cores: launch credits and earned ones
 * together, since what is earned meanwhile is there when they are gone. */
static double seconds_left(const struct credits *c, double cores)
{
    const double drain = drain_per_s(c, cores);
    return drain > 0 ? fmax(0, left_of(c)) / drain : INFINITY;
}

bool credits_is_close(const struct credits *c)
{
    if (!c->present || (c->unlimited && !isnan(c->depleted_at_s)))
        return false;
    return seconds_left(c, c->vcpus) <= CREDITS_CLOSE_S;
}

double credits_next_check_s(const struct credits *c, double now_s)
{
    if (!c->present || c->throttled)
        return INFINITY;
    if (c->unlimited && !isnan(c->depleted_at_s))
        return INFINITY; /* only the first moment at zero is of interest */
    return now_s + seconds_left(c, credits_is_close(c) ? c->use_cores : c->vcpus);
}

bool credits_check(struct credits *c, double now_s)
{
    advance(c, now_s);
    const double drain = drain_per_s(c, c->use_cores);
    if (drain <= 0 || left_of(c) > drain * 1e-6) /* a microsecond's worth is nothing */
        return false;
    if (isnan(c->depleted_at_s))
        c->depleted_at_s = c->unlimited ? c->zero_at_s : now_s;
    if (c->unlimited)
        return false;
    c->minimum = fmin(c->minimum, 0);
    c->launch = c->earned = 0;
    c->throttled = true;
    return true;
}

bool credits_recovered(struct credits *c, double now_s)
{
    advance(c, now_s);
    if (!c->throttled || c->launch + c->earned < c->vcpus * CREDITS_CLOSE_S / 60)
        return false;
    c->throttled = false;
    return true;
}

void credits_restart(struct credits *c, double now_s, const struct instance_type *type)
{
    if (!c->present)
        return;
    advance(c, now_s);
    const double before = c->launch + c->earned;
    c->billed += c->surplus;
    c->surplus = 0;
    if (!type->burst.survive_stop)
        c->earned = 0;
    if (!c->unlimited)
        c->launch = type->burst.launch_credits;
    c->granted += c->launch + c->earned - before;
    c->throttled = false;
}

void credits_leave(struct credits *c, double now_s)
{
    if (!c->present)
        return;
    advance(c, now_s);
    c->granted -= c->launch + c->earned;
    c->billed += c->surplus;
    c->launch = c->earned = c->surplus = 0;
    c->throttled = false;
    c->away = true;
}

void credits_arrive(struct credits *c, double now_s, const struct instance_type *type)
{
    if (!c->present)
        return;
    advance(c, now_s);
    c->launch = c->unlimited ? 0 : type->burst.launch_credits;
    c->granted += c->launch;
    c->away = false;
}
