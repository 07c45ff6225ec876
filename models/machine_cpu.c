/* machine_cpu.c - who gets how much of a machine's cores, and when the next thread is
 * done.
 *
 * Settling after an event has three costs. One group changed and everybody can have what
 * it wants, before and after: that group's rate is its demand, nobody else moves. Cores
 * are short: water-filling over the active groups (cpu_share). Memory is short or
 * credits are gone: reclaim and page faults take their part first (memory.h):
 *
 *   left  = capacity - k - 5 us x b                       reclaim and ageing
 *   u_i   = grant_i / (1 + 5 us x m touch_i)              useful cores of group i
 *   wants = b + m x sum(touch_i u_i)                      page faults a second
 *   f     = min(1, G / wants)                             G: what the volume can give
 *
 * and all useful work, and b, go on at the share f; the rest of the wait is iowait.
 */
#include "models/machine_cpu.h"

#include "models/flow.h"

#include <math.h>

/* Caps are sums of whole threads and a few decimal fractions: nothing finer matters. */
#define CORES_EPSILON 1e-9
/* An emptied quota bucket lets a group burst again once it holds this share of its
 * size: no flicker around zero. */
#define QUOTA_RECOVERED 0.1

/* A bucket that is just at its edge is not looked at more often than this. */
#define VOLUME_LOOK_AGAIN_S 1e-3

/* ---- marking ---- */

void machine_cpu_touch(struct machine *machine, struct cpu_group *group)
{
    cpu_group_advance(group, engine_now(machine->engine));
    group->settled = CPU_UNSETTLED;
    machine_cpu_mark(machine, group);
}

void machine_cpu_touch_all(struct machine *machine)
{
    machine_cpu_mark(machine, NULL);
    machine->many_touched = true;
}

void machine_cpu_stop(struct machine *machine, struct cpu_group *group, struct task *task)
{
    cpu_group_advance(group, engine_now(machine->engine));
    cpu_group_remove(group, task);
    machine_cpu_mark(machine, group);
}

/* ---- the active list ---- */

static void activate(struct machine *machine, struct cpu_group *group)
{
    group->active_at = machine->active_count;
    machine->active[machine->active_count++] = group;
}

static void deactivate(struct machine *machine, struct cpu_group *group)
{
    struct cpu_group *last = machine->active[--machine->active_count];
    machine->active[group->active_at] = last;
    last->active_at = group->active_at;
    group->active_at = UINT32_MAX;
}

static inline void update_cap(struct machine *machine, struct cpu_group *group)
{
    const double cap = cpu_group_demand(group);
    machine->demand += cap - group->cap;
    group->cap = cap;
    if (cap > 0) {
        if (group->active_at == UINT32_MAX)
            activate(machine, group);
    } else if (group->active_at != UINT32_MAX) {
        deactivate(machine, group);
    }
}

/* ---- waiting for the volume ---- */

/* Cores are idle while threads wait for their I/O or for pages: as Linux counts iowait. */
static void settle_iowait(struct machine *machine, double now_s)
{
    const double idle = machine->cores - machine->user.value - machine->system.value -
                        machine->steal.value;
    const double waiting = machine->paging_cores + machine->blocked;
    area_set(&machine->iowait, fmax(0, fmin(waiting, idle)), now_s);
}

void machine_cpu_block(struct machine *machine, int by)
{
    machine->blocked += (uint32_t)by;
    if (!machine->dirty) /* else when it is settled */
        settle_iowait(machine, engine_now(machine->engine));
    if (by > 0)
        machine_volume_watch(machine);
}

/* ---- rates ---- */

static void watch_quota(struct machine *machine, struct cpu_group *group, double now_s)
{
    const double size = CPU_QUOTA_PERIOD_S * group->quota;
    const double surplus = group->quota - group->rate;
    group->bucket_s = fmax(0, fmin(size, group->bucket_s));
    double at_s = INFINITY;
    if (!group->quota_empty && surplus < -CORES_EPSILON)
        at_s = now_s + group->bucket_s / -surplus;
    else if (group->quota_empty && surplus > CORES_EPSILON)
        at_s = now_s + fmax(0, QUOTA_RECOVERED * size - group->bucket_s) / surplus;
    event_queue_schedule(&machine->engine->queue, group->quota_event, at_s);
}

