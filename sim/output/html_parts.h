/* html_parts.h - the parts of the page between its head and its foot, in their order.
 */
#ifndef OVERSTACK_OUTPUT_HTML_PARTS_H
#define OVERSTACK_OUTPUT_HTML_PARTS_H

#include "sim/output/sheet.h"

#include <jansson.h>

void html_verdict_write(const struct sheet *sheet, const json_t *report);
/* The table of thresholds alone, of a run or of a design of an experiment; nothing without
 * any. */
void html_verdict_thresholds(const struct sheet *sheet, const json_t *report);
/* "… and 12 more, see --format json", when there are more rows than the most shown. */
void html_tables_more(const struct sheet *sheet, size_t rows, size_t most);
/* The chain of cause and effect, in time. */
void html_chain_write(const struct sheet *sheet, const json_t *report);
void html_tables_requests(const struct sheet *sheet, const json_t *report);
void html_tables_machines(const struct sheet *sheet, const json_t *report);
void html_services_write(const struct sheet *sheet, const json_t *report);
void html_tables_headroom(const struct sheet *sheet, const json_t *report);
void html_cost_write(const struct sheet *sheet, const json_t *report);
/* Assumptions, and how to get this result again. */
void html_notes_write(const struct sheet *sheet, const json_t *report);

#endif
