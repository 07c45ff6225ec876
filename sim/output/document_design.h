/* document_design.h - `design`: what calls what and what stands where, for a drawing.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_DESIGN_H
#define OVERSTACK_OUTPUT_DOCUMENT_DESIGN_H

#include "models/design.h"

#include <jansson.h>

/* {"traffic": {"students": ["alb"]},
 *  "services": {"spring": {"kind": null, "preset": "spring-boot", "hosts": ["web"],
 *                          "calls": ["redis"], "publishes": ["celery"]}}} */
json_t *document_design_create(const struct design *design);

#endif
