/* From YAML to a design: layers, defaults, placing, references. What is refused has its
 * exact messages in tests/bad_configs. */
#include "sim/world_base.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double mebibyte = 1048576.0;
static const double gibibyte = 1073741824.0;

#define HOSTS "overstack: 1\nhosts:\n  h: {instance: {vcpus: 2, memory: 4GiB}}\n"
#define TRAFFIC                                                                          \
    "traffic:\n  u: {executor: constant-arrival-rate, rate: 1/s, target: s.go}\n"
#define PLAIN HOSTS "services:\n  s: {on: h, endpoints: {go: [{cpu: 1ms}]}}\n" TRAFFIC

static int begin(void **state)
{
    *state = malloc(sizeof(struct scenario));
    scenario_begin(*state);
    return 0;
}

static int end(void **state)
{
    scenario_end(*state);
    free(*state);
    return 0;
}

/* ---- defaults ---- */

static void an_absent_key_has_the_contracts_default(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(scenario, PLAIN);
    const struct service_def *s = scenario_service(scenario, "s");
    const struct traffic_def *u = design_traffic(design, 0);
    assert_near(design->simulate.duration_s, 3600, 0);
    assert_near(design->simulate.warmup_s, 0, 0);
    assert_near(design->simulate.replications, 1, 0);
    assert_near(design->simulate.seed, 1, 0);
    assert_string_equal(design->region, "us-east-1");
    assert_string_equal(design->name, "scenario");
    assert_near(s->workers, 1, 0);
    assert_true(isinf(s->threads) && isinf(s->backlog.size) && isinf(s->cpus));
    assert_true(isinf(s->queue_timeout.mean_s) && isinf(s->worker_timeout_s));
    assert_near(s->cpu_shares, 1024, 0);
    assert_near(s->memory.base_bytes, 0, 0);
    assert_near(s->memory.touch, 20000, 0);
    assert_false(s->jvm.given);
    assert_int_equal(s->restart.policy, RESTART_ALWAYS);
    assert_near(s->restart.delay_s, 0.1, 0);
    assert_near(s->restart.max_delay_s, 60, 0);
    assert_true(isnan(s->start_at_s));
    assert_true(distribution_is_zero(&u->rtt) && isinf(u->timeout.mean_s));
    assert_true(isinf(u->end_s));
    assert_int_equal(u->arrivals.kind, ARRIVALS_POISSON);
}

static void an_inline_host_is_a_bare_machine(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario, PLAIN);
    const struct host_def *h = scenario_host(scenario, "h");
    assert_int_equal(h->os, OS_NONE);
    assert_int_equal(h->volume.type, VOLUME_NONE);
    assert_int_equal(h->public_ip, 0);
    assert_false(h->is_catalog);
    assert_near(h->system.kernel_bytes, 0, 0);
    assert_near(h->instance.os_memory_bytes, 4 * gibibyte, 0);
    assert_near(h->price_usd_per_h, 0, 0);
    assert_true(isnan(h->instance.burst.baseline));
}

static void a_catalog_host_has_a_system_a_volume_and_an_address(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario, "overstack: 1\n"
                              "region: ap-northeast-2\n"
                              "hosts: {h: {instance: t2.medium, docker: true}}\n"
                              "services: {s: {on: h}}\n");
    const struct host_def *h = scenario_host(scenario, "h");
    assert_int_equal(h->os, OS_UBUNTU_2204);
    assert_int_equal(h->volume.type, VOLUME_GP3);
    assert_near(h->volume.size_bytes, 8 * gibibyte, 0);
    assert_int_equal(h->public_ip, 1);
    assert_near(h->instance.vcpus, 2, 0);
    assert_int_equal(h->credits.mode, CREDIT_MODE_STANDARD);
    assert_near(h->instance.burst.launch_credits, 60, 0);
    assert_near(h->price_usd_per_h, 0.0576, 1e-12); /* Seoul */
    assert_true(h->system.kernel_bytes > 100 * mebibyte);
    assert_true(h->shim_bytes > 0);
    assert_string_equal(scenario_assumption(scenario, "hosts.h.os"), "ubuntu-22.04");
    assert_non_null(scenario_assumption(scenario, "hosts.h.instance.speed"));
}

static void burst_figures_follow_from_the_baseline(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario, "overstack: 1\n"
                              "hosts: {h: {instance: {vcpus: 2, memory: 1GiB, burst: "
                              "{baseline: 20%}}}}\n"
                              "services: {s: {on: h}}\n");
    const struct burst_def *burst = &scenario_host(scenario, "h")->instance.burst;
    assert_near(burst->credits_per_hour, 24, 1e-12);
    assert_near(burst->max_credits, 576, 1e-9);
}

/* ---- layers ---- */

#define LAYERED                                                                          \
    HOSTS "services:\n"                                                                  \
          "  s: {preset: redis, on: h, backlog: 100, endpoints: {go: [{cpu: "            \
          "1ms}]}}\n" TRAFFIC "variants:\n"                                              \
          "  low: {services.s.backlog: 50}\n"                                            \
          "  nested: {services: {s: {backlog: 60, memory: {base: 1MiB}}}}\n"             \
          "  both: {extends: nested, services.s.backlog: 70}\n"                          \
          "  back: {services.s.backlog: null}\n"                                         \
          "  deep: {services.s.endpoints.get.0.cpu: 5ms}\n"

static double backlog_of(struct scenario *scenario, const char *variant)
{
    scenario->options.variant = variant;
    scenario_accept(scenario, LAYERED);
    return scenario_service(scenario, "s")->backlog.size;
}

