/* html_drawing.c - see html_drawing.h.
 *
 * gnuplot calls its parts by the same names in every picture; in one page they would
 * point into each other, so each picture's names get its number.
 */
#include "sim/output/html_drawing.h"

#include <string.h>

/* Where a name begins: behind id=", href="#, url(#; 0: not here. */
static size_t name_at(const char *text)
{
    static const char *const before[] = {"id=\"",   "id='",  "href=\"#",
                                         "href='#", "url(#", "url('#"};
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
        if (strncmp(text, before[i], strlen(before[i])) == 0)
            return strlen(before[i]);
    return 0;
}

void html_drawing_write(const struct sheet *sheet, const char *svg, uint32_t number)
{
    const char *begin = strstr(svg, "<svg"), *end = svg ? strstr(svg, "</svg>") : NULL;
    for (const char *c = begin; c && c < end;) {
        const size_t name = name_at(c);
        const char *comment = strncmp(c, "<!--", 4) == 0 ? strstr(c, "-->") : NULL;
        if (comment) {
            c = comment + 3;
        } else if (name > 0) {
            sheet_markup(sheet, "%.*sf%u", (int)name, c, number);
            c += name;
        } else {
            fputc(*c++, sheet->out);
        }
    }
}
