/* document_scenario.c - see document_scenario.h.
 */
#include "sim/output/document_scenario.h"

#include "sim/output/document_add.h"

json_t *document_scenario_add(json_t *report, const struct design *design)
{
    json_t *scenario = document_add_object(report, "scenario");
    document_add_text(scenario, "name", design->name);
    document_add_text(scenario, "file", design->file);
    document_add_text(scenario, "variant", design->variant);
    document_add_texts(scenario, "set", design->sets, design->set_count);
    document_add_text(scenario, "hash", design->hash);
    document_add_number(scenario, "seed", design->simulate.seed);
    return scenario;
}

void document_scenario_add_currency(json_t *report, const struct design *design)
{
    if (!design->currency.code)
        return;
    document_add_text(report, "currency", design->currency.code);
    document_add_number(report, "rate", design->currency.rate);
}
