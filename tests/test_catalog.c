/* The built-in catalog: complete, consistent, and every figure says where it is from. */
#include "models/service_def.h"
#include "sim/cli/catalog_rows.h"
#include "sim/input/fields.h"
#include "tests/support/near.h"

#include <math.h>
#include <string.h>

static const char *const presets[] = {
    "spring-boot", "flask",     "flask-konlpy", "django-gunicorn", "node-express",
    "php-apache",  "wordpress", "nginx",        "react-static",    "redis",
    "memcached",   "rabbitmq",  "kafka",        "celery",          "elasticsearch",
    "logstash",    "mysql",     "postgresql",   "mongo",           "prometheus",
    "grafana",
};

enum { PRESET_COUNT = sizeof presets / sizeof *presets };

static const char *const regions[] = {"us-east-1", "ap-northeast-2"};

struct opened {
    struct arena arena;
    struct error_list errors;
    struct world_catalog catalog;
};

/* Tests run from the root, where configs/ is. */
static int open_catalog(void **state)
{
    struct opened *opened = calloc(1, sizeof *opened);
    arena_init(&opened->arena);
    error_list_init(&opened->errors, &opened->arena);
    *state = opened;
    return world_catalog_open(&opened->catalog, "configs/catalog", &opened->arena,
                              &opened->errors)
               ? 0
               : -1;
}

static int close_catalog(void **state)
{
    struct opened *opened = *state;
    arena_clear(&opened->arena);
    free(opened);
    return 0;
}

/* Says which mistakes there are before it fails. */
static void assert_no_errors(struct opened *opened)
{
    for (size_t i = 0; i < opened->errors.count; i++)
        print_error("%s\n", error_text(&opened->errors, &opened->errors.items[i]));
    assert_int_equal(opened->errors.count, 0);
}

/* ---- instances and prices ---- */

static const char **instance_names(struct opened *opened, uint32_t *count)
{
    return world_catalog_names(&opened->catalog, WORLD_CATALOG_INSTANCES, count);
}

static struct instance_type instance_of(struct opened *opened, const char *name)
{
    struct instance_type type = {0};
    if (!world_catalog_instance(&opened->catalog, name, &type))
        fail_msg("%s is not readable", name);
    return type;
}

static void there_are_81_types_of_which_28_are_burstable(void **state)
{
    struct opened *opened = *state;
    uint32_t count, burstable = 0;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 0; i < count; i++)
        burstable += !isnan(instance_of(opened, names[i]).burst.baseline);
    assert_no_errors(opened);
    assert_int_equal(count, 81);
    assert_int_equal(burstable, 28);
}

static void credits_earned_are_the_baseline_of_all_vcpus_and_kept_for_a_day(void **state)
{
    struct opened *opened = *state;
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance_type type = instance_of(opened, names[i]);
        if (isnan(type.burst.baseline))
            continue;
        assert_near(type.burst.credits_per_hour, type.burst.baseline * type.vcpus * 60,
                    1e-9);
        assert_near(type.burst.max_credits, 24 * type.burst.credits_per_hour, 1e-9);
    }
}

static void
only_t2_has_launch_credits_loses_them_and_starts_in_standard_mode(void **state)
{
    struct opened *opened = *state;
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance_type type = instance_of(opened, names[i]);
        const bool t2 = strncmp(names[i], "t2.", 3) == 0;
        if (isnan(type.burst.baseline))
            continue;
        assert_near(type.burst.launch_credits, t2 ? 30 * type.vcpus : 0, 1e-12);
        assert_int_equal(type.burst.mode,
                         t2 ? CREDIT_MODE_STANDARD : CREDIT_MODE_UNLIMITED);
        assert_int_equal(type.burst.survive_stop, !t2);
        assert_int_equal(type.ebs_shares_network, t2);
        assert_int_equal(isnan(type.ebs_iops), t2);
    }
}

static void the_system_sees_most_of_the_memory_and_never_more(void **state)
{
    struct opened *opened = *state;
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance_type type = instance_of(opened, names[i]);
        assert_true(type.os_memory_bytes < type.memory_bytes);
        assert_true(type.os_memory_bytes > 0.75 * type.memory_bytes);
    }
}

static void speed_is_that_of_the_family_and_m5_is_one(void **state)
{
    struct opened *opened = *state;
    assert_near(instance_of(opened, "m5.large").speed, 1, 1e-12);
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 1; i < count; i++) {
        const size_t family = strcspn(names[i], ".") + 1;
        if (strncmp(names[i], names[i - 1], family) == 0)
            assert_near(instance_of(opened, names[i]).speed,
                        instance_of(opened, names[i - 1]).speed, 1e-12);
    }
}

