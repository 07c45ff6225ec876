/* html.c - see html.h. The order is that of the text report: the answer first, then why,
 * then what it looks like, what it costs and what it rests on.
 */
#include "sim/output/html.h"

#include "sim/output/figures.h"
#include "sim/output/figures_pick.h"
#include "sim/output/html_design.h"
#include "sim/output/html_figure.h"
#include "sim/output/html_page.h"
#include "sim/output/html_parts.h"
#include "sim/output/look.h"

/* Those of one script ("latency"), or all others (NULL). */
static void write_figures(const struct sheet *sheet, const json_t *report,
                          const struct figures_album *album, bool latency)
{
    for (uint32_t i = 0; i < album->count; i++) {
        const struct html_figure figure = {
            .picture = &album->items[i],
            .number = i,
            .step_s = look_number(report, "timeline/step_s"),
            .span_s = look_number(report, "scenario/simulated_s")};
        if ((album->items[i].script[0] == 'l') == latency)
            html_figure_write(sheet, &figure);
    }
}

static void write_fault(const struct sheet *sheet, const struct figures_album *album)
{
    if (album->fault)
        sheet_element(sheet, "p class=\"bad\"",
                      arena_format(sheet->arena,
                                   "The figures are not drawn: %s. Their numbers are "
                                   "below.",
                                   album->fault));
}

static void write_left_out(const struct sheet *sheet, const json_t *report)
{
    const size_t machines = json_object_size(look_at(report, "hosts"));
    const bool *picked = figures_pick(report, FIGURES_PAGE_MACHINES, sheet->arena);
    size_t shown = 0;
    for (size_t i = 0; i < machines; i++)
        shown += picked[i];
    if (shown < machines)
        sheet_element(
            sheet, "p class=\"dim\"",
            arena_format(
                sheet->arena,
                "Figures of the %zu machines that came nearest to their limits, of "
                "%zu; overstack report --plots DIR draws all.",
                shown, machines));
}

void html_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet sheet = {out, &arena};
    const struct figures_album album = figures_for_page(report, &arena);
    html_page_begin(&sheet, look_text(report, "scenario/name"));
    html_verdict_write(&sheet, report);
    html_design_write(&sheet, report);
    html_tables_requests(&sheet, report);
    write_fault(&sheet, &album);
    write_figures(&sheet, report, &album, true);
    html_tables_machines(&sheet, report);
    write_left_out(&sheet, report);
    write_figures(&sheet, report, &album, false);
    html_services_write(&sheet, report);
    html_tables_headroom(&sheet, report);
    html_cost_write(&sheet, report);
    html_notes_write(&sheet, report);
    html_page_end(&sheet);
    arena_clear(&arena);
}
