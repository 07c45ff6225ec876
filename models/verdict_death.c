/* verdict_death.c - does a machine die, when, and of what?
 *
 * Of what: what is wrong at the moment of death, not what was saturated first; a busy
 * minute days before does not kill. Memory that is needed and not there comes before
 * credits that are used up, and those before CPU, since each brings the next about.
 *
 * A death of memory is told apart from what it looks like from outside (CPU at 100%):
 * how many credits were left, and how little CPU was used before memory ran out.
 */
#include "models/verdict_death.h"

#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

/* Ten minutes after days on the clock are not 600 s to the last digit. */
#define DEATH_ROUNDING_S   1e-3
#define DEATH_CREDITS_LEFT 0.5 /* more left: it was not the credits */
#define DEATH_CPU_BEFORE   0.2 /* less used before: it was not the demand */
#define DEATH_CPU_SHOWN    0.5 /* less is a mean over too long a step */

/* ---- when ---- */

static bool death_event_is(const struct occurrence *event, const char *kind,
                           const char *who)
{
    return strcmp(event->kind, kind) == 0 && strcmp(event->who, who) == 0;
}

/* How long the machine stays out of reach from event i on. */
static double death_lasts_s(const struct summary *part, uint32_t i, const char *host)
{
    for (uint32_t k = i + 1; k < part->event_count; k++)
        if (death_event_is(&part->events[k], "reachable", host) ||
            death_event_is(&part->events[k], "machine_stop", host))
            return part->events[k].at_s - part->events[i].at_s;
    return part->simulated_s - part->events[i].at_s;
}

double verdict_death_at(const struct summary *part, uint32_t machine)
{
    const char *host = part->hosts[machine].name;
    for (uint32_t i = 0; i < part->event_count; i++)
        if (death_event_is(&part->events[i], "unreachable", host) &&
            death_lasts_s(part, i, host) >= VERDICT_DEATH_S - DEATH_ROUNDING_S)
            return part->events[i].at_s;
    return NAN;
}

struct death {
    uint32_t machine;
    uint32_t times;             /* replications in which it happens */
    double at_s;                /* mean over those */
    const struct summary *told; /* the first of them */
    double told_at_s;
};

static struct death death_of(const struct summary *const *parts, uint32_t count,
                             uint32_t machine)
{
    struct death death = {.machine = machine, .at_s = INFINITY};
    double sum_s = 0;
    for (uint32_t p = 0; p < count; p++) {
        const double at_s = verdict_death_at(parts[p], machine);
        if (isnan(at_s))
            continue;
        sum_s += at_s;
        if (death.times++ == 0) {
            death.told = parts[p];
            death.told_at_s = at_s;
        }
    }
    if (death.times)
        death.at_s = sum_s / death.times;
    return death;
}

static struct death death_first(const struct summary *const *parts, uint32_t count)
{
    struct death first = {.at_s = INFINITY};
    for (uint32_t i = 0; i < parts[0]->design->machine_count; i++) {
        const struct death death = death_of(parts, count, i);
        if (death.at_s < first.at_s)
            first = death;
    }
    return first;
}

/* ---- of what ---- */

/* The series' value at the end of the last step before the death, and (by = 1) at the end
 * of the step of the death: there an operator may have started the machine again. Of the
 * replication that is told. */
static double death_value(const struct death *death, const char *what, uint32_t by)
{
    const struct summary *told = death->told;
    const struct series *series =
        summary_series(told, "host.%s.%s", told->hosts[death->machine].name, what);
    const uint32_t step = summary_step(told, death->told_at_s);
    const uint32_t at = step + by > 0 ? step + by - 1 : 0;
    return series && at < series->count ? series->values[at] : NAN;
}

/* Did that happen in the step of the death, before it? */
static bool death_just_after(const struct death *death, double at_s)
{
    const double step_s = death->told->step_s;
    return at_s >= summary_step(death->told, death->told_at_s) * step_s &&
           at_s <= death->told_at_s;
}

/* When need first passed RAM on that machine; NAN never. */
static double death_memory_at(const struct death *death)
{
    const struct summary *told = death->told;
    for (uint32_t i = 0; i < told->resource_count; i++)
        if (told->resources[i].kind == RESOURCE_MEMORY &&
            verdict_text_machine(told, &told->resources[i]) == death->machine)
            return told->resources[i].saturated_at;
    return NAN;
}

static bool death_by_memory(const struct death *death)
{
    return death_value(death, "need", 0) > death_value(death, "ram", 0) ||
           death_value(death, "need", 1) > death_value(death, "ram", 1) ||
           death_just_after(death, death_memory_at(death));
}

/* In mode unlimited a machine without credits goes on at full speed. */
static bool death_by_credits(const struct death *death)
{
    const struct host_def *host = death->told->design->machines[death->machine].host;
    const int mode =
        host->credits.mode >= 0 ? host->credits.mode : host->instance.burst.mode;
    return mode == CREDIT_MODE_STANDARD &&
           (death_value(death, "credits", 0) < 1 ||
            death_value(death, "credits", 1) < 1 ||
            death_just_after(death,
                             death->told->hosts[death->machine].credits_depleted_at));
}