static void every_instance_has_a_price_in_both_regions(void **state)
{
    struct opened *opened = *state;
    const struct price_list prices = world_catalog_prices(&opened->catalog, true);
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 0; i < count; i++)
        for (size_t region = 0; region < 2; region++)
            if (!price_list_find(&prices, "EC2", names[i], regions[region]))
                fail_msg("%s has no price in %s", names[i], regions[region]);
}

/* Within a family the price goes with the memory; published ones are rounded to 4
 * decimals, which for the cheapest (0.0047 USD/h) is 1% of it. */
static void prices_of_a_family_go_with_its_memory(void **state)
{
    struct opened *opened = *state;
    const struct price_list prices = world_catalog_prices(&opened->catalog, true);
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 1; i < 2 * count; i++) {
        const char *region = regions[i / count];
        const char *name = names[i % count];
        const char *before = i % count ? names[i % count - 1] : name;
        if (strncmp(name, before, strcspn(name, ".") + 1) != 0)
            continue;
        const double per_byte = price_list_find(&prices, "EC2", name, region)->value /
                                instance_of(opened, name).memory_bytes;
        const double per_byte_before =
            price_list_find(&prices, "EC2", before, region)->value /
            instance_of(opened, before).memory_bytes;
        if (fabs(per_byte / per_byte_before - 1) > 0.015)
            fail_msg("%s in %s is not in proportion to %s", name, region, before);
    }
}

static void surplus_credits_cost_the_same_in_the_type_and_in_the_prices(void **state)
{
    struct opened *opened = *state;
    const struct price_list prices = world_catalog_prices(&opened->catalog, true);
    uint32_t count;
    const char **names = instance_names(opened, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance_type type = instance_of(opened, names[i]);
        for (size_t region = 0; region < 2; region++) {
            const struct price_def *price =
                price_list_find(&prices, "EC2-surplus", names[i], regions[region]);
            assert_int_equal(price != NULL, type.burst.surplus_price.given);
            if (price)
                assert_near(price->value, type.burst.surplus_price.amount, 1e-12);
        }
    }
}

static void every_price_is_a_figure_with_a_source_of_a_known_region(void **state)
{
    struct opened *opened = *state;
    const struct price_list prices = world_catalog_prices(&opened->catalog, true);
    assert_no_errors(opened);
    assert_true(prices.count > 500);
    for (uint32_t i = 0; i < prices.count; i++) {
        const struct price_def *price = &prices.items[i];
        const bool known = strcmp(price->region, regions[0]) == 0 ||
                           strcmp(price->region, regions[1]) == 0 ||
                           strcmp(price->region, "global") == 0;
        if (!known || !price->source || !*price->source || !(price->value >= 0) ||
            !price->as_of)
            fail_msg("%s %s %s", price->service, price->name, price->region);
    }
}

static void no_price_stands_twice(void **state)
{
    struct opened *opened = *state;
    const struct price_list prices = world_catalog_prices(&opened->catalog, true);
    for (uint32_t i = 0; i < prices.count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(prices.items[i].name, prices.items[j].name) == 0 &&
                strcmp(prices.items[i].service, prices.items[j].service) == 0 &&
                strcmp(prices.items[i].region, prices.items[j].region) == 0)
                fail_msg("%s %s %s", prices.items[i].service, prices.items[i].name,
                         prices.items[i].region);
}

