/* render.c - see render.h.
 */
#include "sim/cli/render.h"

#include "sim/cli/messages.h"
#include "sim/output/csv.h"
#include "sim/output/figures.h"
#include "sim/output/html.h"
#include "sim/output/json.h"
#include "sim/output/report_markdown.h"
#include "sim/output/text.h"

void render_report(void *object, FILE *out)
{
    const struct options *options = ((const struct rendering *)object)->options;
    json_t *report = ((const struct rendering *)object)->report;
    switch (options->format) {
    case FORMAT_JSON:
        json_write(report, out);
        break;
    case FORMAT_CSV:
        if (options->table == CSV_TABLE_BILL)
            csv_write_bill(report, out);
        else
            csv_write(report, out);
        break;
    case FORMAT_NDJSON:
        json_write_line(report, out);
        break;
    case FORMAT_MARKDOWN:
        report_markdown_write(report, out);
        break;
    case FORMAT_HTML:
        html_write(report, out);
        break;
    default:
        text_write(report, options_style(options), out);
    }
}

bool render_figures(const struct options *options, json_t *report, const char *name,
                    struct arena *arena)
{
    struct error_list messages;
    if (!options->plots.folder)
        return true;
    error_list_init(&messages, arena);
    figures_write(report, &options->plots, arena, &messages);
    messages_print(&messages, name, false);
    return messages.errors == 0;
}
