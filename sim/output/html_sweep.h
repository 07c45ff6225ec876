/* html_sweep.h - a sweep as one page: what passed, the best and the worst, the points; a
 * line over one varied path of numbers, a heat map over two.
 *
 * Rows come one by one; the first few thousand are kept for the page, the counts and the
 * best of all are those of sweep_text.h.
 */
#ifndef OVERSTACK_OUTPUT_HTML_SWEEP_H
#define OVERSTACK_OUTPUT_HTML_SWEEP_H

#include "sim/output/sweep_text.h"

enum { HTML_SWEEP_ROWS = 1600 }; /* that are kept */

struct html_sweep {
    const struct sweep_head *head;
    struct sweep_row *rows; /* the arena's */
    uint32_t count;
    struct arena arena;
};

void html_sweep_init(struct html_sweep *page, const struct sweep_head *head);
void html_sweep_add(struct html_sweep *page, const struct sweep_row *row);
/* `text` has seen all rows. `again`: the command line. */
void html_sweep_write(struct html_sweep *page, const struct sweep_text *text,
                      const char *again, FILE *out);
void html_sweep_clear(struct html_sweep *page);

#endif