/* What the bill of the first stories is made of. */
static void volumes_addresses_and_balancers_are_priced_in_both_regions(void **state)
{
    struct opened *opened = *state;
    const struct price_list prices = world_catalog_prices(&opened->catalog, true);
    const char *const needed[][2] = {
        {"EBS", "storage_gp2"},
        {"EBS", "storage_gp3"},
        {"EBS", "iops_gp3_above_3000"},
        {"EBS", "throughput_gp3_above_125"},
        {"PublicIPv4", "address_hour"},
        {"ALB", "hour"},
        {"ALB", "lcu_hour"},
        {"NLB", "hour"},
        {"S3", "get"},
        {"S3", "put_copy_post_list"},
        {"S3", "standard_first_50TB"},
        {"DataTransfer", "internet_egress_tier1"},
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        for (size_t region = 0; region < 2; region++)
            if (!price_list_find(&prices, needed[i][0], needed[i][1], regions[region]))
                fail_msg("%s %s in %s", needed[i][0], needed[i][1], regions[region]);
}

/* ---- systems and currencies ---- */

static void every_system_a_host_may_name_is_there_with_kind_and_source(void **state)
{
    struct opened *opened = *state;
    const char *const names[] = {"ubuntu-22.04", "amazon-linux-2023", "ecs-optimized",
                                 "docker", "docker-shim"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct system_def system = {0};
        assert_true(world_catalog_system(&opened->catalog, names[i], &system));
        assert_true(system.kernel_bytes > 0);
        assert_true(system.text_bytes >= 0);
        assert_non_null(system.kind);
        assert_non_null(system.source);
    }
    assert_no_errors(opened);
}

static void a_dollar_is_1420_won(void **state)
{
    struct opened *opened = *state;
    const struct yaml_node *won =
        world_catalog_entry(&opened->catalog, WORLD_CATALOG_CURRENCIES, "KRW");
    assert_non_null(won);
    assert_string_equal(yaml_tree_get(won, "rate")->text, "1420");
    assert_non_null(yaml_tree_get(won, "source"));
    assert_non_null(yaml_tree_get(won, "as_of"));
}

/* ---- services ---- */

static void the_presets_are_those_of_the_reference(void **state)
{
    struct opened *opened = *state;
    uint32_t count;
    const char **names =
        world_catalog_names(&opened->catalog, WORLD_CATALOG_SERVICES, &count);
    assert_int_equal(count, PRESET_COUNT);
    for (uint32_t i = 0; i < count; i++)
        assert_string_equal(names[i], presets[i]);
}

/* The preset as a service on a host, filled by the service table. */
static struct service_def service_of(struct opened *opened, const char *name)
{
    struct arena *arena = &opened->arena;
    const struct yaml_node *preset = world_catalog_preset(&opened->catalog, name);
    assert_non_null(preset);
    struct yaml_node *service = yaml_tree_copy(arena, preset);
    yaml_tree_put(arena, service, "on",
                  yaml_tree_scalar(arena, "web", (struct place){0}));
    struct fields fields;
    struct service_def def = {0};
    fields_init(&fields, arena, &opened->errors, NULL, ".");
    fields_fill(&fields, &service_table, service, name, &def);
    return def;
}

static void every_preset_fills_the_service_table(void **state)
{
    struct opened *opened = *state;
    for (int i = 0; i < PRESET_COUNT; i++) {
        const struct service_def def = service_of(opened, presets[i]);
        assert_true(def.memory.base_bytes > 0);
        assert_true(def.memory.text_bytes > 0);
        assert_true(def.start.cpu_s > 0);
    }
    assert_no_errors(opened);
}

static void every_figure_of_a_preset_has_a_kind_and_a_source(void **state)
{
    struct opened *opened = *state;
    const struct catalog_query query = {&opened->catalog, NULL, regions[0]};
    struct listing figures;
    catalog_rows_services(&figures, &query);
    assert_no_errors(opened); /* nor does a source name what is not there */
    assert_true(figures.row_count > 100);
    for (uint32_t i = 0; i < figures.row_count; i++) {
        const struct listing_cell *cells = figures.rows[i].cells;
        const char *const kinds[] = {"measured", "published", "default", "guessed"};
        bool known = false;
        for (size_t kind = 0; kind < 4; kind++)
            known = known || (cells[3].text && strcmp(cells[3].text, kinds[kind]) == 0);
        /* "preset NAME" is what a figure without an entry of its own gets */
        if (!known || !cells[4].text || strncmp(cells[4].text, "preset ", 7) == 0)
            fail_msg("%s %s: %s", cells[0].text, cells[1].text, cells[4].text);
    }
}

/* Ten containers and the two of the search make a minute of full CPU on two cores of
 * speed 1: what the presets' start costs were set to. */
static void starting_an_overgrown_stack_takes_120_cpu_seconds(void **state)
{
    struct opened *opened = *state;
    const char *const stack[] = {"spring-boot", "flask-konlpy", "redis",
                                 "redis",       "rabbitmq",     "celery",
                                 "mysql",       "react-static", "prometheus",
                                 "grafana",     "logstash",     "elasticsearch"};
    double sum_s = 0;
    for (size_t i = 0; i < sizeof stack / sizeof *stack; i++)
        sum_s += service_of(opened, stack[i]).start.cpu_s;
    assert_near(sum_s, 120, 6);
}

/* Whatever beyond the heap: 500 MB in practice. The model adds 120 MiB and a MiB for
 * ten threads. */
static void elasticsearch_holds_500_mb_beyond_its_heap_and_touches_it_first(void **state)
{
    struct opened *opened = *state;
    const struct service_def search = service_of(opened, "elasticsearch");
    assert_near(search.memory.base_bytes + search.memory.text_bytes + 120 * 1048576.0,
                500e6, 2e6);
    assert_int_equal(search.jvm.heap_rule, JVM_HEAP_ELASTICSEARCH);
    assert_int_equal(search.jvm.on_oom, JVM_OOM_EXIT);
    assert_true(isnan(search.jvm.heap_bytes));
    assert_near(search.start.touch_first, 0.05, 1e-12);
}

/* Their documentation says so, whatever else is guessed. */
static void presets_keep_documented_defaults(void **state)
{
    struct opened *opened = *state;
    const struct service_def memcached = service_of(opened, "memcached"),
                             kafka = service_of(opened, "kafka"),
                             mongo = service_of(opened, "mongo"),
                             wordpress = service_of(opened, "wordpress");
    assert_true(memcached.async && memcached.workers == 4);
    assert_near(memcached.backlog.size, 1024, 0);
    assert_near(kafka.jvm.heap_bytes, 1073741824, 0);
    assert_near(kafka.threads, 8, 0);
    assert_near(mongo.threads, 128, 0);
    assert_near(wordpress.threads, 150, 0);
    assert_near(wordpress.backlog.size, 511, 0);
}

static void gunicorn_presets_keep_gunicorns_defaults(void **state)
{
    struct opened *opened = *state;
    const char *const names[] = {"flask", "flask-konlpy", "django-gunicorn"};
    for (size_t i = 0; i < 3; i++) {
        const struct service_def def = service_of(opened, names[i]);
        assert_near(def.workers, 1, 0);
        assert_near(def.threads, 1, 0);
        assert_near(def.backlog.size, 2048, 0);
        assert_near(def.worker_timeout_s, 30, 0);
        assert_near(def.recycle.max_requests, 0, 0);
    }
}

/* ---- looking things up ---- */

static void a_pattern_is_a_part_of_the_name_or_a_shell_pattern_in_any_case(void **state)
{
    (void)state;
    assert_true(catalog_rows_match(NULL, "t3.micro"));
    assert_true(catalog_rows_match("T3", "t3.micro"));
    assert_true(catalog_rows_match("micro", "t3.micro"));
    assert_false(catalog_rows_match("t4", "t3.micro"));
    assert_true(catalog_rows_match("T?.micro", "t3.micro"));
    assert_true(catalog_rows_match("t[34]*", "t3.micro"));
    assert_false(catalog_rows_match("?3", "t3.micro")); /* the whole name */
}

static void a_price_is_shown_once_and_the_regions_own_before_the_global_one(void **state)
{
    struct opened *opened = *state;
    const struct catalog_query query = {&opened->catalog, "EBS storage_gp3", regions[1]};
    struct listing rows;
    catalog_rows_prices(&rows, &query);
    assert_int_equal(rows.row_count, 1);
    assert_string_equal(rows.rows[0].cells[2].text, "ap-northeast-2");
    assert_near(rows.rows[0].cells[3].value, 0.0912, 1e-12);
}

#define WITH_CATALOG(test)                                                               \
    cmocka_unit_test_setup_teardown(test, open_catalog, close_catalog)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CATALOG(there_are_81_types_of_which_28_are_burstable),
        WITH_CATALOG(credits_earned_are_the_baseline_of_all_vcpus_and_kept_for_a_day),
        WITH_CATALOG(only_t2_has_launch_credits_loses_them_and_starts_in_standard_mode),
        WITH_CATALOG(the_system_sees_most_of_the_memory_and_never_more),
        WITH_CATALOG(speed_is_that_of_the_family_and_m5_is_one),
        WITH_CATALOG(every_instance_has_a_price_in_both_regions),
        WITH_CATALOG(prices_of_a_family_go_with_its_memory),
        WITH_CATALOG(surplus_credits_cost_the_same_in_the_type_and_in_the_prices),
        WITH_CATALOG(every_price_is_a_figure_with_a_source_of_a_known_region),
        WITH_CATALOG(no_price_stands_twice),
        WITH_CATALOG(volumes_addresses_and_balancers_are_priced_in_both_regions),
        WITH_CATALOG(every_system_a_host_may_name_is_there_with_kind_and_source),
        WITH_CATALOG(a_dollar_is_1420_won),
        WITH_CATALOG(the_presets_are_those_of_the_reference),
        WITH_CATALOG(every_preset_fills_the_service_table),
        WITH_CATALOG(every_figure_of_a_preset_has_a_kind_and_a_source),
        WITH_CATALOG(starting_an_overgrown_stack_takes_120_cpu_seconds),
        WITH_CATALOG(elasticsearch_holds_500_mb_beyond_its_heap_and_touches_it_first),
        WITH_CATALOG(gunicorn_presets_keep_gunicorns_defaults),
        WITH_CATALOG(presets_keep_documented_defaults),
        cmocka_unit_test(a_pattern_is_a_part_of_the_name_or_a_shell_pattern_in_any_case),
        WITH_CATALOG(a_price_is_shown_once_and_the_regions_own_before_the_global_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
