/* world_threshold.c - thresholds, read as k6 writes them.
 *
 *   METRIC[{SELECTOR}]: ["AGGREGATION COMPARISON LIMIT", ...]
 *
 * One row for each metric says what its selector names, which aggregations it has and in
 * what unit its limit is. Limits need their unit: k6's bare "p(95)<800" would mean
 * milliseconds there and nothing here.
 */
#include "sim/world_threshold.h"

#include "sim/input/yaml_path.h"
#include "sim/world_endpoint.h"
#include "sim/world_host.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum selector_kind { SELECT_NONE, SELECT_REQUESTS, SELECT_HOST, SELECT_SERVICE,
                     SELECT_RESOURCE };
enum limit_unit { UNIT_DURATION, UNIT_SHARE, UNIT_NUMBER, UNIT_RATE, UNIT_COUNT,
                  UNIT_MONEY };

#define OF(aggregation) (1u << (aggregation))
enum {
    OF_VALUES = OF(AGGREGATE_AVG) | OF(AGGREGATE_MIN) | OF(AGGREGATE_MED) |
                OF(AGGREGATE_MAX) | OF(AGGREGATE_PERCENTILE),
    OF_ONE = OF(AGGREGATE_AVG) | OF(AGGREGATE_MIN) | OF(AGGREGATE_MAX),
};

/* clang-format off */
static const struct metric {
    const char *name;
    int kind;
    enum selector_kind selects;
    unsigned aggregations;
    enum limit_unit unit; /* of all aggregations but count */
    const char *words;    /* the aggregations, for messages */
} metrics[] = {
    {"http_req_duration", METRIC_DURATION, SELECT_REQUESTS, OF_VALUES, UNIT_DURATION,
     "avg, min, med, max or p(N)"},
    {"http_req_failed", METRIC_FAILED, SELECT_REQUESTS, OF(AGGREGATE_RATE), UNIT_SHARE,
     "rate"},
    {"http_reqs", METRIC_REQS, SELECT_REQUESTS,
     OF(AGGREGATE_COUNT) | OF(AGGREGATE_RATE), UNIT_RATE, "count or rate"},
    {"goodput", METRIC_GOODPUT, SELECT_REQUESTS,
     OF(AGGREGATE_COUNT) | OF(AGGREGATE_RATE), UNIT_RATE, "count or rate"},
    {"cpu", METRIC_CPU, SELECT_HOST, OF_VALUES, UNIT_SHARE, "avg, min, med, max or p(N)"},
    {"memory", METRIC_MEMORY, SELECT_HOST, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"swap", METRIC_SWAP, SELECT_HOST, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"disk", METRIC_DISK, SELECT_HOST, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"credits", METRIC_CREDITS, SELECT_HOST, OF_VALUES, UNIT_NUMBER,
     "avg, min, med, max or p(N)"},
    {"heap", METRIC_HEAP, SELECT_SERVICE, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"threads", METRIC_THREADS, SELECT_SERVICE, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"queue", METRIC_QUEUE, SELECT_SERVICE, OF_VALUES, UNIT_NUMBER,
     "avg, min, med, max or p(N)"},
    {"headroom", METRIC_HEADROOM, SELECT_RESOURCE, OF_ONE, UNIT_NUMBER,
     "avg, min or max"},
    {"time_to_oom", METRIC_TIME_TO_OOM, SELECT_HOST, OF_ONE, UNIT_DURATION,
     "avg, min or max"},
    {"time_to_depletion", METRIC_TIME_TO_DEPLETION, SELECT_HOST, OF_ONE, UNIT_DURATION,
     "avg, min or max"},
    {"cost", METRIC_COST, SELECT_NONE, OF(AGGREGATE_MONTH) | OF(AGGREGATE_PER_1000),
     UNIT_MONEY, "month or per_1000"},
};
/* clang-format on */
enum { METRIC_ROWS = sizeof(metrics) / sizeof(metrics[0]) };

struct threshold { /* the one being read */
    struct world *world;
    const struct yaml_node *node;
    const char *path; /* of the metric */
    const struct metric *metric;
    struct threshold_def *definition;
};