static void a_preset_lies_below_the_file(void **state)
{
    struct scenario *scenario = *state;
    assert_near(backlog_of(scenario, NULL), 100, 0);
    const struct service_def *s = scenario_service(scenario, "s");
    assert_true(s->async); /* the preset's */
    assert_true(s->memory.base_bytes > 0);
    assert_int_equal(s->endpoints.count, 3); /* get, set, go */
    assert_non_null(scenario_assumption(scenario, "services.s.memory.base"));
    assert_null(scenario_assumption(scenario, "services.s.backlog"));
}

static void a_variant_beats_the_file_and_set_beats_the_variant(void **state)
{
    struct scenario *scenario = *state;
    assert_near(backlog_of(scenario, "low"), 50, 0);
    assert_near(backlog_of(scenario, "nested"), 60, 0);
    assert_near(scenario_service(scenario, "s")->memory.base_bytes, mebibyte, 0);
    assert_true(scenario_service(scenario, "s")->memory.text_bytes > 0); /* merged */
    assert_near(backlog_of(scenario, "both"), 70, 0);
    assert_near(scenario_service(scenario, "s")->memory.base_bytes, mebibyte, 0);
    scenario_set(scenario, "services.s.backlog=30");
    assert_near(backlog_of(scenario, "both"), 30, 0);
    scenario_set(scenario, "services.s.backlog=20");
    assert_near(backlog_of(scenario, "both"), 20, 0);
}

static void a_null_gives_the_layer_below_its_say_again(void **state)
{
    struct scenario *scenario = *state;
    assert_near(backlog_of(scenario, "back"), 511, 0); /* the preset's */
}

static void a_null_in_the_file_takes_a_presets_key_away(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario, HOSTS "services:\n"
                                    "  s: {preset: spring-boot, on: h, jvm: null, "
                                    "endpoints: {go: [{cpu: 1ms}]}}\n" TRAFFIC);
    assert_false(scenario_service(scenario, "s")->jvm.given);
    scenario_set(scenario, "services.s.threads=null");
    scenario_accept(scenario, HOSTS "services:\n"
                                    "  s: {preset: spring-boot, on: h, "
                                    "endpoints: {go: [{cpu: 1ms}]}}\n" TRAFFIC);
    assert_true(scenario_service(scenario, "s")->jvm.given);
    assert_true(isinf(scenario_service(scenario, "s")->threads));
}

static void a_path_reaches_into_a_presets_list(void **state)
{
    struct scenario *scenario = *state;
    backlog_of(scenario, "deep");
    const struct service_def *s = scenario_service(scenario, "s");
    const struct endpoint_def *endpoints = s->endpoints.items;
    for (uint32_t i = 0; i < s->endpoints.count; i++) {
        const struct step_def *step = endpoints[i].steps.items;
        if (strcmp(endpoints[i].item.name, "get") == 0)
            assert_near(step->duration.mean_s, 5e-3, 1e-15);
        if (strcmp(endpoints[i].item.name, "set") == 0)
            assert_near(step->duration.mean_s, 12e-6, 1e-15);
    }
}

static void options_of_the_command_line_beat_everything(void **state)
{
    struct scenario *scenario = *state;
    scenario_set(scenario, "simulate.seed=7");
    scenario_set(scenario, "simulate.replications=7");
    scenario->options.seed = 12345678901234;
    scenario->options.duration_s = 90.5;
    const struct design *design = scenario_accept(scenario, PLAIN);
    assert_near(design->simulate.seed, 12345678901234, 0);
    assert_near(design->simulate.duration_s, 90.5, 0);
    assert_near(design->simulate.replications, 7, 0);
}

static void extends_starts_from_another_file(void **state)
{
    struct scenario *scenario = *state;
    scenario_write(scenario, "base/plain.yaml",
                   PLAIN "name: base\n"
                         "catalog: mine.yaml\n");
    scenario_write(scenario, "base/mine.yaml",
                   "instances:\n  my.large: {vcpus: 8, memory: 16GiB}\n");
    const struct design *design =
        scenario_accept(scenario, "extends: base/plain.yaml\n"
                                  "hosts: {h: {instance: my.large, count: 3}}\n");
    assert_string_equal(design->name, "base");
    assert_int_equal(design->machine_count, 3);
    assert_near(scenario_host(scenario, "h")->instance.vcpus, 8, 0);
    assert_near(scenario_host(scenario, "h")->instance.speed, 1, 0);
}

static void a_variant_may_use_what_only_it_adds(void **state)
{
    struct scenario *scenario = *state;
    scenario->options.variant = "two";
    const struct design *design =
        scenario_accept(scenario, PLAIN "variants:\n"
                                        "  two:\n"
                                        "    hosts: {h2: {instance: t3.small}}\n"
                                        "    services.s.on: [h, h2]\n"
                                        "    services.db: {preset: mysql, on: h2}\n");
    assert_int_equal(design->machine_count, 2);
    assert_int_equal(design->instance_count, 3);
    assert_string_equal(design->variant, "two");
    assert_near(scenario_service(scenario, "db")->threads, 151, 0);
}

static void variants_are_named_in_their_order(void **state)
{
    struct scenario *scenario = *state;
    size_t count;
    const char *file = scenario_write(scenario, "v.yaml", LAYERED);
    const struct world_base *base =
        world_base_open(file, NULL, &scenario->arena, &scenario->errors);
    assert_non_null(base);
    const char **names = world_base_variants(base, &scenario->arena, &count);
    assert_int_equal(count, 5);
    assert_string_equal(names[0], "low");
    assert_string_equal(names[4], "deep");
}

