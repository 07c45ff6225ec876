/* html_tornado.h - the tornado of one output on the page of `sensitivity`.
 */
#ifndef OVERSTACK_OUTPUT_HTML_TORNADO_H
#define OVERSTACK_OUTPUT_HTML_TORNADO_H

#include "sim/output/sheet.h"

#include <jansson.h>

/* A value of the output in its unit; "never" for a saturation that did not come. */
const char *html_tornado_value(struct arena *arena, const json_t *output, double value);

/* `number` tells the pictures of the page apart. */
void html_tornado_write(const struct sheet *sheet, const json_t *output, uint32_t number);

#endif