static bool refuse(struct threshold *threshold, const char *expected, const char *found,
                   const char *nearest)
{
    error_list_expected(threshold->world->errors, threshold->node->place, threshold->path,
                        expected, found, nearest);
    return false;
}

/* ---- the metric and what it selects ---- */

static const struct metric *metric_find(struct world *world, const char *name,
                                        struct place place, const char *path)
{
    const char *names[METRIC_ROWS];
    for (int i = 0; i < METRIC_ROWS; i++) {
        names[i] = metrics[i].name;
        if (strcmp(names[i], name) == 0)
            return &metrics[i];
    }
    if (strcmp(name, "network") == 0)
        error_list_add(world->errors, place, path, "\"network\" is not yet supported");
    else
        error_list_expected(world->errors, place, path,
                            "a metric such as http_req_duration, http_req_failed, cpu or "
                            "cost",
                            name, error_nearest(name, names, METRIC_ROWS));
    return NULL;
}

static bool select_refuse(struct world *world, const struct yaml_pair *pair,
                          const char *what, const struct world_names *names,
                          const char *selector)
{
    const char *expected =
        names->count ? arena_format(world->arena, "%s (%s)", what,
                                    world_text_list(world, names))
                     : arena_format(world->arena, "%s, and there is none", what);
    error_list_expected(world->errors, pair->key_place,
                        yaml_path_join(world->arena, "thresholds", pair->key), expected,
                        selector, error_nearest(selector, names->items, names->count));
    return false;
}

static bool select_requests(struct world *world, const struct yaml_pair *pair,
                            const char *selector)
{
    const struct design *design = world->design;
    struct world_names names = {.count = 0};
    const char *bare = strncmp(selector, "traffic.", 8) == 0 ? selector + 8 : selector;
    for (uint32_t i = 0; i < design->traffic.count; i++) {
        const char *name = design_traffic(design, i)->item.name;
        if (strcmp(name, bare) == 0)
            return true;
        world_text_add(world, &names, name);
    }
    for (uint32_t i = 0; i < design->flow_count; i++) {
        const struct endpoint_def *endpoint = design->flows[i].endpoint;
        if (!endpoint)
            return true; /* reported elsewhere */
        if (strcmp(endpoint->full_name, selector) == 0 ||
            strcmp(endpoint->service->item.name, selector) == 0)
            return true;
        world_text_add(world, &names, endpoint->full_name);
    }
    return select_refuse(world, pair, "what a traffic asks for, or a traffic", &names,
                         selector);
}

static bool select_host(struct world *world, const struct yaml_pair *pair,
                        const char *selector)
{
    uint32_t first, count;
    struct world_names names = {.count = 0};
    const struct host_def *hosts = world->design->hosts.items;
    if (world_host_machines(world, selector, &first, &count))
        return true;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        world_text_add(world, &names, hosts[i].item.name);
    return select_refuse(world, pair, "a host or machine", &names, selector);
}

static bool select_service(struct world *world, const struct yaml_pair *pair,
                           const char *selector, const struct metric *metric)
{
    struct world_names names = {.count = 0};
    const struct service_def *services = world->design->services.items;
    const bool heap = metric->kind == METRIC_HEAP;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const bool fits = heap ? services[i].jvm.given : services[i].instance_count > 0;
        if (fits && strcmp(services[i].item.name, selector) == 0)
            return true;
        if (fits)
            world_text_add(world, &names, services[i].item.name);
    }
    return select_refuse(world, pair, heap ? "a service with a heap" : "a service",
                         &names, selector);
}

/* host.web.cpu, host.web[0].memory, service.spring.pool.mysql, or what these belong to:
 * web, spring. */
static bool select_resource(struct world *world, const struct yaml_pair *pair,
                            const char *selector)
{
    struct world_names names = {.count = 0};
    const struct design *design = world->design;
    const char *bare = selector;
    if (strncmp(bare, "host.", 5) == 0)
        bare += 5;
    else if (strncmp(bare, "service.", 8) == 0)
        bare += 8;
    const char *owner = arena_text(world->arena, bare, strcspn(bare, "."));
    uint32_t first, count;
    if (world_host_machines(world, owner, &first, &count) ||
        world_service_find(world, owner, strlen(owner)))
        return true;
    for (uint32_t i = 0; i < design->machine_count; i++)
        world_text_add(world, &names,
                       arena_format(world->arena, "host.%s", design->machines[i].name));
    for (uint32_t i = 0; i < design->services.count; i++)
        world_text_add(world, &names,
                       arena_format(world->arena, "service.%s",
                                    design_service(design, i)->item.name));
    return select_refuse(world, pair, "a resource, or what it belongs to", &names,
                         selector);
}