static void a_wrong_variant_or_set_is_refused_with_the_nearest(void **state)
{
    struct scenario *scenario = *state;
    scenario->options.variant = "lwo";
    assert_null(scenario_load(scenario, LAYERED));
    assert_true(scenario_says(scenario, "expected a variant (low, nested, both, back, "
                                        "deep), got \"lwo\"; did you mean \"low\"?"));
    scenario->options.variant = NULL;
    scenario_set(scenario, "services.s.thread=3");
    assert_null(scenario_load(scenario, LAYERED));
    assert_true(scenario_says(scenario, "--set: services.s: unknown key \"thread\"; did "
                                        "you mean \"threads\"?"));
    scenario->sets[0] = "services.s.threads";
    assert_null(scenario_load(scenario, LAYERED));
    assert_true(scenario_says(scenario, "--set: expected PATH=VALUE"));
    scenario->sets[0] = "variants.low=null";
    assert_null(scenario_load(scenario, LAYERED));
    assert_true(scenario_says(scenario, "--set: variants.low: only the file itself can "
                                        "say this"));
    scenario->sets[0] = "services.t=null";
    assert_null(scenario_load(scenario, LAYERED));
    assert_true(scenario_says(scenario, "--set: services.t: there is nothing to take "
                                        "away"));
}

static void a_circle_of_variants_is_refused(void **state)
{
    struct scenario *scenario = *state;
    scenario->options.variant = "a";
    assert_null(scenario_load(scenario, PLAIN "variants: {a: {extends: b}, b: {extends: "
                                              "a}}\n"));
    assert_true(scenario_says(scenario, "the variant a extends itself"));
}

/* ---- removal ---- */

#define WITH_SEARCH                                                                      \
    HOSTS                                                                                \
    "services:\n"                                                                        \
    "  s:\n"                                                                             \
    "    on: h\n"                                                                        \
    "    pools: {search: 4, db: 2}\n"                                                    \
    "    endpoints:\n"                                                                   \
    "      go:\n"                                                                        \
    "        - cpu: 1ms\n"                                                               \
    "        - call: search.find\n"                                                      \
    "        - parallel: [[{call: {to: search.find, timeout: 1s}}], [{call: db.get}]]\n" \
    "        - choose: [{p: 50%, steps: [{publish: search.index}]}]\n"                   \
    "        - repeat: {times: 2, steps: [{call: search.find}, {cpu: 1ms}]}\n"           \
    "      find: [{call: search.find}]\n"                                                \
    "  search: {on: h, endpoints: {find: [{cpu: 1ms}], index: [{cpu: 1ms}]}}\n"          \
    "  db: {on: h, endpoints: {get: [{cpu: 1ms}]}}\n"                                    \
    "traffic:\n"                                                                         \
    "  u:\n"                                                                             \
    "    executor: constant-arrival-rate\n"                                              \
    "    rate: 1/s\n"                                                                    \
    "    mix: {s.go: 60%, search.find: 25%, s.find: 15%}\n"                              \
    "  v: {executor: constant-arrival-rate, rate: 1/s, target: search.find}\n"           \
    "events:\n"                                                                          \
    "  - {at: 1m, restart: search}\n"                                                    \
    "  - {at: 2m, restart: s}\n"                                                         \
    "  - {at: 3m, set: {services.search.threads: 4, services.s.threads: 9}}\n"           \
    "thresholds:\n"                                                                      \
    "  'queue{search}': [max < 3]\n"                                                     \
    "  'queue{s}': [max < 3]\n"                                                          \
    "variants: {without: {services.search: null}}\n"

static void a_removed_service_takes_what_names_it_along(void **state)
{
    struct scenario *scenario = *state;
    scenario->options.variant = "without";
    const struct design *design = scenario_accept(scenario, WITH_SEARCH);
    const struct service_def *s = scenario_service(scenario, "s");
    const struct endpoint_def *go = s->endpoints.items;
    const struct step_def *steps = go->steps.items;
    const struct block_def *blocks = steps[1].parallel.items;
    const struct branch_def *branches = steps[2].choose.items;
    assert_int_equal(design->services.count, 2);
    assert_int_equal(go->steps.count, 4);
    assert_int_equal(blocks[0].steps.count, 0);
    assert_int_equal(blocks[1].steps.count, 1);
    assert_int_equal(branches[0].steps.count, 0);
    assert_near(branches[0].probability, 0.5, 0);
    assert_int_equal(steps[3].repeat.steps.count, 1);
    assert_int_equal(go[1].steps.count, 0);
    assert_int_equal(s->pools.count, 1);
    assert_int_equal(design->traffic.count, 1);
    assert_int_equal(design->events.count, 2);
    assert_int_equal(design->threshold_count, 1);
}

static void the_shares_of_a_mix_grow_to_fill_the_gap(void **state)
{
    struct scenario *scenario = *state;
    scenario->options.variant = "without";
    const struct design *design = scenario_accept(scenario, WITH_SEARCH);
    assert_int_equal(design->flow_count, 2);
    assert_near(design->flows[0].share, 0.8, 1e-12);
    assert_near(design->flows[1].share, 0.2, 1e-12);
}

static void a_variant_may_put_others_in_the_place_of_removed_shares(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design;
    scenario->options.variant = "moved";
    design = scenario_accept(
        scenario,
        HOSTS "services:\n"
              "  lb: {kind: alb, forward: s}\n"
              "  s: {on: h, endpoints: {a: [{cpu: 1ms}], b: [{cpu: 1ms}]}}\n"
              "traffic:\n"
              "  u: {executor: constant-arrival-rate, rate: 1/s, mix: {lb.a: 70%, lb.b: "
              "30%}}\n"
              "variants:\n"
              "  moved: {services.lb: null, traffic.u.mix: {s.a: 70%, s.b: 30%}}\n");
    assert_int_equal(design->flow_count, 2);
    assert_near(design->flows[0].share, 0.7, 1e-12);
    assert_near(design->flows[1].share, 0.3, 1e-12);
}

