/* verdict_complaint.h - the first thing asked for that did not hold, in a sentence.
 */
#ifndef OVERSTACK_MODELS_VERDICT_COMPLAINT_H
#define OVERSTACK_MODELS_VERDICT_COMPLAINT_H

#include "models/summary.h"

/* NULL when every threshold and the budget held for certain. */
const char *verdict_complaint_find(const struct summary *merged, struct arena *arena);

#endif
