/* text_resources.h - the resources of the text report: how full, and how much more
 * traffic until each is.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_RESOURCES_H
#define OVERSTACK_OUTPUT_TEXT_RESOURCES_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_resources_write(const struct paper *paper, const json_t *report);

#endif
