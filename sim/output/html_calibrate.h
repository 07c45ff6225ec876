/* html_calibrate.h - a calibration as one page: what was fitted and how surely, whether it can
 * be told apart, what was measured beside what comes out, the fitted scenario.
 */
#ifndef OVERSTACK_OUTPUT_HTML_CALIBRATE_H
#define OVERSTACK_OUTPUT_HTML_CALIBRATE_H

#include <jansson.h>
#include <stdio.h>

/* `report` is of calibrate_document_create. */
void html_calibrate_write(const json_t *report, FILE *out);

#endif
