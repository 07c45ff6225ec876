/* sheet.c - see sheet.h.
 */
#include "sim/output/sheet.h"

#include <stdarg.h>
#include <string.h>

enum {
    SENTENCE = 60,   /* bytes of a cell that is read, not looked at */
    PHRASE = 24,     /* of one that needs more than the room of its longest word */
    WORD_LIMIT = 22, /* a longer word is broken where there is no room for it */
};

void sheet_text(const struct sheet *sheet, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '<')
            fputs("&lt;", sheet->out);
        else if (c == '>')
            fputs("&gt;", sheet->out);
        else if (c == '&')
            fputs("&amp;", sheet->out);
        else if (c == '"')
            fputs("&quot;", sheet->out);
        else if (c == '\'')
            fputs("&#39;", sheet->out);
        else
            fputc((c < ' ' && c != '\n') || c == 0x7f ? ' ' : c, sheet->out);
    }
}

void sheet_markup(const struct sheet *sheet, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(sheet->out, format, arguments);
    va_end(arguments);
}

void sheet_element(const struct sheet *sheet, const char *open, const char *text)
{
    sheet_markup(sheet, "<%s>", open);
    sheet_text(sheet, text);
    sheet_markup(sheet, "</%.*s>\n", (int)strcspn(open, " "), open);
}

void sheet_table(const struct sheet *sheet, const struct sheet_column *columns,
                 uint32_t count)
{
    fputs("<div class=\"wide\"><table><thead><tr>", sheet->out);
    for (uint32_t i = 0; i < count; i++) {
        sheet_markup(sheet, "<th scope=\"col\"%s>",
                     columns[i].figures ? " class=\"n\"" : "");
        sheet_text(sheet, columns[i].title);
        fputs("</th>", sheet->out);
    }
    fputs("</tr></thead><tbody>\n", sheet->out);
}

/* Bytes of the longest word. */
static size_t longest_word(const char *text)
{
    size_t longest = 0;
    while (*text) {
        const size_t word = strcspn(text, " ");
        longest = word > longest ? word : longest;
        text += word + (text[word] == ' ');
    }
    return longest;
}

void sheet_cell(const struct sheet *sheet, const char *text, bool figures)
{
    fputs(figures                           ? "<td class=\"n\">"
          : strlen(text) > SENTENCE         ? "<td class=\"s\">"
          : longest_word(text) > WORD_LIMIT ? "<td class=\"w\">"
          : strlen(text) > PHRASE           ? "<td class=\"m\">"
                                            : "<td>",
          sheet->out);
    sheet_text(sheet, text);
    fputs("</td>", sheet->out);
}

void sheet_row(const struct sheet *sheet, const struct sheet_column *columns,
               const char *const *cells, uint32_t count, const char *class_name)
{
    sheet_markup(sheet, *class_name ? "<tr class=\"%s\">" : "<tr>", class_name);
    for (uint32_t i = 0; i < count; i++)
        sheet_cell(sheet, cells[i], columns[i].figures);
    fputs("</tr>\n", sheet->out);
}

void sheet_table_end(const struct sheet *sheet)
{
    fputs("</tbody></table></div>\n", sheet->out);
}
