/* document_threshold.c - see document_threshold.h.
 */
#include "sim/output/document_threshold.h"

#include "sim/output/document_add.h"

#include <math.h>

/* A time to something that did not come, in a run shorter than the limit. */
static int is_too_short(const struct threshold_summary *threshold)
{
    const int kind = threshold->definition->kind;
    return isnan(threshold->value) &&
           (kind == METRIC_TIME_TO_OOM || kind == METRIC_TIME_TO_DEPLETION);
}

void document_threshold_add(json_t *array, const struct threshold_summary *found)
{
    json_t *threshold = document_add_item(array);
    document_add_text(threshold, "metric", found->definition->metric);
    document_add_text(threshold, "expression", found->definition->expression);
    document_add_number(threshold, "value", found->value);
    document_add_flag(threshold, "ok", found->ok);
    document_add_flag(threshold, "undecided", found->undecided || is_too_short(found));
    document_add_interval(threshold, "ci95", found->ci);
    document_add_number(threshold, "more_replications", found->more);
}