/* `rate` cores are in use by the group, `useful` of them by its own work. */
static inline void set_rate(struct machine *machine, struct cpu_group *group,
                            double now_s, double rate, double useful)
{
    if (group->since_s != now_s)
        cpu_group_advance(group, now_s);
    machine->granted += rate - group->rate;
    group->rate = rate;
    group->job_speed = 0;
    group->next_s = INFINITY;
    group->settled = CPU_UNSETTLED;
    if (group->count > 0 && useful > 0) {
        double speed = machine->speed; /* of each thread; divisions only where needed */
        if (useful < (double)group->count + group->background)
            speed *= cpu_group_thread_share(group, useful);
        if (group->collection != 0)
            speed /= 1 + group->collection;
        const double work_s = cpu_group_first_work_s(group);
        group->job_speed = speed;
        group->settled = group->count;
        group->next_s = now_s + (speed == 1 ? work_s : work_s / speed);
    }
    if (group->quota < CPU_NO_QUOTA)
        watch_quota(machine, group, now_s);
}

static void recompute_caps(struct machine *machine)
{
    const uint32_t count = machine->instance_count;
    for (uint32_t i = 0; i < count; i++)
        update_cap(machine, &machine->instances[i]->cpu);
    machine->demand = 0;
    for (uint32_t i = 0; i < machine->active_count; i++)
        machine->demand += machine->active[i]->cap;
    for (uint32_t i = 0; i < count; i++)
        if (machine->instances[i]->cpu.active_at == UINT32_MAX)
            set_rate(machine, &machine->instances[i]->cpu, engine_now(machine->engine), 0,
                     0);
}

static void solve_plain(struct machine *machine, double now_s)
{
    recompute_caps(machine);
    machine->capacity = machine->cores;
    cpu_share(machine->active, machine->active_count, machine->capacity, machine->grants);
    double granted = 0;
    for (uint32_t i = 0; i < machine->active_count; i++) {
        const double grant = machine->grants[i];
        set_rate(machine, machine->active[i], now_s, grant, grant);
        granted += grant;
    }
    machine->granted = granted;
    area_set(&machine->user, granted, now_s);
}

/* Page faults for each useful CPU-second of a group. */
static inline double faults_per_s(const struct machine *machine,
                                  const struct cpu_group *group)
{
    const double miss = machine->pressure.miss_share + group->miss_share;
    return (miss < 1 ? miss : 1) * group->touch;
}

struct strain { /* what memory and credits leave */
    double capacity, reclaim, left;
    double ageing_per_s; /* b, of the machine and of all groups over their limit */
    double pages_per_io, fault_limit_per_s;
};

/* The pages one I/O brings, over the machine's own missing pages and those of groups
 * over their mem_limit. */
static void add_ageing(struct strain *strain, const struct memory_pressure *pressure)
{
    const double sum = strain->ageing_per_s + pressure->ageing_per_s;
    if (sum > 0)
        strain->pages_per_io = (strain->pages_per_io * strain->ageing_per_s +
                                pressure->pages_per_io * pressure->ageing_per_s) /
                               sum;
    strain->ageing_per_s = sum;
}

static struct strain measure_strain(const struct machine *machine, double now_s)
{
    struct strain s = {.pages_per_io = MEMORY_FILE_PAGES};
    add_ageing(&s, &machine->pressure);
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (machine->instances[i]->limited)
            add_ageing(&s, &machine->instances[i]->limited->pressure);
    s.capacity =
        machine->credits.throttled ? machine->credits.baseline_cores : machine->cores;
    const double most = fmax(0, s.capacity - MEMORY_LEAST_CORES * machine->cores);
    s.reclaim = fmin(machine->pressure.reclaim_share * machine->cores, most);
    s.left = s.capacity - s.reclaim;
    s.left -= fmin(0.5 * s.left, MEMORY_FAULT_CPU_S * s.ageing_per_s);
    s.fault_limit_per_s = volume_fault_capacity(&machine->volume, now_s) * s.pages_per_io;
    return s;
}

static double wanted_faults(const struct machine *machine, const struct strain *strain)
{
    double wanted = strain->ageing_per_s;
    for (uint32_t i = 0; i < machine->active_count; i++) {
        const double faults = faults_per_s(machine, machine->active[i]);
        const double useful = machine->grants[i] / (1 + MEMORY_FAULT_CPU_S * faults);
        wanted += faults * useful;
    }
    return wanted;
}

/* Gives every group its part and adds up the machine's kinds of CPU. */
static void grant_strained(struct machine *machine, const struct strain *strain,
                           double wanted, double now_s)
{
    const double f = machine->stall;
    double user = 0, waiting = 0;
    double system = strain->reclaim + MEMORY_FAULT_CPU_S * f * wanted;
    for (uint32_t i = 0; i < machine->active_count; i++) {
        struct cpu_group *group = machine->active[i];
        const double per_fault = MEMORY_FAULT_CPU_S * faults_per_s(machine, group);
        const double used = f * machine->grants[i] / (1 + per_fault);
        const double useful = used * (1 - group->reclaim);
        set_rate(machine, group, now_s, used * (1 + per_fault), useful);
        user += useful;
        system += used - useful;
        waiting += (1 - f) * machine->grants[i];
    }
    area_set(&machine->user, user, now_s);
    area_set(&machine->system, system, now_s);
    machine->paging_cores = waiting;
    machine->granted = user + system;
}

