/* calibrate_document.c - see calibrate_document.h.
 */
#include "sim/output/calibrate_document.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_scenario.h"
#include "sim/output/json.h"
#include "sim/output/quantity_unit.h"

#include <math.h>

static void add_scenario(json_t *report, const struct calibrate *found)
{
    const struct design *design = found->design;
    json_t *scenario = document_scenario_add(report, design);
    document_add_number(scenario, "replications", found->replications);
    document_add_number(scenario, "duration_s", design->simulate.duration_s);
}

static void add_parameters(json_t *report, const struct calibrate *found)
{
    json_t *parameters = document_add_array(report, "parameters");
    for (uint32_t i = 0; i < found->parameter_count; i++) {
        const struct calibrate_parameter *parameter = &found->parameters[i];
        json_t *item = document_add_item(parameters);
        document_add_text(item, "path", parameter->range->path);
        document_add_text(item, "unit", quantity_unit_name(parameter->range->shape.unit));
        document_add_flag(item, "mean", quantity_is_mean(&parameter->range->shape));
        document_add_number(item, "start", parameter->start);
        document_add_number(item, "value", parameter->value);
        const double interval[2] = {parameter->low, parameter->high};
        document_add_interval(item, "ci95", interval);
        document_add_flag(item, "at_bound", parameter->at_bound);
    }
}

static void add_figures(json_t *report, const struct calibrate *found)
{
    json_t *figures = document_add_array(report, "figures");
    for (uint32_t i = 0; i < found->figure_count; i++) {
        const struct calibrate_figure *figure = &found->figures[i];
        const struct observation *observation = figure->observation;
        json_t *item = document_add_item(figures);
        document_add_text(item, "variant", observation->variant);
        document_add_text(item, "of", observation->of);
        document_add_text(item, "figure", observation_name(observation->figure));
        document_add_text(item, "unit", observation_unit(observation->figure));
        document_add_number(item, "measured", observation->measured);
        document_add_number(item, "fitted", figure->fitted);
        document_add_number(item, "scatter", figure->scatter);
        document_add_number(item, "off", figure->off);
    }
}

/* NULL when the fit was stopped before. */
static void add_correlation(json_t *report, const struct calibrate *found)
{
    const uint32_t count = found->parameter_count;
    json_t *rows = document_add_array(report, "correlation");
    for (uint32_t i = 0; found->correlation && i < count; i++) {
        json_t *row = json_array();
        for (uint32_t j = 0; j < count; j++)
            json_array_append_new(row, json_figure(found->correlation[i * count + j]));
        json_array_append_new(rows, row);
    }
}

json_t *calibrate_document_create(const struct calibrate *found, struct arena *arena)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    document_add_text(report, "command", "calibrate");
    add_scenario(report, found);
    document_add_flag(report, "partial", found->stopped);
    add_parameters(report, found);
    add_figures(report, found);
    add_correlation(report, found);
    document_add_number(report, "condition", found->condition);
    json_t *misfit = document_add_object(report, "misfit");
    document_add_number(misfit, "t2", found->misfit);
    document_add_number(misfit, "freedom",
                        (double)found->figure_count - found->parameter_count);
    document_add_number(misfit, "chance", found->chance);
    json_t *load = document_add_object(report, "load");
    document_add_number(load, "measured_per_s", found->measured_per_s);
    document_add_number(load, "fitted_per_s", found->fitted_per_s);
    document_add_text(report, "method",
                      found->by_simplex ? "levenberg-marquardt, simplex"
                                        : "levenberg-marquardt");
    document_add_number(report, "simulated", (double)found->simulated);
    const char **sets = calibrate_sets(found, arena);
    json_t *set = document_add_array(report, "set");
    for (uint32_t i = 0; i < found->parameter_count; i++)
        json_array_append_new(set, json_words(sets[i]));
    return report;
}
