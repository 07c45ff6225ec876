/* memory_def.h - the keys of a service's `memory` and `jvm`: what it holds in RAM.
 */
#ifndef OVERSTACK_MODELS_MEMORY_DEF_H
#define OVERSTACK_MODELS_MEMORY_DEF_H

#include "models/service_def.h"

extern const struct table memory_def_table; /* struct memory_def */
extern const struct table memory_def_jvm;   /* struct jvm_def */

#endif
