/* ses_def.h - the keys of `kind: ses`: one call is one mail.
 */
#ifndef OVERSTACK_MODELS_SES_DEF_H
#define OVERSTACK_MODELS_SES_DEF_H

#include "sim/core/field.h"

extern const struct table ses_def_table; /* of struct service_def */

#endif
