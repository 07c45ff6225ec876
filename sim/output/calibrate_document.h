/* calibrate_document.h - a calibration as a JSON tree: what `calibrate --format json`
 * prints and the text is made of; docs/calibrate.md explains every member.
 */
#ifndef OVERSTACK_OUTPUT_CALIBRATE_DOCUMENT_H
#define OVERSTACK_OUTPUT_CALIBRATE_DOCUMENT_H

#include "sim/run/calibrate.h"

#include <jansson.h>

/* The caller gives it back with json_decref. */
json_t *calibrate_document_create(const struct calibrate *found, struct arena *arena);

#endif