static void what_was_left_out_stands_in_the_ledger(void **state)
{
    struct scenario *scenario = *state;
    static const char *const paths[] = {
        "services.search",
        "services.s.endpoints.go.1",
        "services.s.pools.search",
        "traffic.u.mix.\"search.find\"",
        "traffic.v",
        "events.0",
        "thresholds.queue{search}",
        "services.s.endpoints.go.2.parallel.0.0",
        "services.s.endpoints.go.3.choose.0.steps.0",
        "services.s.endpoints.go.4.repeat.steps.0",
    };
    scenario->options.variant = "without";
    scenario_accept(scenario, WITH_SEARCH);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (!scenario_assumption(scenario, paths[i]))
            fail_msg("%s is not in the ledger", paths[i]);
}

#define WITH_CACHE                                                                       \
    HOSTS                                                                                \
    "services:\n"                                                                        \
    "  s: {on: h, endpoints: {go: [{cache: {in: redis.get, hit: 90%, miss: [{call: "     \
    "db.q}, {call: redis.set}]}}, {publish: t.do}]}}\n"                                  \
    "  t: {on: h, queue: {broker: rabbit, ack: late}, endpoints: {do: [{cpu: 1ms}]}}\n"  \
    "  db: {on: h, endpoints: {q: [{cpu: 1ms}]}}\n"                                      \
    "  redis: {preset: redis, on: h}\n"                                                  \
    "  rabbit: {preset: rabbitmq, on: h}\n" TRAFFIC

static void a_cache_and_a_broker_are_linked(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(scenario, WITH_CACHE);
    const struct service_def *t = scenario_service(scenario, "t");
    const struct service_def *rabbit = scenario_service(scenario, "rabbit");
    const struct endpoint_def *go = scenario_service(scenario, "s")->endpoints.items;
    const struct step_def *steps = go->steps.items;
    assert_ptr_equal(t->queue.kept_by, rabbit);
    assert_true(rabbit->is_broker && scenario_service(scenario, "redis")->is_cache);
    assert_int_equal(design->cache_count, 1);
    assert_ptr_equal(design->caches[0], &steps[0]);
    assert_string_equal(steps[0].call.callee->full_name, "redis.get");
    assert_string_equal(steps[1].call.callee->full_name, "rabbit.publish");
    assert_string_equal(
        scenario_assumption(scenario, "services.s.endpoints.go.0.cache.keys"), "100,000");
    assert_string_equal(
        scenario_assumption(scenario, "services.s.endpoints.go.0.cache.skew"), "1");
}

static void without_its_cache_every_lookup_is_a_miss(void **state)
{
    struct scenario *scenario = *state;
    scenario_set(scenario, "services.redis=null");
    const struct design *design = scenario_accept(scenario, WITH_CACHE);
    const struct endpoint_def *go = scenario_service(scenario, "s")->endpoints.items;
    const struct step_def *step = go->steps.items;
    const struct branch_def *branch = step->choose.items;
    assert_int_equal(design->cache_count, 0);
    assert_int_equal(step->kind, STEP_CHOOSE);
    assert_near(branch->probability, 1, 0);
    assert_int_equal(branch->steps.count, 1); /* the call of redis.set went, too */
    assert_non_null(scenario_assumption(scenario, "services.s.endpoints.go.0"));
}

static void without_their_broker_messages_wait_outside(void **state)
{
    struct scenario *scenario = *state;
    scenario_set(scenario, "services.rabbit=null");
    scenario_accept(scenario, WITH_CACHE);
    assert_null(scenario_service(scenario, "t")->queue.kept_by);
    assert_int_equal(scenario_service(scenario, "t")->queue.ack, ACK_LATE);
    assert_non_null(scenario_assumption(scenario, "services.t.queue.broker"));
}

/* Copies have keys of their own. */
static void a_cache_in_each_is_one_for_each_endpoint(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario,
        HOSTS "services:\n"
              "  front: {on: h, forward: s, each: [{cache: {in: redis.get, hit: 50%, "
              "miss: [{cpu: 1ms}]}}]}\n"
              "  s: {on: h, endpoints: {go: [{cpu: 1ms}], no: [{cpu: 1ms}]}}\n"
              "  redis: {preset: redis, on: h}\n"
              "traffic:\n"
              "  u: {executor: constant-arrival-rate, rate: 1/s, mix: {front.go: 50%, "
              "front.no: 50%}}\n");
    assert_int_equal(design->cache_count, 2);
    assert_string_equal(design->caches[1]->item.path, "services.front.endpoints.no.0");
    const struct step_def *miss = design->caches[1]->cache.miss.items;
    assert_string_equal(miss->item.path, "services.front.endpoints.no.0.cache.miss.0");
}

static void a_proxy_of_a_removed_service_is_a_dangling_reference(void **state)
{
    struct scenario *scenario = *state;
    scenario_set(scenario, "services.t=null");
    assert_null(scenario_load(scenario, HOSTS
                              "services:\n"
                              "  s: {on: h, forward: t, endpoints: {go: [{cpu: 1ms}]}}\n"
                              "  t: {on: h, endpoints: {go: [{cpu: 1ms}]}}\n" TRAFFIC));
    assert_true(scenario_says(scenario, "services.s.forward: expected a service (s), got "
                                        "\"t\""));
}

/* ---- placing ---- */

static void replicas_are_dealt_in_turn(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario, "overstack: 1\n"
                  "hosts:\n"
                  "  a: {instance: {vcpus: 1, memory: 1GiB}, count: 2, zones: [x, y]}\n"
                  "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
                  "services:\n"
                  "  s: {on: [b, a], replicas: 4, endpoints: {go: [{cpu: 1ms}]}}\n"
                  "  t: {on: 'a[1]', replicas: 2}\n"
                  "  u: {on: a}\n" TRAFFIC);
    const uint32_t machines[] = {2, 0, 1, 2, 1, 1, 0, 1};
    assert_int_equal(design->instance_count, 8);
    for (uint32_t i = 0; i < 8; i++)
        assert_int_equal(design->instances[i].machine, machines[i]);
    assert_string_equal(design->machines[1].name, "a[1]");
    assert_string_equal(design->machines[1].zone, "y");
    assert_string_equal(design->machines[2].name, "b");
    assert_string_equal(design->instances[3].name, "s[3]");
    assert_int_equal(scenario_service(scenario, "t")->first_instance, 4);
    assert_int_equal(scenario_service(scenario, "t")->instance_count, 2);
}

