/* breaker.c - see breaker.h. */
#include "models/breaker.h"

static void enter(struct breaker *breaker, enum breaker_state state)
{
    breaker->state = (uint8_t)state;
    breaker->turn++;
    breaker->permitted = 0;
    breaker->results = breaker->failures = breaker->next = 0;
}

void breaker_init(struct breaker *breaker, const struct breaker_def *def,
                  struct arena *arena)
{
    const uint32_t window = (uint32_t)def->window;
    *breaker = (struct breaker){.def = def, .window = window};
    breaker->failed = arena_array(arena, window, sizeof *breaker->failed);
}

void breaker_reset(struct breaker *breaker)
{
    enter(breaker, BREAKER_CLOSED);
}

bool breaker_permits(struct breaker *breaker, double now_s)
{
    if (breaker->state == BREAKER_CLOSED)
        return true;
    if (breaker->state == BREAKER_OPEN) {
        if (now_s < breaker->until_s)
            return false;
        enter(breaker, BREAKER_HALF_OPEN);
    }
    if (breaker->permitted == BREAKER_TRIALS)
        return false;
    breaker->permitted++;
    return true;
}

static void keep(struct breaker *breaker, bool failed)
{
    if (breaker->results == breaker->window)
        breaker->failures -= breaker->failed[breaker->next];
    else
        breaker->results++;
    breaker->failed[breaker->next] = failed;
    breaker->failures += failed;
    breaker->next = breaker->next + 1 == breaker->window ? 0 : breaker->next + 1;
}

static void open(struct breaker *breaker, double now_s)
{
    breaker->state = BREAKER_OPEN; /* the results stay, to be told */
    breaker->turn++;
    breaker->until_s = now_s + breaker->def->open_s;
}

bool breaker_record(struct breaker *breaker, uint32_t turn, bool failed, double now_s)
{
    const bool trial = breaker->state == BREAKER_HALF_OPEN;
    if (turn != breaker->turn || breaker->state == BREAKER_OPEN)
        return false;
    keep(breaker, failed);
    const uint32_t enough =
        trial && breaker->window > BREAKER_TRIALS ? BREAKER_TRIALS : breaker->window;
    if (breaker->results < enough)
        return false;
    if ((double)breaker->failures >= breaker->def->failures * breaker->results - 1e-9) {
        open(breaker, now_s);
        return true;
    }
    if (trial)
        enter(breaker, BREAKER_CLOSED);
    return trial;
}

void breaker_forget(struct breaker *breaker, uint32_t turn)
{
    if (turn == breaker->turn && breaker->state == BREAKER_HALF_OPEN)
        breaker->permitted--;
}
