/* scaling_metric.h - what a group's machines did in the minute that ends now.
 */
#ifndef OVERSTACK_MODELS_SCALING_METRIC_H
#define OVERSTACK_MODELS_SCALING_METRIC_H

#include "models/autoscaler.h"

/* Reads every machine's minute; the next one begins. */
struct scaling_view scaling_metric_read(struct autoscaler *group, double now_s);
/* The machines' figures are about to start afresh within a minute: what was counted of it
 * is what comes on top. */
void scaling_metric_carry(const struct autoscaler *group, struct scaling_node *node,
                          double now_s);

#endif