static void a_machines_weight_beats_its_hosts(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario, "overstack: 1\n"
                  "hosts:\n"
                  "  a: {instance: {vcpus: 1, memory: 1GiB}, count: 2}\n"
                  "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
                  "services:\n"
                  "  s:\n"
                  "    on: [a, b]\n"
                  "    balance: {policy: weighted, weights: {'a[1]': 5, a: 3}}\n"
                  "    endpoints: {go: [{cpu: 1ms}]}\n" TRAFFIC);
    assert_near(design->instances[0].weight, 3, 0);
    assert_near(design->instances[1].weight, 5, 0);
    assert_near(design->instances[2].weight, 1, 0);
}

static void an_override_counts_on_its_host_only(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design =
        scenario_accept(scenario, "overstack: 1\n"
                                  "hosts:\n"
                                  "  big: {instance: {vcpus: 1, memory: 4GiB}}\n"
                                  "  small: {instance: {vcpus: 1, memory: 1GiB}}\n"
                                  "services:\n"
                                  "  s:\n"
                                  "    preset: spring-boot\n"
                                  "    on: [big, small]\n"
                                  "    jvm: {heap: 1GiB}\n"
                                  "    overrides: {small: {jvm: {heap: 256MiB}}}\n"
                                  "    endpoints: {go: [{cpu: 1ms}]}\n" TRAFFIC);
    const struct service_def *big = design->instances[0].service;
    const struct service_def *small = design->instances[1].service;
    assert_near(big->jvm.heap_bytes, gibibyte, 0);
    assert_near(small->jvm.heap_bytes, 256 * mebibyte, 0);
    assert_near(small->jvm.live_bytes, big->jvm.live_bytes, 0); /* merged */
    assert_near(small->threads, 200, 0);                        /* the preset's */
    assert_true(small->jvm.given);
    assert_ptr_equal(big, design_service(design, 0));
    assert_int_equal(small->index, 0);
}

/* ---- endpoints ---- */

static void a_proxy_serves_what_stands_behind_it(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(
        scenario,
        HOSTS "services:\n"
              "  lb: {kind: alb, forward: s}\n"
              "  s: {on: h, forward: app, each: {cpu: 60us}, endpoints: {own: [{cpu: "
              "1ms}]}}\n"
              "  app: {on: h, endpoints: {go: [{cpu: 1ms}], more: [{cpu: 1ms}]}}\n"
              "traffic:\n"
              "  u: {executor: constant-arrival-rate, rate: 1/s, mix: {lb.go: 50%, "
              "lb.own: 25%, s.more: 25%}}\n");
    const struct service_def *s = scenario_service(scenario, "s");
    const struct endpoint_def *endpoints = s->endpoints.items; /* own, go, more */
    assert_int_equal(s->endpoints.count, 3);
    const struct step_def *go = endpoints[1].steps.items;
    const struct step_def *more = endpoints[2].steps.items;
    assert_string_equal(endpoints[1].full_name, "s.go");
    assert_int_equal(endpoints[1].steps.count, 2);
    assert_near(go[0].duration.mean_s, 60e-6, 1e-18);
    assert_int_equal(go[1].kind, STEP_CALL);
    assert_string_equal(go[1].call.callee->full_name, "app.go");
    /* streams are named by path: each copy draws its own */
    assert_string_not_equal(go[0].item.path, more[0].item.path);
    const struct endpoint_def *balancer =
        scenario_service(scenario, "lb")->endpoints.items;
    assert_int_equal(balancer[0].steps.count, 1);
    assert_ptr_equal(((const struct step_def *)balancer[0].steps.items)->call.callee,
                     &endpoints[1]);
}

static void an_external_service_answers_any_endpoint(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario, HOSTS "services:\n"
                        "  s: {on: h, endpoints: {go: [{call: api.a}, {call: api.b}]}}\n"
                        "  api: {kind: external, latency: exp(1s)}\n" TRAFFIC);
    const struct service_def *api = scenario_service(scenario, "api");
    assert_int_equal(api->kind, KIND_EXTERNAL);
    assert_int_equal(api->endpoints.count, 2);
    assert_int_equal(api->instance_count, 1);
    assert_int_equal(design->instances[api->first_instance].machine, UINT32_MAX);
    assert_true(isinf(api->concurrency) && isinf(api->threads));
}

static void publishing_may_go_in_a_circle(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(
        scenario,
        HOSTS "services:\n"
              "  s: {on: h, endpoints: {go: [{publish: t.work}]}}\n"
              "  t: {on: h, endpoints: {work: [{cpu: 1ms}, {call: s.go}]}}\n" TRAFFIC);
    assert_true(scenario_service(scenario, "t")->is_consumer);
    assert_false(scenario_service(scenario, "s")->is_consumer);
}

/* ---- traffic, thresholds, events, money ---- */

static void stages_are_read_by_their_executor(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario,
        HOSTS "services: {s: {on: h, endpoints: {go: [{cpu: 1ms}]}}}\n"
              "traffic:\n"
              "  a: {executor: ramping-arrival-rate, target: s.go, stages: [{duration: "
              "1m, target: 120/m}]}\n"
              "  b: {executor: ramping-vus, target: s.go, stages: [{duration: 1m, "
              "target: 50}]}\n");
    const struct stage_def *a = design_traffic(design, 0)->stages.items;
    const struct stage_def *b = design_traffic(design, 1)->stages.items;
    assert_near(a->target_value, 2, 1e-12);
    assert_near(b->target_value, 50, 0);
    assert_int_equal(design_traffic(design, 1)->first_flow, 1);
    assert_ptr_equal(design->flows[0].endpoint, design->flows[1].endpoint);
}

