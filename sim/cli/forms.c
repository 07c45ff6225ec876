/* forms.c - see forms.h.
 */
#include "sim/cli/forms.h"

#include "sim/cli/messages.h"
#include "sim/output/calibrate_text.h"
#include "sim/output/capacity_figure.h"
#include "sim/output/capacity_text.h"
#include "sim/output/compare_csv.h"
#include "sim/output/compare_figure.h"
#include "sim/output/compare_markdown.h"
#include "sim/output/compare_text.h"
#include "sim/output/html_calibrate.h"
#include "sim/output/html_capacity.h"
#include "sim/output/html_compare.h"
#include "sim/output/html_recommend.h"
#include "sim/output/html_sensitivity.h"
#include "sim/output/recommend_csv.h"
#include "sim/output/recommend_figure.h"
#include "sim/output/recommend_markdown.h"
#include "sim/output/recommend_text.h"
#include "sim/output/sensitivity_figure.h"
#include "sim/output/sensitivity_table.h"
#include "sim/output/sensitivity_text.h"

#include <string.h>

static const struct forms all[] = {
    {"calibrate", {calibrate_text_write, NULL, NULL, html_calibrate_write}, NULL},
    {"capacity",
     {capacity_text_write, capacity_figure_csv, capacity_text_markdown,
      html_capacity_write},
     capacity_figure_write},
    {"compare",
     {compare_text_write, compare_csv_write, compare_markdown_write, html_compare_write},
     compare_figure_write},
    {"recommend",
     {recommend_text_write, recommend_csv_write, recommend_markdown_write,
      html_recommend_write},
     recommend_figure_write},
    {"sensitivity",
     {sensitivity_text_write, sensitivity_table_csv, sensitivity_table_markdown,
      html_sensitivity_write},
     sensitivity_figure_write},
};

bool forms_draw(const struct forms *forms, const struct options *options,
                const json_t *report, const char *name, struct arena *arena)
{
    struct error_list messages;
    if (!options->plots.folder)
        return true;
    error_list_init(&messages, arena);
    forms->figures(report, &options->plots, arena, &messages);
    messages_print(&messages, name, false);
    return messages.errors == 0;
}

const struct forms *forms_find(const char *command)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].command, command) == 0)
            return &all[i];
    return NULL;
}
