/* traffic.c - requests: their arrival, their attempts and their end. See traffic.h. */
#include "models/traffic.h"

#include "models/balancer.h"
#include "models/flow.h"
#include "models/lost.h"
#include "models/simulation.h"
#include "models/upstream.h"
#include "models/user.h"

#include <math.h>

/* Of an arrival: a hundred million of them, a thousand a second, err by 1e-4. */
#define REGULAR_ROUNDING 1e-3

/* ---- a request begins ---- */

/* An access log knows what was asked for in each of its bins. */
static uint32_t pick_recorded(const struct traffic *traffic, double now_s)
{
    const struct rate_curve *curve = &traffic->def->curve;
    const double bin = floor((now_s - curve->bins_from_s) / curve->bin_s);
    const uint32_t *counts =
        curve->counts +
        curve->entries * (uint32_t)fmin(fmax(bin, 0), (double)curve->bins - 1);
    double total = 0;
    for (uint32_t i = 0; i < curve->entries; i++)
        total += counts[i];
    double left = total * random_uniform(traffic->mix);
    uint32_t last = 0;
    for (uint32_t i = 0; i < curve->entries; i++) {
        if (counts[i] == 0)
            continue;
        last = i;
        left -= counts[i];
        if (left < 0)
            break;
    }
    return last;
}

static uint32_t pick_entry(const struct traffic *traffic, const struct user *user,
                           double now_s)
{
    const struct traffic_def *def = traffic->def;
    if (def->journey.count > 0)
        return ((const struct journey_def *)def->journey.items)[user->step].entry;
    if (def->curve.bins > 0)
        return pick_recorded(traffic, now_s);
    const double u = random_uniform(traffic->mix);
    uint32_t i = 0;
    while (i + 1 < def->mix.count && u >= traffic->shares[i])
        i++;
    return i;
}

static inline struct traffic_flow *pick_flow(const struct traffic *traffic,
                                             const struct user *user, double now_s)
{
    return traffic->def->mix.count == 1
               ? traffic->flows
               : &traffic->flows[pick_entry(traffic, user, now_s)];
}

/* Does an edge drop the request? Then a closed user has its answer at once. */
static bool edge_drops(struct traffic *traffic, const struct traffic_flow *flow,
                       struct user *user, double now_s)
{
    if (random_uniform(traffic->edge) >= traffic->blocked)
        return false;
    flow->counts->blocked += traffic->simulation->in_window;
    if (user)
        user_answered(user, now_s + distribution_draw(&traffic->def->rtt, traffic->rtt));
    return true;
}

/* Every requests_per_connection-th request needs a new connection. */
static bool connects(double *requests, double per_connection)
{
    const bool first = *requests == 0;
    *requests = *requests + 1 >= per_connection ? 0 : *requests + 1;
    return first;
}

/* An attempt begins: true when it has to connect first. */
static inline bool begin_attempt(struct task *task, double now_s)
{
    struct traffic_flow *flow = task->flow;
    struct traffic *traffic = flow->traffic;
    timeout_arm(&traffic->patience, &task->patience, task, now_s);
    task->attempts++;
    traffic->simulation->sampler.retries += traffic->counts && task->attempts > 1;
    flow->counts->attempts += task->in_window;
    if (!traffic->connects || !task->new_connection)
        return false;
    task->connecting = true;
    simulation_sleep(task, now_s,
                     distribution_draw(&traffic->def->connect, traffic->connect));
    return true;
}

static inline void leave(struct task *task, double now_s)
{
    struct balancer *balancer = task->flow->balancer;
    if (balancer->tracked)
        upstream_send(balancer_outside(balancer), task, now_s);
    else if (balancer->instances->withdrawn)
        flow_finish(task, FAILURE_UNAVAILABLE);
    else
        instance_offer(balancer->instances, task, now_s);
}

void traffic_request(struct traffic *traffic, struct user *user, double now_s)
{
    struct simulation *simulation = traffic->simulation;
    struct traffic_flow *flow = pick_flow(traffic, user, now_s);
    if (traffic->blocked > 0 && edge_drops(traffic, flow, user, now_s))
        return;
    if (user && user->front && now_s >= user->open_until_s)
        user->requests = 0; /* the balancer has closed the connection */
    struct task *task = simulation_task(simulation, TASK_REQUEST);
    task->flow = flow;
    task->user = user;
    task->start_s = now_s;
    task->endpoint = flow->endpoint;
    task->in_window = simulation->in_window;
    task->new_connection = connects(user ? &user->requests : &traffic->requests,
                                    traffic->def->requests_per_connection);
    flow->counts->count += task->in_window;
    simulation->sampler.offered += traffic->counts;
    traffic->alive++;
    if (!begin_attempt(task, now_s))
        leave(task, now_s);
}

