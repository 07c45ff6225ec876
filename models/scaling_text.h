/* scaling_text.h - why a group grows or shrinks, in words and numbers.
 */
#ifndef OVERSTACK_MODELS_SCALING_TEXT_H
#define OVERSTACK_MODELS_SCALING_TEXT_H

#include "models/autoscaler.h"

/* "CPU at 99.8% for 3 min, the target is 50%" */
const char *scaling_text_why(const struct scaling_size *size,
                             const struct scaling_view *view, bool out);
/* "1 min 15 s after it was asked for" */
const char *scaling_text_since(const struct autoscaler *group, double since_s);
/* "4 machines, 1 min 15 s after the first was asked for; 1,234 requests failed since
 * 10 min": the last moment at which the metric was where it should be */
const char *scaling_text_scaled(const struct autoscaler *group, double now_s);

#endif
