/* markdown.c - see markdown.h; GitHub Flavored Markdown, sections 2.4 and 4.10.
 */
#include "sim/output/markdown.h"

#include <string.h>

void markdown_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '&')
            fputs("&amp;", out);
        else if (strchr("\n\r\t", *text))
            fputc(' ', out);
        else
            fprintf(out, "%s%c", strchr("\\`*_[]|~#@", *text) ? "\\" : "", *text);
    }
}

void markdown_title(FILE *out, const char *title)
{
    fputs("## ", out);
    markdown_text(out, title);
    fputc('\n', out);
}

void markdown_answer(FILE *out, const char *mark, const char *text)
{
    fprintf(out, "\n%s **", mark);
    markdown_text(out, text);
    fputs("**\n", out);
}

void markdown_foot(FILE *out, const char *text)
{
    fputs("\n<sub>", out);
    markdown_text(out, text);
    fputs("</sub>\n", out);
}

void markdown_row(FILE *out, const char *const *cells, uint32_t count)
{
    fputc('|', out);
    for (uint32_t i = 0; i < count; i++) {
        fputc(' ', out);
        markdown_text(out, cells[i]);
        fputs(" |", out);
    }
    fputc('\n', out);
}

void markdown_table(FILE *out, const struct markdown_column *columns, uint32_t count)
{
    fputs("\n|", out);
    for (uint32_t i = 0; i < count; i++) {
        fputc(' ', out);
        markdown_text(out, columns[i].title);
        fputs(" |", out);
    }
    fputs("\n|", out);
    for (uint32_t i = 0; i < count; i++)
        fputs(columns[i].figures ? " ---: |" : " --- |", out);
    fputc('\n', out);
}
