/* traffic_def.c - the keys of a traffic. Which of them belong to which executor is
 * checked where the scenario is put together.
 */
#include "models/traffic_def.h"

#include "models/event_def.h"

/* clang-format off */
static const struct choice traffic_def_executors[] = {
    {"constant-arrival-rate", EXECUTOR_CONSTANT_ARRIVAL_RATE, false},
    {"ramping-arrival-rate", EXECUTOR_RAMPING_ARRIVAL_RATE, false},
    {"constant-vus", EXECUTOR_CONSTANT_VUS, false},
    {"ramping-vus", EXECUTOR_RAMPING_VUS, false},
    {"per-vu-iterations", EXECUTOR_PER_VU_ITERATIONS, false},
    {"shared-iterations", EXECUTOR_SHARED_ITERATIONS, false},
    {"daily", EXECUTOR_DAILY, false},
    {"trace", EXECUTOR_TRACE, false},
    {NULL, 0, false},
};

static const struct choice traffic_def_arrivals[] = {
    {"poisson", ARRIVALS_POISSON, false},
    {"regular", ARRIVALS_REGULAR, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct arrivals_def, member)
static const struct field traffic_def_arrivals_fields[] = {
    {.key = "=kind", .kind = FIELD_CHOICE, .offset = AT(kind), .standard = "poisson",
     .choices = traffic_def_arrivals,
     .help = "poisson, or regular gaps."},
    {.key = "bursty", .kind = FIELD_NUMBER, .offset = AT(bursty), .min = 1, .max = 1e6,
     .help = "Interrupted Poisson: hyperexponential gaps with balanced means and this "
             "squared coefficient of variation (variance / mean^2, 1: poisson)."},
};
#undef AT

static const struct table traffic_def_arrivals_table = {
    .name = "arrivals", .size = sizeof(struct arrivals_def),
    .help = "How open arrivals are spread.",
    .fields = traffic_def_arrivals_fields,
    .count = FIELD_COUNT_OF(traffic_def_arrivals_fields), .shorthand = "=kind",
};

#define AT(member) offsetof(struct stage_def, member)
static const struct field traffic_def_stage_fields[] = {
    {.key = "duration", .kind = FIELD_DURATION, .offset = AT(duration_s),
     .flags = FIELD_REQUIRED, .help = "How long the way to the target takes."},
    {.key = "target", .kind = FIELD_TEXT, .offset = AT(target), .flags = FIELD_REQUIRED,
     .help = "A rate (5/s) or a number of users, by the executor."},
};
#undef AT

static const struct table traffic_def_stage = {
    .name = "stage", .size = sizeof(struct stage_def),
    .help = "A straight line from where the traffic is to a target.",
    .fields = traffic_def_stage_fields, .count = FIELD_COUNT_OF(traffic_def_stage_fields),
};

#define AT(member) offsetof(struct spike_def, member)
static const struct field traffic_def_spike_fields[] = {
    {.key = "at", .kind = FIELD_DURATION, .offset = AT(at_s), .flags = FIELD_REQUIRED,
     .help = "When it begins."},
    {.key = "for", .kind = FIELD_DURATION, .offset = AT(for_s), .flags = FIELD_REQUIRED,
     .help = "How long it lasts."},
    {.key = "times", .kind = FIELD_NUMBER, .offset = AT(times), .max = 1e6,
     .flags = FIELD_REQUIRED, .help = "What the rate or the number of users is "
                                      "multiplied by."},
};
#undef AT

static const struct table traffic_def_spike = {
    .name = "spike", .size = sizeof(struct spike_def),
    .help = "A time in which the traffic is a multiple of itself.",
    .fields = traffic_def_spike_fields, .count = FIELD_COUNT_OF(traffic_def_spike_fields),
};

static const struct field traffic_def_mix_fields[] = {
    {.key = "=share", .kind = FIELD_SHARE, .offset = offsetof(struct mix_def, share),
     .flags = FIELD_REQUIRED, .help = "Share of the requests."},
};

static const struct table traffic_def_mix = {
    .name = "mix", .size = sizeof(struct mix_def),
    .help = "An endpoint and its share of the requests; all sum to 100%.",
    .fields = traffic_def_mix_fields, .count = FIELD_COUNT_OF(traffic_def_mix_fields),
    .shorthand = "=share",
};

#define AT(member) offsetof(struct journey_def, member)
static const struct field traffic_def_journey_fields[] = {
    {.key = "call", .kind = FIELD_REFERENCE, .offset = AT(call), .tag = JOURNEY_CALL,
     .refers = REFERENCE_ENDPOINT, .help = "The endpoint asked for: a request of its own."},
    {.key = "think", .kind = FIELD_DISTRIBUTION, .offset = AT(think),
     .tag = JOURNEY_THINK, .help = "Pause before what comes next."},
};
#undef AT

static const struct table traffic_def_journey = {
    .name = "journey", .size = sizeof(struct journey_def),
    .help = "A step of a user's way: spring.read, or {think: 2s}.",
    .fields = traffic_def_journey_fields,
    .count = FIELD_COUNT_OF(traffic_def_journey_fields), .shorthand = "call",
    .one_of = true, .one_of_offset = offsetof(struct journey_def, kind),
};

static const struct field traffic_def_map_fields[] = {
    {.key = "=to", .kind = FIELD_REFERENCE, .offset = offsetof(struct map_def, to),
     .refers = REFERENCE_ENDPOINT, .flags = FIELD_REQUIRED,
     .help = "The endpoint they ask for."},
};

static const struct table traffic_def_map = {
    .name = "map", .size = sizeof(struct map_def),
    .help = "Method and path of the lines of an access log, with * for anything, and the "
            "endpoint they ask for. The first that fits counts.",
    .fields = traffic_def_map_fields, .count = FIELD_COUNT_OF(traffic_def_map_fields),
    .shorthand = "=to",
};

#define AT(member) offsetof(struct traffic_def, member)
static const struct field traffic_def_fields[] = {
    {.key = "executor", .kind = FIELD_CHOICE, .offset = AT(executor),
     .choices = traffic_def_executors, .flags = FIELD_REQUIRED,
     .help = "How the traffic is made, with k6's meaning."},
    {.key = "rate", .kind = FIELD_RATE, .offset = AT(rate_per_s),
     .flags = FIELD_SETTABLE, .tag = SETTING_RATE,
     .help = "Requests begun in a time, of constant-arrival-rate."},
    {.key = "start_rate", .kind = FIELD_RATE, .offset = AT(start_rate_per_s),
     .standard = "0", .help = "Where the first stage of ramping-arrival-rate begins."},
    {.key = "start_vus", .kind = FIELD_COUNT, .offset = AT(start_vus), .standard = "0",
     .max = 1e7, .help = "Users where the first stage of ramping-vus begins."},
    {.key = "stages", .kind = FIELD_LIST, .offset = AT(stages),
     .table = &traffic_def_stage, .help = "The ramps, one after the other."},
    {.key = "vus", .kind = FIELD_COUNT, .offset = AT(vus), .max = 1e7,
     .flags = FIELD_SETTABLE, .tag = SETTING_VUS,
     .help = "Users, each with one request at a time."},
    {.key = "iterations", .kind = FIELD_COUNT, .offset = AT(iterations), .min = 1,
     .max = 1e12,
     .help = "Requests of each user (per-vu-iterations) or of all (shared-iterations)."},
    {.key = "arrivals", .kind = FIELD_TABLE, .offset = AT(arrivals),
     .table = &traffic_def_arrivals_table, .help = "How open arrivals are spread."},
    {.key = "target", .kind = FIELD_REFERENCE, .offset = AT(target),
     .refers = REFERENCE_ENDPOINT, .help = "The endpoint asked for."},
    {.key = "mix", .kind = FIELD_MAP, .offset = AT(mix), .table = &traffic_def_mix,
     .help = "Several endpoints with their shares, in place of `target`."},
    {.key = "rtt", .kind = FIELD_DISTRIBUTION, .offset = AT(rtt), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Added to every response."},
    {.key = "connect", .kind = FIELD_DISTRIBUTION, .offset = AT(connect),
     .standard = "0", .flags = FIELD_LEDGER,
     .help = "Once for each connection, before the request reaches the first service."},
    {.key = "start_spread", .kind = FIELD_DURATION, .offset = AT(start_spread_s),
     .standard = "0", .help = "Closed users start uniformly over it."},
    {.key = "think", .kind = FIELD_DISTRIBUTION, .offset = AT(think), .standard = "0",
     .help = "Pause of a user between two requests."},
    {.key = "timeout", .kind = FIELD_DISTRIBUTION, .offset = AT(timeout),
     .standard = "unlimited", .flags = FIELD_UNLIMITED | FIELD_LEDGER,
     .help = "The user gives up after it; the server does not know."},
    {.key = "retries", .kind = FIELD_COUNT, .offset = AT(retries), .standard = "0",
     .max = 100, .flags = FIELD_LEDGER,
     .help = "Further attempts of the user after a failure or a timeout."},
    {.key = "retry_delay", .kind = FIELD_DISTRIBUTION, .offset = AT(retry_delay),
     .standard = "0", .help = "Wait before such an attempt."},
    {.key = "requests_per_connection", .kind = FIELD_NUMBER,
     .offset = AT(requests_per_connection), .standard = "10", .min = 1, .max = 1e9,
     .flags = FIELD_LEDGER,
     .help = "Requests on one connection: how often `connect` and TLS are paid."},
    {.key = "spikes", .kind = FIELD_LIST, .offset = AT(spikes),
     .table = &traffic_def_spike, .help = "Times with a multiple of the traffic."},
    {.key = "start", .kind = FIELD_DURATION, .offset = AT(start_s), .standard = "0",
     .help = "When it begins."},
    {.key = "end", .kind = FIELD_DURATION, .offset = AT(end_s),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "When it ends; default the run's end."},
    {.key = "journey", .kind = FIELD_LIST, .offset = AT(journey),
     .table = &traffic_def_journey,
     .help = "Calls and pauses a closed user walks through in each iteration, in place "
             "of `target`. Each call is a request of its own; after a failure the user "
             "goes on with the next step."},
    {.key = "bot", .kind = FIELD_FLAG, .offset = AT(bot), .standard = "false",
     .help = "Traffic that is not users: it loads the system and stays out of the "
             "figures of users (requests.all, thresholds, goodput, timeline)."},
    {.key = "blocked", .kind = FIELD_SHARE, .offset = AT(blocked), .standard = "0",
     .flags = FIELD_SETTABLE, .tag = SETTING_BLOCKED,
     .help = "Share that an edge drops before it arrives: it costs nothing behind it."},
    {.key = "peak", .kind = FIELD_RATE, .offset = AT(peak_per_s),
     .help = "Highest rate of the daily executor."},
    {.key = "trough", .kind = FIELD_RATE, .offset = AT(trough_per_s),
     .help = "Lowest rate of the daily executor, half a day from the highest."},
    {.key = "peak_at", .kind = FIELD_DURATION, .offset = AT(peak_at_s),
     .standard = "14h", .max = 86400, .help = "Time of the day of the highest rate."},
    {.key = "weekend", .kind = FIELD_SHARE, .offset = AT(weekend), .standard = "100%",
     .max = 10, .help = "What the rate is multiplied by on Saturdays and Sundays."},
    {.key = "start_clock", .kind = FIELD_DURATION, .offset = AT(start_clock_s),
     .standard = "0", .max = 7 * 86400,
     .help = "Time of the week at which the run begins; 0 is Monday 00:00."},
    {.key = "file", .kind = FIELD_TEXT, .offset = AT(file),
     .help = "Recorded arrivals of the trace executor, beside the scenario: a CSV file "
             "with the header time,count, or with `map` a combined access log."},
    {.key = "map", .kind = FIELD_MAP, .offset = AT(map), .table = &traffic_def_map,
     .help = "Endpoints of the requests in an access log: {\"GET /qna*\": spring.read}."},
};
#undef AT

const struct table traffic_table = {
    .name = "traffic", .size = sizeof(struct traffic_def),
    .help = "Users of one kind.",
    .fields = traffic_def_fields, .count = FIELD_COUNT_OF(traffic_def_fields),
    .plain_names = true,
};
/* clang-format on */
