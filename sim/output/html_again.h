/* html_again.h - the command that gives a result again, on a page.
 */
#ifndef OVERSTACK_OUTPUT_HTML_AGAIN_H
#define OVERSTACK_OUTPUT_HTML_AGAIN_H

#include "sim/output/sheet.h"

#include <jansson.h>

/* "overstack COMMAND FILE --variant ... --seed ... --duration ... REST", of the `scenario`
 * of the report. */
void html_again_write_command(const struct sheet *sheet, const char *command,
                              const json_t *report, const char *rest);
/* What it was made with; `hashes`: of the scenario and the catalog. */
void html_again_write_version(const struct sheet *sheet, const json_t *report,
                              const char *hashes);
/* Both under their heading. */
void html_again_write(const struct sheet *sheet, const char *command,
                      const json_t *report, const char *rest);

#endif
