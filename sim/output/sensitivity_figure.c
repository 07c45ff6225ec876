/* sensitivity_figure.c - see sensitivity_figure.h.
 */
#include "sim/output/sensitivity_figure.h"

#include "sim/output/figures.h"
#include "sim/output/file.h"
#include "sim/output/gnuplot.h"
#include "sim/output/look.h"
#include "sim/output/sensitivity_table.h"
#include "sim/output/sensitivity_words.h"

static const struct place nowhere = {NULL, 0, 0};

/* NULL, or why there is no CSV file. */
static const char *write_data(const json_t *output, const char *path, struct arena *arena)
{
    struct file file;
    const char *fault = file_open(&file, path, arena);
    if (fault)
        return fault;
    sensitivity_table_tornado(output, file.stream);
    return file_commit(&file);
}

/* The arguments of the script: its folder, data, picture, title, unit. */
static const char *draw(const json_t *output, const char *scripts, const char *data,
                        const char *picture, struct arena *arena)
{
    struct file file;
    if (!scripts)
        return "the folder plots with gnuplot's scripts was not found";
    const char *fault = file_open(&file, picture, arena);
    if (fault)
        return fault;
    const char *arguments[] = {
        scripts, data, file.temporary ? file.temporary : file.target,
        sensitivity_words_output(output, arena), look_text(output, "unit")};
    fault = gnuplot_run(arena_format(arena, "%s/tornado.gp", scripts), arguments,
                        sizeof arguments / sizeof *arguments, arena);
    if (!fault)
        return file_commit(&file);
    file_abandon(&file);
    return fault;
}

void sensitivity_figure_write(const json_t *report, const char *folder,
                              struct arena *arena, struct error_list *messages)
{
    const json_t *outputs = look_at(report, "outputs");
    const size_t thresholds = json_array_size(look_at(report, "probability/thresholds"));
    const char *scripts = figures_scripts(arena);
    const char *fault = file_make_folder(folder, arena), *undrawn = NULL;
    for (size_t i = 0; !fault && i < (thresholds ? thresholds : 1); i++) {
        const json_t *output = json_array_get(outputs, i);
        const char *name = i == 0 ? arena_format(arena, "%s/tornado", folder)
                                  : arena_format(arena, "%s/tornado-%zu", folder, i + 1);
        const char *data = arena_format(arena, "%s.csv", name);
        fault = write_data(output, data, arena);
        if (!fault && !undrawn)
            undrawn =
                draw(output, scripts, data, arena_format(arena, "%s.png", name), arena);
    }
    if (fault)
        error_list_add(messages, nowhere, NULL, "%s", fault);
    if (undrawn)
        error_list_warn(messages, nowhere, NULL, "%s; the CSV files are in %s", undrawn,
                        folder);
}