static void thresholds_are_read_as_k6_writes_them(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario, PLAIN "currency: {code: KRW, rate: 1000}\n"
                        "thresholds:\n"
                        "  http_req_duration: ['p(99.9)<800ms', 'avg >= 1.5s']\n"
                        "  'http_req_failed{s.go}': rate < 1%\n"
                        "  'cpu{h}': ['max <= 0.9']\n"
                        "  cost: ['month < 5000 KRW', 'per_1000 < 0.1 USD']\n"
                        "  http_reqs: ['count > 100', 'rate > 60/m']\n");
    const struct threshold_def *t = design->thresholds;
    assert_int_equal(design->threshold_count, 8);
    assert_int_equal(t[0].aggregation, AGGREGATE_PERCENTILE);
    assert_near(t[0].percentile, 99.9, 1e-12);
    assert_near(t[0].limit, 0.8, 1e-15);
    assert_int_equal(t[0].comparison, COMPARE_LT);
    assert_null(t[0].selector);
    assert_string_equal(t[0].expression, "p(99.9)<800ms");
    assert_int_equal(t[1].comparison, COMPARE_GE);
    assert_int_equal(t[2].kind, METRIC_FAILED);
    assert_string_equal(t[2].selector, "s.go");
    assert_near(t[2].limit, 0.01, 1e-15);
    assert_near(t[3].limit, 0.9, 1e-15);
    assert_near(t[4].limit, 5, 1e-12); /* USD */
    assert_int_equal(t[5].aggregation, AGGREGATE_PER_1000);
    assert_near(t[6].limit, 100, 0);
    assert_near(t[7].limit, 1, 1e-12);
}

static void an_event_knows_what_it_changes(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design = scenario_accept(
        scenario,
        "overstack: 1\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
        "services:\n"
        "  t: {on: 'h[0]', endpoints: {go: [{cpu: 1ms}]}}\n"
        "  s: {on: h, pools: {a: 1, t: 2}, endpoints: {go: [{call: t.go}, {call: "
        "a.x}]}}\n"
        "  a: {kind: external, latency: 1ms, concurrency: 3}\n" TRAFFIC "events:\n"
        "  - {at: 1m, set: {services.s.pools.t: 5, services.s.background.cpu: 0.5, "
        "services.a.concurrency: unlimited, traffic.u.rate: 120/m}, for: 1m}\n"
        "  - {when: unreachable, for: 15m, restart: 'h[1]'}\n"
        "  - {at: 2m, restart: 's[1]'}\n");
    const struct event_def *events = design->events.items;
    const struct set_def *sets = events[0].sets.items;
    assert_int_equal(events[0].kind, EVENT_SET);
    assert_near(events[0].for_s, 60, 0);
    assert_int_equal(sets[0].setting, SETTING_POOL_SIZE);
    assert_int_equal(sets[0].index, 1);
    assert_int_equal(sets[0].sub_index, 1);
    assert_near(sets[0].value, 5, 0);
    assert_int_equal(sets[1].setting, SETTING_BACKGROUND);
    assert_int_equal(sets[2].setting, SETTING_CONCURRENCY);
    assert_true(isinf(sets[2].value));
    assert_int_equal(sets[3].setting, SETTING_RATE);
    assert_near(sets[3].value, 2, 1e-12);
    assert_int_equal(events[1].when, WHEN_UNREACHABLE);
    assert_int_equal(events[1].target_kind, TARGET_MACHINE);
    assert_int_equal(events[1].target_index, 1);
    assert_int_equal(events[2].when, WHEN_TIME);
    assert_int_equal(events[2].target_kind, TARGET_INSTANCE);
    assert_int_equal(events[2].target_index, 2);
}

static void a_budget_brings_its_currency_in(void **state)
{
    struct scenario *scenario = *state;
    const struct design *design =
        scenario_accept(scenario, PLAIN "budget: {amount: 600000 KRW, months: 2}\n");
    assert_string_equal(design->currency.code, "KRW");
    assert_near(design->currency.rate, 1420, 0);
    assert_near(design->budget.months, 2, 0);
    assert_string_equal(scenario_assumption(scenario, "currency.rate"),
                        "1420 KRW for 1 USD");
}

/* ---- hash ---- */

static void the_hash_is_the_scenarios_not_its_formatting(void **state)
{
    struct scenario *scenario = *state;
    char plain[65];
    strcpy(plain, scenario_accept(scenario, PLAIN)->hash);
    assert_int_equal(strlen(plain), 64);
    const char *same = "# the same\noverstack: 1\nhosts:\n  h:\n    instance:\n"
                       "      vcpus: 2\n      memory: \"4GiB\"\n"
                       "services:\n  s:\n    on: h\n    endpoints:\n      go:\n"
                       "        - cpu: 1ms\n" TRAFFIC;
    assert_string_equal(scenario_accept(scenario, same)->hash, plain);
    const char *unused = PLAIN "variants: {v: {services.s.threads: 3}}\n";
    assert_string_equal(scenario_accept(scenario, unused)->hash, plain);
    scenario->options.variant = "v";
    assert_string_not_equal(scenario_accept(scenario, unused)->hash, plain);
    scenario->options.variant = NULL;
    scenario->options.seed = 2;
    assert_string_not_equal(scenario_accept(scenario, PLAIN)->hash, plain);
}

