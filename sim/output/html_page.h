/* html_page.h - what all pages share: the head with its style, and the foot.
 */
#ifndef OVERSTACK_OUTPUT_HTML_PAGE_H
#define OVERSTACK_OUTPUT_HTML_PAGE_H

#include "sim/output/sheet.h"

/* The title is text. */
void html_page_begin(const struct sheet *sheet, const char *title);
/* The answer, first on every page: its mark, of which the colour follows, and a sentence. */
void html_page_verdict(const struct sheet *sheet, const char *mark, const char *text);
void html_page_end(const struct sheet *sheet);

#endif
