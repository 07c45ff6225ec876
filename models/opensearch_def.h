/* opensearch_def.h - the keys of `kind: opensearch`.
 *
 * Each node runs the preset elasticsearch: its threads, memory and heap (half of the
 * memory), without what a start costs.
 */
#ifndef OVERSTACK_MODELS_OPENSEARCH_DEF_H
#define OVERSTACK_MODELS_OPENSEARCH_DEF_H

#include "models/cluster_def.h"

extern const struct table opensearch_def_table; /* of a struct service_def */

#endif