static void the_hash_covers_catalog_and_data_files(void **state)
{
    struct scenario *scenario = *state;
    static const char measured[] = HOSTS
        "services: {s: {on: h, endpoints: {go: [{cpu: empirical(d.csv)}]}}}\n" TRAFFIC
        "catalog: c.yaml\n";
    char first[65], second[65];
    scenario_write(scenario, "d.csv", "1\n2\n");
    scenario_write(scenario, "c.yaml", "instances: {x: {vcpus: 1, memory: 1GiB}}\n");
    strcpy(first, scenario_accept(scenario, measured)->hash);
    scenario_write(scenario, "d.csv", "1\n3\n");
    strcpy(second, scenario_accept(scenario, measured)->hash);
    assert_string_not_equal(first, second);
    scenario_write(scenario, "c.yaml", "instances: {x: {vcpus: 2, memory: 1GiB}}\n");
    assert_string_not_equal(scenario_accept(scenario, measured)->hash, second);
}

/* ---- warnings ---- */

/* Keys about those who wait for an answer, where nobody does. */
static void what_is_only_published_to_has_no_callers_to_serve(void **state)
{
    static const char *const keys[] = {"backlog", "queue_timeout", "connections",
                                       "balance", "tls"};
    struct scenario *scenario = *state;
    static const char text[] =
        "overstack: 1\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
        "services:\n"
        "  s: {on: h, endpoints: {go: [{publish: w.job}]}}\n"
        "  w: {on: h, threads: 2, backlog: 1, queue_timeout: 1ms, connections: 1,\n"
        "      balance: random, tls: ecdsa_p256,\n"
        "      endpoints: {job: [{cpu: 1ms}], ask: [{cpu: 1ms}]}}\n"
        "traffic: {u: {executor: constant-vus, vus: 1, think: 1s, target: s.go}}\n";
    scenario_accept(scenario, text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char expected[100];
        snprintf(expected, sizeof expected,
                 "services.w.%s: has no effect: the service is only published to",
                 keys[i]);
        assert_true(scenario_says(scenario, expected));
    }
    scenario_end(scenario);
    scenario_begin(scenario);
    scenario_set(scenario, "traffic.u.target=w.ask");
    scenario_accept(scenario, text);
    assert_false(scenario_says(scenario, "only published to"));
}

static void a_machine_too_small_for_its_own_system_is_a_warning(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario, "overstack: 1\nhosts:\n"
                              "  h: {instance: {vcpus: 1, memory: 128MiB},"
                              " os: ubuntu-22.04}\n");
    assert_true(scenario_says(scenario, "its operating system alone needs"));
}

static void a_key_without_effect_is_a_warning(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(
        scenario,
        "overstack: 1\n"
        "hosts:\n"
        "  h: {instance: m5.large, credits: {mode: standard}, zones: [a, b]}\n"
        "  idle: {instance: {vcpus: 1, memory: 1GiB}}\n"
        "services:\n"
        "  s:\n"
        "    on: h\n"
        "    cpus: 64\n"
        "    mem_limit: 64GiB\n"
        "    backlog: 10\n"
        "    recycle: {jitter: 5}\n"
        "    start_at: 2h\n"
        "    memory: {leak: {up_to: 1GiB}}\n"
        "    balance: {weights: {h: 1}}\n"
        "    queue: {ack: late}\n"
        "    each: {cpu: 1ms}\n"
        "    pools: {t: 3}\n"
        "    restart: {policy: no, delay: 1s}\n"
        "    endpoints: {go: [{allocate: 1MiB}, {call: {to: t.go, backoff: 1s}}]}\n"
        "  t: {kind: external, latency: 1s, on_limit: wait}\n"
        "  lb: {kind: alb, forward: s, tls: {resumed: 50%}}\n"
        "  u: {on: h, pools: {s: 4}}\n"
        "traffic:\n"
        "  a: {executor: constant-arrival-rate, rate: 1/s, target: s.go, think: 1s, "
        "start_spread: 1s, retry_delay: 1s, requests_per_connection: 5, spikes: [{at: "
        "2h, for: 1m, times: 2}]}\n"
        "  b: {executor: constant-vus, vus: 1, arrivals: regular, target: lb.go, start: "
        "3h}\n"
        "events:\n"
        "  - {at: 2h, restart: s, for: 1m}\n"
        "  - {at: 10m, deploy: s}\n"
        "month: {otherwise: 5%}\n");
    static const char *const parts[] = {
        "hosts.h.credits: has no effect",
        "hosts.h.zones: has no effect",
        "hosts.idle: nothing runs on it",
        "services.s.cpus: has no effect",
        "services.s.mem_limit: has no effect",
        "events.1.deploy: its only instance does not serve while it is replaced",
        "services.s.backlog: has no effect",
        "services.s.recycle.jitter: has no effect",
        "services.s.start_at: has no effect",
        "services.s.memory.leak.up_to: has no effect",
        "services.s.balance.weights: has no effect",
        "services.s.queue: has no effect",
        "services.s.each: has no effect",
        "services.s.restart.delay: has no effect",
        "services.s.endpoints.go.0.allocate: has no effect",
        "services.s.endpoints.go.1.call.backoff: has no effect",
        "services.t.on_limit: has no effect",
        "services.lb.tls: has no effect",
        "services.u.pools.s: has no effect",
        "traffic.a.think: has no effect",
        "traffic.a.start_spread: has no effect",
        "traffic.a.retry_delay: has no effect",
        "traffic.a.requests_per_connection: has no effect",
        "traffic.a.spikes.0: has no effect",
        "traffic.b.arrivals: has no effect",
        "traffic.b.start: no request arrives",
        "events.0.for: has no effect",
        "events.0: has no effect",
        "month.otherwise: has no effect",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!scenario_says(scenario, parts[i])) {
            scenario_print(scenario);
            fail_msg("nobody says '%s'", parts[i]);
        }
    assert_false(scenario_says(scenario, "services.s.pools.t"));
}