void traffic_send(struct task *task, double now_s)
{
    if (!task->connecting && begin_attempt(task, now_s))
        return;
    task->connecting = false;
    leave(task, now_s);
}

/* ---- a request ends ---- */

/* Another try of the same request, with a task that nothing else knows: after the failed
 * one's reply has arrived and the user has waited. */
static void retry(struct traffic *traffic, struct task *task, double rtt_s, double now_s)
{
    timeout_disarm(&task->patience);
    task->failure = FAILURE_COUNT;
    task->retries = 0;
    task->new_connection = true;
    simulation_sleep(task, now_s,
                     rtt_s +
                         distribution_draw(&traffic->def->retry_delay, traffic->delay));
}

static inline void count(struct simulation *simulation, const struct task *task,
                         enum failure failure, double latency_s, double now_s)
{
    const bool answered = failure == FAILURE_COUNT;
    if (task->in_window) {
        if (answered)
            flow_counts_answer(task->flow->counts, latency_s);
        else
            flow_counts_fail(task->flow->counts, failure, now_s);
    }
    if (task->flow->traffic->counts)
        sampler_request(&simulation->sampler, answered, latency_s);
}

/* The attempt is over, and with it the request, unless it is tried again. */
static void end_attempt(struct task *task, enum failure failure, double rtt_s,
                        double now_s)
{
    struct traffic *traffic = task->flow->traffic;
    struct simulation *simulation = traffic->simulation;
    if (failure != FAILURE_COUNT && task->attempts <= traffic->def->retries) {
        retry(traffic, task, rtt_s, now_s);
        return;
    }
    const double end_s = now_s + rtt_s;
    if (end_s <= simulation->end_s)
        count(simulation, task, failure, end_s - task->start_s, now_s);
    traffic->alive--;
    if (task->user)
        user_answered(task->user, end_s);
    simulation_task_free(task);
}

void traffic_reply(struct task *task, enum failure failure, double now_s)
{
    if (task->detached) {
        simulation_task_free(task);
        return;
    }
    const struct traffic *traffic = task->flow->traffic;
    const double rtt_s = distribution_draw(&traffic->def->rtt, traffic->rtt);
    if (task->patience.list && now_s + rtt_s > task->patience.at_s) {
        task->state = TASK_REPLYING; /* the user leaves before it arrives */
        return;
    }
    timeout_disarm(&task->patience);
    end_attempt(task, failure, rtt_s, now_s);
}

/* The user gives up. What the server has of the request goes on without him; the
 * request itself lives on in a fresh task. */
static void gave_up(struct task *task, double now_s)
{
    struct simulation *simulation = task->simulation;
    struct task *request = task;
    front_give_up(task, now_s);
    if (task->attempt)
        upstream_left(task, now_s);
    if (task->connecting || task->state == TASK_KNOCKING) {
        event_queue_cancel(&simulation->engine->queue, task->event);
        task->connecting = false;
        task->target = NULL;
    } else if (task->state == TASK_LOST) {
        lost_leave(task);
    } else if (task->state != TASK_REPLYING) {
        request = simulation_task(simulation, TASK_REQUEST);
        request->flow = task->flow;
        request->user = task->user;
        request->start_s = task->start_s;
        request->attempts = task->attempts;
        request->endpoint = task->endpoint;
        request->in_window = task->in_window;
        task->detached = true;
        task->user = NULL;
    }
    end_attempt(request, FAILURE_TIMEOUT, 0, now_s);
    simulation_settle(simulation);
}

/* ---- open arrivals ---- */

/* Of the integrated rate, until the next arrival: 1 on average. */
static inline double next_amount(struct traffic *traffic)
{
    const struct arrivals_def *arrivals = &traffic->def->arrivals;
    if (arrivals->kind == ARRIVALS_POISSON)
        return random_exponential(traffic->arrivals);
    return arrivals->kind == ARRIVALS_REGULAR
               ? 1
               : distribution_draw(&arrivals->gaps, traffic->arrivals);
}

/* The last regular arrival is often due at the very end of the traffic, and rounding must
 * not carry it past. */
static double reach_s(struct traffic *traffic, double now_s, double amount)
{
    struct profile *profile = &traffic->profile;
    const double at_s = profile_reach_s(profile, now_s, amount);
    if (isfinite(at_s) || traffic->def->arrivals.kind != ARRIVALS_REGULAR)
        return at_s;
    const double end_s = profile_end_s(profile);
    if (isinf(end_s) || end_s <= now_s)
        return INFINITY;
    const double missing = amount - profile_integral(profile, now_s, end_s);
    return missing < REGULAR_ROUNDING ? end_s : INFINITY;
}