static bool selector_check(struct world *world, const struct yaml_pair *pair,
                           const struct metric *metric, const char *selector)
{
    switch (metric->selects) {
    case SELECT_REQUESTS:
        return select_requests(world, pair, selector);
    case SELECT_HOST:
        return select_host(world, pair, selector);
    case SELECT_SERVICE:
        return select_service(world, pair, selector, metric);
    case SELECT_RESOURCE:
        return select_resource(world, pair, selector);
    default:
        error_list_add(world->errors, pair->key_place,
                       yaml_path_join(world->arena, "thresholds", pair->key),
                       "%s takes nothing in braces", metric->name);
        return false;
    }
}

/* ---- the expression ---- */

static const char *const aggregation_words[] = {
    [AGGREGATE_AVG] = "avg",     [AGGREGATE_MIN] = "min",
    [AGGREGATE_MED] = "med",     [AGGREGATE_MAX] = "max",
    [AGGREGATE_PERCENTILE] = "p", [AGGREGATE_RATE] = "rate",
    [AGGREGATE_COUNT] = "count", [AGGREGATE_MONTH] = "month",
    [AGGREGATE_PER_1000] = "per_1000",
};

/* "p(95)" or a word. */
static bool aggregation_read(struct threshold *threshold, const char *text)
{
    struct threshold_def *definition = threshold->definition;
    char *end;
    definition->aggregation = -1;
    if (strncmp(text, "p(", 2) == 0) {
        definition->percentile = strtod(text + 2, &end);
        if (end != text + 2 && strcmp(end, ")") == 0 && definition->percentile >= 0 &&
            definition->percentile <= 100)
            definition->aggregation = AGGREGATE_PERCENTILE;
        else
            return refuse(threshold, "a percentile from p(0) to p(100)", text, NULL);
    }
    for (int i = 0; i <= AGGREGATE_PER_1000; i++)
        if (i != AGGREGATE_PERCENTILE && strcmp(text, aggregation_words[i]) == 0)
            definition->aggregation = i;
    if (definition->aggregation >= 0 &&
        (threshold->metric->aggregations & OF(definition->aggregation)))
        return true;
    return refuse(threshold,
                  arena_format(threshold->world->arena, "%s of %s",
                               threshold->metric->words, threshold->metric->name),
                  text, NULL);
}

static bool comparison_read(struct threshold *threshold, const char **text)
{
    static const struct {
        const char *sign;
        int comparison;
    } signs[] = {{"<=", COMPARE_LE}, {">=", COMPARE_GE}, {"===", COMPARE_EQ},
                 {"==", COMPARE_EQ}, {"!=", COMPARE_NE}, {"<", COMPARE_LT},
                 {">", COMPARE_GT}};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        const size_t length = strlen(signs[i].sign);
        if (strncmp(*text, signs[i].sign, length) != 0)
            continue;
        threshold->definition->comparison = signs[i].comparison;
        *text += length;
        return true;
    }
    return refuse(threshold, "a comparison: <, <=, >, >=, == or !=", *text, NULL);
}

static bool money_read(struct threshold *threshold, const char *text)
{
    const struct currency_def *currency = &threshold->world->design->currency;
    struct price price;
    if (units_read_price(text, &price))
        return refuse(threshold, "an amount of money such as 50 USD", text, NULL);
    if (price.per != PRICE_ONCE && price.per != PRICE_PER_MONTH)
        return refuse(threshold, "an amount of money such as 50 USD", text, NULL);
    threshold->definition->limit = price.amount;
    if (strcmp(price.currency, "USD") == 0)
        return true;
    if (!currency->code || strcmp(price.currency, currency->code) != 0)
        return refuse(threshold, "USD or the scenario's currency", text, NULL);
    threshold->definition->limit = price.amount / currency->rate;
    return true;
}