static void what_cannot_get_out_and_what_nobody_uses_is_a_warning(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario,
                    "overstack: 1\n"
                    "hosts:\n"
                    "  h: {instance: {vcpus: 1, memory: 1GiB}, egress: none}\n"
                    "  g: {instance: {vcpus: 1, memory: 1GiB}, zones: [c]}\n"
                    "services:\n"
                    "  api: {kind: external, latency: 1s}\n"
                    "  media: {kind: s3}\n"
                    "  nat: {kind: nat_gateway}\n"
                    "  lb: {kind: nlb, forward: s, zones: [a, b]}\n"
                    "  s: {on: [h, g], endpoints: {go: [{parallel: [[{call: api.get}],"
                    " [{call: media.get}]]}]}}\n"
                    "traffic:\n"
                    "  a: {executor: constant-arrival-rate, rate: 1/s, target: lb.go,"
                    " requests_per_connection: 1}\n");
    assert_true(scenario_says(scenario, "services.s.endpoints.go.0.parallel.0.0: fails "
                                        "on h, which has no way out (egress: none): "
                                        "api is outside"));
    assert_true(scenario_says(scenario, "services.nat: is paid for but used by no host"));
    assert_true(scenario_says(scenario, "services.lb.zones: g stands in zone c, where lb "
                                        "has no node"));
    if (scenario->errors.count != 3)
        scenario_print(scenario);
    assert_int_equal(scenario->errors.count, 3);
}

static void a_sound_scenario_is_loaded_without_a_word(void **state)
{
    struct scenario *scenario = *state;
    scenario_accept(scenario, PLAIN);
    if (scenario->errors.count > 0)
        scenario_print(scenario);
    assert_int_equal(scenario->errors.count, 0);
}

/* ---- hostile sizes ---- */

static void a_long_chain_of_calls_is_no_trouble(void **state)
{
    struct scenario *scenario = *state;
    struct arena arena;
    arena_init(&arena);
    enum { LENGTH = 5000 };
    char *text = arena_allocate(&arena, LENGTH * 64);
    size_t used =
        (size_t)sprintf(text, HOSTS "services:\n  s:\n    on: h\n"
                                    "    endpoints:\n      go: [{call: s.e0}]\n");
    for (int i = 0; i < LENGTH; i++)
        used += (size_t)sprintf(text + used, "      e%d: [{call: s.e%d}]\n", i, i + 1);
    sprintf(text + used, "      e%d: [{cpu: 1ms}]\n" TRAFFIC, LENGTH);
    const struct design *design = scenario_accept(scenario, text);
    assert_int_equal(design->endpoint_count, LENGTH + 2);
    arena_clear(&arena);
}

static void more_than_can_be_simulated_is_refused(void **state)
{
    struct scenario *scenario = *state;
    assert_null(scenario_load(
        scenario, "overstack: 1\n"
                  "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 10000}}\n"
                  "services:\n"
                  "  a: {on: h, replicas: 100000}\n"
                  "  b: {on: h, replicas: 100000}\n"
                  "  c: {on: h, replicas: 100000}\n"));
    assert_true(scenario_says(scenario, "300000 instances are more than"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_absent_key_has_the_contracts_default),
        TEST(an_inline_host_is_a_bare_machine),
        TEST(a_catalog_host_has_a_system_a_volume_and_an_address),
        TEST(burst_figures_follow_from_the_baseline),
        TEST(a_preset_lies_below_the_file),
        TEST(a_variant_beats_the_file_and_set_beats_the_variant),
        TEST(a_null_gives_the_layer_below_its_say_again),
        TEST(a_null_in_the_file_takes_a_presets_key_away),
        TEST(a_path_reaches_into_a_presets_list),
        TEST(options_of_the_command_line_beat_everything),
        TEST(extends_starts_from_another_file),
        TEST(a_variant_may_use_what_only_it_adds),
        TEST(variants_are_named_in_their_order),
        TEST(a_wrong_variant_or_set_is_refused_with_the_nearest),
        TEST(a_circle_of_variants_is_refused),
        TEST(a_removed_service_takes_what_names_it_along),
        TEST(the_shares_of_a_mix_grow_to_fill_the_gap),
        TEST(a_variant_may_put_others_in_the_place_of_removed_shares),
        TEST(what_was_left_out_stands_in_the_ledger),
        TEST(a_cache_and_a_broker_are_linked),
        TEST(without_its_cache_every_lookup_is_a_miss),
        TEST(without_their_broker_messages_wait_outside),
        TEST(a_cache_in_each_is_one_for_each_endpoint),
        TEST(a_proxy_of_a_removed_service_is_a_dangling_reference),
        TEST(replicas_are_dealt_in_turn),
        TEST(a_machines_weight_beats_its_hosts),
        TEST(an_override_counts_on_its_host_only),
        TEST(a_proxy_serves_what_stands_behind_it),
        TEST(an_external_service_answers_any_endpoint),
        TEST(publishing_may_go_in_a_circle),
        TEST(stages_are_read_by_their_executor),
        TEST(thresholds_are_read_as_k6_writes_them),
        TEST(an_event_knows_what_it_changes),
        TEST(a_budget_brings_its_currency_in),
        TEST(the_hash_is_the_scenarios_not_its_formatting),
        TEST(the_hash_covers_catalog_and_data_files),
        TEST(what_is_only_published_to_has_no_callers_to_serve),
        TEST(a_machine_too_small_for_its_own_system_is_a_warning),
        TEST(a_key_without_effect_is_a_warning),
        TEST(what_cannot_get_out_and_what_nobody_uses_is_a_warning),
        TEST(a_sound_scenario_is_loaded_without_a_word),
        TEST(a_long_chain_of_calls_is_no_trouble),
        TEST(more_than_can_be_simulated_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