double traffic_next_arrival_s(struct traffic *traffic, double now_s)
{
    const double amount = next_amount(traffic);
    if (traffic->simple)
        return now_s + amount * traffic->gap_s;
    traffic->left = amount;
    traffic->left_s = now_s;
    return reach_s(traffic, now_s, amount);
}

void traffic_arrive(void *object, double now_s)
{
    struct traffic *traffic = object;
    struct simulation *simulation = traffic->simulation;
    traffic->next_s = traffic_next_arrival_s(traffic, now_s);
    event_queue_schedule(&simulation->engine->queue, traffic->event, traffic->next_s);
    traffic_request(traffic, NULL, now_s);
    simulation_settle(simulation);
}

static void set_rate(struct traffic *traffic, double rate_per_s, double now_s)
{
    struct profile *profile = &traffic->profile;
    if (isfinite(traffic->next_s))
        traffic->left = profile_integral(profile, now_s, traffic->next_s);
    else /* never, at the present rate */
        traffic->left -= profile_integral(profile, traffic->left_s, now_s);
    traffic->left_s = now_s;
    traffic->simple = false;
    profile->scale = rate_per_s / traffic->def->rate_per_s;
    traffic->next_s = reach_s(traffic, now_s, traffic->left);
    event_queue_schedule(&traffic->simulation->engine->queue, traffic->event,
                         traffic->next_s);
}

void traffic_set(struct traffic *traffic, double value, double now_s)
{
    if (traffic->open) {
        set_rate(traffic, value, now_s);
        return;
    }
    traffic->profile.scale = value / traffic->def->vus;
    user_follow(traffic, now_s);
}

bool traffic_is_over(const struct traffic *traffic, double now_s)
{
    if (traffic->alive > 0)
        return false;
    return traffic->open ? isinf(traffic->next_s) : user_is_over(traffic, now_s);
}

/* ---- set-up ---- */

static struct random *stream(struct traffic *traffic, const char *what)
{
    struct engine *engine = traffic->simulation->engine;
    return engine_stream(engine, arena_format(&engine->arena, "traffic.%s.%s",
                                              traffic->def->item.name, what));
}

static void init_streams(struct traffic *traffic)
{
    traffic->arrivals = stream(traffic, "arrivals");
    traffic->mix = stream(traffic, "mix");
    traffic->rtt = stream(traffic, "rtt");
    traffic->connect = stream(traffic, "connect");
    traffic->think = stream(traffic, "think");
    traffic->delay = stream(traffic, "retry_delay");
    traffic->spread = stream(traffic, "start_spread");
    traffic->edge = stream(traffic, "blocked");
}

static void init_flows(struct traffic *traffic)
{
    struct simulation *simulation = traffic->simulation;
    const struct design *design = simulation->design;
    const struct mix_def *mix = traffic->def->mix.items;
    const uint32_t count = traffic->def->mix.count;
    struct arena *arena = &simulation->engine->arena;
    double sum = 0;
    traffic->shares = arena_array(arena, count, sizeof *traffic->shares);
    traffic->flows = arena_array(arena, count, sizeof *traffic->flows);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t flow = traffic->def->first_flow + i;
        const struct endpoint_def *endpoint = design->flows[flow].endpoint;
        struct balancer *balancer = &simulation->balancers[endpoint->service->index];
        traffic->shares[i] = sum += mix[i].share;
        traffic->flows[i] =
            (struct traffic_flow){traffic, endpoint, balancer, &simulation->flows[flow]};
    }
}

void traffic_init(struct traffic *traffic, struct simulation *simulation,
                  const struct traffic_def *def)
{
    struct engine *engine = simulation->engine;
    traffic->def = def;
    traffic->simulation = simulation;
    traffic->open = !traffic_def_is_closed(def);
    traffic->finite = def->executor == EXECUTOR_TRACE;
    traffic->counts = def->bot <= 0;
    traffic->blocked = def->blocked;
    traffic->simple = def->executor == EXECUTOR_CONSTANT_ARRIVAL_RATE &&
                      def->spikes.count == 0 && isinf(def->end_s) && def->rate_per_s > 0;
    traffic->gap_s = 1 / def->rate_per_s;
    init_streams(traffic);
    init_flows(traffic);
    traffic->connects = !distribution_is_zero(&def->connect);
    profile_init(&traffic->profile, def, &engine->arena);
    timeout_list_init(&traffic->patience, engine, &def->timeout, gave_up,
                      arena_format(&engine->arena, "traffic.%s.timeout", def->item.name));
    traffic->next_s = INFINITY;
    if (!traffic->open) {
        user_init(traffic);
        return;
    }
    traffic->event = event_queue_register(&engine->queue, traffic_arrive, traffic);
    traffic->next_s = traffic_next_arrival_s(traffic, def->start_s);
    event_queue_schedule(&engine->queue, traffic->event, traffic->next_s);
}