/* Mean CPU from the warm-up until memory ran out; NAN when there was no such time. */
static double death_cpu_before(const struct death *death)
{
    const struct summary *told = death->told;
    const struct series *cpu =
        summary_series(told, "host.%s.cpu", told->hosts[death->machine].name);
    const double memory_at_s = death_memory_at(death);
    double sum = 0;
    uint32_t steps = 0;
    for (uint32_t i = 0; cpu && i < cpu->count && (i + 1) * told->step_s <= memory_at_s;
         i++)
        if (i * told->step_s >= told->design->simulate.warmup_s &&
            !isnan(cpu->values[i])) {
            sum += cpu->values[i];
            steps++;
        }
    return steps ? sum / steps : NAN;
}

/* ---- the sentence ---- */

/* The highest need the timeline saw; over long steps it is more than its mean. */
static double death_need(const struct summary *told, const struct host_summary *host)
{
    const struct series *need = summary_series(told, "host.%s.need", host->name);
    double most = host->memory_need_peak;
    for (uint32_t i = 0; need && i < need->count; i++)
        most = fmax(most, need->values[i]);
    return most;
}

const char *verdict_death_need(const struct summary *told,
                               const struct host_summary *host, struct arena *arena)
{
    return verdict_text_need(death_need(told, host), host->memory_total, arena);
}

/* "; not of CPU credits (96% are left), not of CPU demand (1.6% before)", or less. */
static const char *death_not_of(const struct death *death, struct arena *arena)
{
    const struct burst_def *burst =
        &death->told->design->machines[death->machine].host->instance.burst;
    const double left = death_value(death, "credits", 0) / burst->max_credits;
    const double before = death_cpu_before(death);
    char share[UNIT_TEXT];
    const char *text = "";
    if (left > DEATH_CREDITS_LEFT) {
        units_write_share(share, left);
        text = arena_format(arena, "; not of CPU credits (%s are left)", share);
    }
    if (before < DEATH_CPU_BEFORE) {
        units_write_share(share, before);
        text = arena_format(arena, "%s%s not of CPU demand (%s before)", text,
                            *text ? "," : ";", share);
    }
    return text;
}

/* CPU as the timeline shows it, or at the moment of death: steps of hours hide it. */
static double death_cpu(const struct host_summary *host)
{
    const double busy = isnan(host->cpu_peak_5min) ? host->cpu_peak : host->cpu_peak_5min;
    return fmax(busy, host->unreachable_cpu);
}

static const char *death_of_memory(const struct summary *merged,
                                   const struct death *death, struct arena *arena)
{
    const struct host_summary *host = &merged->hosts[death->machine];
    const double busy = death_cpu(host);
    const char *goes = "";
    char cpu[UNIT_TEXT];
    units_write_share(cpu, busy);
    if (busy >= DEATH_CPU_SHOWN)
        goes = arena_format(arena, ", and CPU goes to %s", cpu);
    return arena_format(arena, "of memory: %s%s%s",
                        verdict_death_need(death->told, host, arena), goes,
                        death_not_of(death, arena));
}

static const char *death_of_credits(const struct death *death, struct arena *arena)
{
    const struct instance_type *type =
        &death->told->design->machines[death->machine].host->instance;
    char vcpus[UNIT_TEXT], share[UNIT_TEXT];
    units_write_number(vcpus, type->vcpus);
    units_write_share(share, type->burst.baseline);
    return arena_format(arena,
                        "of CPU credits: they are used up, and %s of its %s vCPU%s "
                        "is all it gets",
                        share, vcpus, type->vcpus == 1 ? "" : "s");
}

static const char *death_of_cpu(const struct summary *merged, const struct death *death,
                                struct arena *arena)
{
    char share[UNIT_TEXT];
    units_write_share(share, merged->hosts[death->machine].cpu_peak);
    return arena_format(arena, "of CPU: it is %s busy", share);
}

const char *verdict_death_say(const struct summary *merged,
                              const struct summary *const *parts, uint32_t count,
                              struct arena *arena)
{
    const struct death death = death_first(parts, count);
    const char *share = "", *cause;
    char time[UNIT_TEXT];
    if (death.times == 0)
        return NULL;
    if (death_by_memory(&death))
        cause = death_of_memory(merged, &death, arena);
    else if (death_by_credits(&death))
        cause = death_of_credits(&death, arena);
    else
        cause = death_of_cpu(merged, &death, arena);
    if (death.times < count)
        share = arena_format(arena, " (in %u of %u replications)", death.times, count);
    verdict_text_time(time, death.at_s);
    return arena_format(arena, "%s dies after %s%s %s", merged->hosts[death.machine].name,
                        time, share, cause);
}