static void solve_strained(struct machine *machine, double now_s)
{
    recompute_caps(machine);
    const struct strain strain = measure_strain(machine, now_s);
    machine->capacity = strain.capacity;
    cpu_share(machine->active, machine->active_count, strain.left, machine->grants);
    const double wanted = wanted_faults(machine, &strain);
    const double limit = strain.fault_limit_per_s;
    machine->stall = wanted > limit && wanted > 0 ? limit / wanted : 1;
    grant_strained(machine, &strain, wanted, now_s);
    const double asked = fmin(machine->demand + strain.reclaim, machine->cores);
    area_set(&machine->steal, fmax(0, asked - strain.capacity), now_s);
    volume_background(&machine->volume, now_s,
                      machine->stall * wanted / strain.pages_per_io);
    machine_volume_watch(machine);
    const double change_s = volume_change_at_s(&machine->volume, now_s);
    event_queue_schedule(&machine->engine->queue, machine->volume_event,
                         fmax(change_s, now_s + VOLUME_LOOK_AGAIN_S));
    const double newcomer =
        cpu_share_newcomer(machine->active, machine->active_count, strain.left);
    machine_reach_watch(machine, now_s, newcomer * machine->stall);
}

/* The strain is over: nothing of it must stay in the integrals. */
static void relax(struct machine *machine, double now_s)
{
    machine->stall = 1;
    area_set(&machine->system, 0, now_s);
    machine->paging_cores = 0;
    area_set(&machine->steal, 0, now_s);
    volume_background(&machine->volume, now_s, 0);
    event_queue_schedule(&machine->engine->queue, machine->volume_event, INFINITY);
    machine_reach_watch(machine, now_s, 1);
}

static bool is_strained(const struct machine *machine)
{
    if (machine->pressure.deficit > 0 || machine->credits.throttled)
        return true;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (machine->instances[i]->limited &&
            machine->instances[i]->limited->pressure.deficit > 0)
            return true;
    return false;
}

static void solve(struct machine *machine, double now_s)
{
    const bool strained = is_strained(machine);
    if (machine->strained && !strained)
        relax(machine, now_s);
    machine->strained = strained;
    if (strained)
        solve_strained(machine, now_s);
    else
        solve_plain(machine, now_s);
}

/* ---- what happens next ---- */

static inline void schedule_next(struct machine *machine)
{
    double next_s = INFINITY;
    for (uint32_t i = 0; i < machine->active_count; i++)
        if (machine->active[i]->next_s < next_s)
            next_s = machine->active[i]->next_s;
    event_queue_schedule(&machine->engine->queue, machine->cpu_event, next_s);
}

void machine_cpu_watch_credits(struct machine *machine)
{
    struct credits *credits = &machine->credits;
    if (!credits->present)
        return;
    const double now_s = engine_now(machine->engine);
    double at_s = credits_next_check_s(credits, now_s);
    machine->credits_close = credits_is_close(credits);
    if (credits->throttled) {
        /* While less than the baseline is used credits come back. */
        const double gain = credits->earn_per_s - credits->use_cores / 60;
        const double missing = credits->vcpus / 60 - credits->launch - credits->earned;
        machine->credits_close = true;
        at_s = gain > 1e-12 ? now_s + fmax(missing / gain, 1e-3) : INFINITY;
    }
    event_queue_schedule(&machine->engine->queue, machine->credit_event, at_s);
}

/* Nothing is short, or only one group is active: its rate is known at once. */
static inline bool settle_one(struct machine *machine, struct cpu_group *group,
                              double now_s)
{
    const double most = machine->capacity + CORES_EPSILON;
    const bool had_all = machine->demand <= most;
    update_cap(machine, group);
    double rate = group->cap;
    if (!had_all || machine->demand > most) {
        if (machine->active_count != 1 || machine->active[0] != group)
            return false;
        rate = rate < machine->capacity ? rate : machine->capacity;
    }
    set_rate(machine, group, now_s, rate, rate);
    if (machine->active_count == 0)
        machine->granted = machine->demand = 0; /* sums of many: no rounding piles up */
    if (machine->granted != machine->user.value)
        area_set(&machine->user, machine->granted, now_s);
    return true;
}

static __attribute__((noinline)) void settle_changed(struct machine *machine,
                                                     double now_s)
{
    const bool one = !machine->many_touched && !machine->strained;
    machine->many_touched = false;
    if (!one || !settle_one(machine, machine->touched, now_s))
        solve(machine, now_s);
    if (machine->blocked > 0 || machine->paging_cores > 0 || machine->iowait.value > 0)
        settle_iowait(machine, now_s);
    schedule_next(machine);
    if (machine->credits.present) {
        credits_use(&machine->credits, now_s,
                    machine->user.value + machine->system.value);
        if (machine->credits_close)
            machine_cpu_watch_credits(machine);
    }
}

