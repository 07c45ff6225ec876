/* markdown.h - text and tables in GitHub's Markdown, good in a pull request.
 *
 * Whatever a scenario calls its things is shown as it is: what Markdown or HTML would take
 * as its own is escaped.
 */
#ifndef OVERSTACK_OUTPUT_MARKDOWN_H
#define OVERSTACK_OUTPUT_MARKDOWN_H

#include <stdint.h>
#include <stdio.h>

void markdown_text(FILE *out, const char *text);

/* The page's heading; under it the answer in one sentence, behind its mark ("✓", "✗", "?",
 * "!"), and at its end what was run: the same for every command. */
void markdown_title(FILE *out, const char *title);
void markdown_answer(FILE *out, const char *mark, const char *text);
void markdown_foot(FILE *out, const char *text);

struct markdown_column {
    const char *title;
    int figures; /* 1: to the right */
};

void markdown_table(FILE *out, const struct markdown_column *columns, uint32_t count);
/* A row below it, of as many cells. */
void markdown_row(FILE *out, const char *const *cells, uint32_t count);

#endif