static bool limit_read(struct threshold *threshold, const char *text)
{
    static const struct {
        const char *(*read)(const char *text, double *value);
        const char *expected;
    } readers[] = {
        [UNIT_DURATION] = {units_read_duration, "a duration such as 800ms"},
        [UNIT_SHARE] = {units_read_share, "a share such as 90%"},
        [UNIT_NUMBER] = {units_read_number, "a number"},
        [UNIT_RATE] = {units_read_rate, "a rate such as 80/s"},
        [UNIT_COUNT] = {units_read_number, "a number"},
    };
    const bool count = threshold->definition->aggregation == AGGREGATE_COUNT;
    const enum limit_unit unit = count ? UNIT_COUNT : threshold->metric->unit;
    if (unit == UNIT_MONEY)
        return money_read(threshold, text);
    if (readers[unit].read(text, &threshold->definition->limit) == NULL)
        return true;
    return refuse(threshold, readers[unit].expected, text, NULL);
}

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return arena_text(arena, text, length);
}

static void expression_read(struct threshold *threshold)
{
    struct arena *arena = threshold->world->arena;
    const struct yaml_node *node = threshold->node;
    if (node->kind != YAML_SCALAR) {
        error_list_add(threshold->world->errors, node->place, threshold->path,
                       "expected an expression such as \"p(95) < 800ms\"");
        return;
    }
    const char *text = node->text, *sign = text + strcspn(text, "<>=!");
    const char *aggregation = trimmed(arena, text, (size_t)(sign - text));
    threshold->definition->place = node->place;
    threshold->definition->expression = text;
    if (*sign == '\0' || !*aggregation) {
        refuse(threshold, "an expression such as \"p(95) < 800ms\"", text, NULL);
        return;
    }
    if (aggregation_read(threshold, aggregation) && comparison_read(threshold, &sign))
        limit_read(threshold, trimmed(arena, sign, strlen(sign)));
}

/* ---- the list ---- */

static void metric_read(struct world *world, const struct yaml_pair *pair)
{
    const char *key = pair->key, *brace = strchr(key, '{');
    const char *path = yaml_path_join(world->arena, "thresholds", key);
    const size_t length = strcspn(key, "{");
    const char *name = trimmed(world->arena, key, length), *selector = NULL;
    const struct metric *metric = metric_find(world, name, pair->key_place, path);
    if (!metric)
        return;
    if (brace) {
        const size_t inside = strlen(brace + 1);
        if (inside < 2 || brace[inside] != '}') {
            error_list_add(world->errors, pair->key_place, path,
                           "expected a name in braces, as in cpu{web}");
            return;
        }
        selector = trimmed(world->arena, brace + 1, inside - 1);
        if (!selector_check(world, pair, metric, selector))
            return;
    }
    const bool list = pair->value->kind == YAML_LIST;
    for (uint32_t i = 0; i < (list ? pair->value->count : 1); i++) {
        struct threshold_def *definition =
            &world->design->thresholds[world->design->threshold_count++];
        *definition = (struct threshold_def){
            .metric = key, .kind = metric->kind, .selector = selector};
        struct threshold threshold = {world,
                                      list ? pair->value->items[i] : pair->value, path,
                                      metric, definition};
        expression_read(&threshold);
    }
}

void world_threshold_resolve(struct world *world)
{
    const struct yaml_node *tree = world->scenario.thresholds;
    uint32_t count = 0;
    if (!tree || yaml_tree_is_null(tree))
        return;
    if (tree->kind != YAML_MAPPING) {
        error_list_add(world->errors, tree->place, "thresholds",
                       "expected a mapping of metrics to lists of expressions");
        return;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct yaml_node *value = tree->pairs[i].value;
        count += value->kind == YAML_LIST ? value->count : 1;
    }
    world->design->thresholds =
        arena_array(world->arena, count, sizeof(struct threshold_def));
    for (uint32_t i = 0; i < tree->count; i++)
        metric_read(world, &tree->pairs[i]);
}
