/* world_threshold.c - thresholds, read as k6 writes them.
 *
 *   METRIC[{SELECTOR}]: ["AGGREGATION COMPARISON LIMIT", ...]
 *
 * One row for each metric says which aggregations it has and in what unit its limit is;
 * what may stand in the braces is world_selector's affair. Limits need their unit: a bare
 * "p(95)<800" means milliseconds in k6 and nothing here.
 */
#include "sim/world_threshold.h"

#include "sim/input/yaml_path.h"
#include "sim/world_selector.h"
#include "sim/world_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum limit_unit {
    UNIT_DURATION,
    UNIT_SHARE,
    UNIT_NUMBER,
    UNIT_RATE,
    UNIT_COUNT,
    UNIT_MONEY
};

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
    unsigned aggregations;
    enum limit_unit unit; /* of all aggregations but count */
    const char *words;    /* the aggregations, for messages */
} metrics[] = {
    {"http_req_duration", METRIC_DURATION, OF_VALUES, UNIT_DURATION,
     "avg, min, med, max or p(N)"},
    {"http_req_failed", METRIC_FAILED, OF(AGGREGATE_RATE), UNIT_SHARE,
     "rate"},
    {"http_reqs", METRIC_REQS,
     OF(AGGREGATE_COUNT) | OF(AGGREGATE_RATE), UNIT_RATE, "count or rate"},
    {"goodput", METRIC_GOODPUT,
     OF(AGGREGATE_COUNT) | OF(AGGREGATE_RATE), UNIT_RATE, "count or rate"},
    {"cpu", METRIC_CPU, OF_VALUES, UNIT_SHARE, "avg, min, med, max or p(N)"},
    {"memory", METRIC_MEMORY, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"swap", METRIC_SWAP, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"disk", METRIC_DISK, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"network", METRIC_NETWORK, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"credits", METRIC_CREDITS, OF_VALUES, UNIT_NUMBER,
     "avg, min, med, max or p(N)"},
    {"heap", METRIC_HEAP, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"threads", METRIC_THREADS, OF_VALUES, UNIT_SHARE,
     "avg, min, med, max or p(N)"},
    {"queue", METRIC_QUEUE, OF_VALUES, UNIT_NUMBER,
     "avg, min, med, max or p(N)"},
    {"headroom", METRIC_HEADROOM, OF_ONE, UNIT_NUMBER,
     "avg, min or max"},
    {"time_to_oom", METRIC_TIME_TO_OOM, OF_ONE, UNIT_DURATION,
     "avg, min or max"},
    {"time_to_depletion", METRIC_TIME_TO_DEPLETION, OF_ONE, UNIT_DURATION,
     "avg, min or max"},
    {"cost", METRIC_COST, OF(AGGREGATE_MONTH) | OF(AGGREGATE_PER_1000),
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
    error_list_expected(world->errors, place, path,
                        "a metric such as http_req_duration, http_req_failed, cpu or "
                        "cost",
                        name, world_text_nearest_of(world, name, names, METRIC_ROWS));
    return NULL;
}

/* ---- the expression ---- */

static const char *const aggregation_words[] = {
    [AGGREGATE_AVG] = "avg",           [AGGREGATE_MIN] = "min",
    [AGGREGATE_MED] = "med",           [AGGREGATE_MAX] = "max",
    [AGGREGATE_PERCENTILE] = "p",      [AGGREGATE_RATE] = "rate",
    [AGGREGATE_COUNT] = "count",       [AGGREGATE_MONTH] = "month",
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

/* What k6 means by a limit without a unit. */
static const char *bare_milliseconds(struct threshold *threshold, const char *text)
{
    const bool bare = *text && text[strspn(text, "0123456789.")] == '\0';
    return bare ? arena_format(threshold->world->arena, "\"%sms\"", text) : NULL;
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
    return refuse(threshold, readers[unit].expected, text,
                  unit == UNIT_DURATION ? bare_milliseconds(threshold, text) : NULL);
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
        const struct world_selector braces = {pair, selector, metric->kind};
        if (!world_selector_check(world, &braces))
            return;
    }
    const bool list = pair->value->kind == YAML_LIST;
    for (uint32_t i = 0; i < (list ? pair->value->count : 1); i++) {
        struct threshold_def *definition =
            &world->design->thresholds[world->design->threshold_count++];
        *definition = (struct threshold_def){
            .metric = key, .kind = metric->kind, .selector = selector};
        struct threshold threshold = {world, list ? pair->value->items[i] : pair->value,
                                      path, metric, definition};
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