/* Where one group alone was touched and has as many threads as before, every rate stays
 * what it is: only the next finish is a new one. Areas and credits are brought up to
 * date when a rate changes. */
void machine_cpu_settle(struct machine *machine)
{
    const double now_s = engine_now(machine->engine);
    struct cpu_group *group = machine->touched;
    machine->dirty = false;
    if (machine_cpu_is_alone(machine) && !machine->many_touched) {
        event_queue_schedule(&machine->engine->queue, machine->cpu_event,
                             machine_cpu_next_alone(machine, group, now_s));
        return;
    }
    if (machine->many_touched || machine->strained || group->count != group->settled) {
        settle_changed(machine, now_s);
        return;
    }
    if (machine->blocked > 0 || machine->iowait.value > 0)
        settle_iowait(machine, now_s);
    const double work_s = cpu_group_first_work_s(group), speed = group->job_speed;
    group->next_s = now_s + (speed == 1 ? work_s : work_s / speed);
    schedule_next(machine);
}

/* ---- events ---- */

void machine_cpu_done(void *object, double now_s)
{
    struct machine *machine = object;
    struct cpu_group *group = machine->active[0];
    for (uint32_t i = 1; i < machine->active_count; i++)
        if (machine->active[i]->next_s < group->next_s)
            group = machine->active[i];
    cpu_group_advance(group, now_s);
    group->clock = group->jobs[0].tag; /* exactly: no rounding piles up */
    struct task *task = cpu_group_pop(group);
    machine_cpu_mark(machine, group);
    flow_cpu_done(task, now_s);
    simulation_settle(machine->simulation);
}

static const char *depleted_why(const struct credits *credits)
{
    if (!credits->unlimited)
        return "the baseline is all that is left";
    return credits->start > 0 ? "surplus credits pay from now on"
                              : "it began with none, surplus credits pay from now on";
}

static void credits_due(void *object, double now_s)
{
    struct machine *machine = object;
    struct credits *credits = &machine->credits;
    const bool was_new = isnan(credits->depleted_at_s);
    const bool changed = credits->throttled ? credits_recovered(credits, now_s)
                                            : credits_check(credits, now_s);
    if (was_new && !isnan(credits->depleted_at_s))
        simulation_note_at(machine->simulation, credits->depleted_at_s,
                           "credits_depleted", machine->def->name, depleted_why(credits));
    if (changed) {
        machine_cpu_touch_all(machine);
        simulation_settle(machine->simulation);
    }
    machine_cpu_watch_credits(machine);
}

static void volume_due(void *object, double now_s)
{
    (void)now_s;
    struct machine *machine = object;
    machine_cpu_touch_all(machine);
    simulation_settle(machine->simulation);
}

static void quota_due(void *object, double now_s)
{
    struct cpu_group *group = object;
    cpu_group_advance(group, now_s);
    group->quota_empty = !group->quota_empty;
    if (group->quota_empty)
        group->bucket_s = 0;
    machine_cpu_mark(group->machine, group);
    group->machine->many_touched = true;
    simulation_settle(group->machine->simulation);
}

/* Only its number of threads changes what it wants. */
static bool is_simple(const struct instance *instance)
{
    return instance->cpu.quota >= CPU_NO_QUOTA &&
           instance->service->background_cpu == 0 && !instance->service->jvm.given;
}

void machine_cpu_init(struct machine *machine)
{
    struct event_queue *queue = &machine->engine->queue;
    const struct instance_type *type = &machine->def->host->instance;
    machine->cores = machine->capacity = type->vcpus;
    machine->speed = type->speed;
    machine->stall = 1;
    machine->cpu_event = event_queue_register(queue, machine_cpu_done, machine);
    machine->credit_event = event_queue_register(queue, credits_due, machine);
    machine->volume_event = event_queue_register(queue, volume_due, machine);
    credits_init(&machine->credits, type, &machine->def->host->credits);
    const uint32_t count = machine->instance_count;
    machine->alone = count == 1 && is_simple(machine->instances[0]);
    machine->active =
        arena_array(&machine->engine->arena, count + 1, sizeof *machine->active);
    machine->grants = arena_array(&machine->engine->arena, count + 1, sizeof(double));
    for (uint32_t i = 0; i < count; i++) {
        struct cpu_group *group = &machine->instances[i]->cpu;
        group->machine = machine;
        group->quota_event = event_queue_register(queue, quota_due, group);
    }
    machine_cpu_watch_credits(machine);
}
