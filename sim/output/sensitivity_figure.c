/* sensitivity_figure.c - see sensitivity_figure.h.
 */
#include "sim/output/sensitivity_figure.h"

#include "sim/output/file.h"
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

/* The title, and the unit of the axis. */
static const char *draw(const json_t *output, const char *name, unsigned *formats,
                        struct arena *arena)
{
    const struct picture picture = {
        .script = "tornado",
        .arguments = {sensitivity_words_output(output, arena), look_text(output, "unit")},
        .argument_count = 2};
    return plot_draw(&picture, name, formats, arena);
}

void sensitivity_figure_write(const json_t *report, const struct plot_place *place,
                              struct arena *arena, struct error_list *messages)
{
    const json_t *outputs = look_at(report, "outputs");
    const size_t thresholds = json_array_size(look_at(report, "probability/thresholds"));
    const char *fault = file_make_folder(place->folder, arena), *undrawn = NULL;
    unsigned formats = place->formats;
    for (size_t i = 0; !fault && i < (thresholds ? thresholds : 1); i++) {
        const json_t *output = json_array_get(outputs, i);
        const char *name =
            i == 0 ? arena_format(arena, "%s/tornado", place->folder)
                   : arena_format(arena, "%s/tornado-%zu", place->folder, i + 1);
        fault = write_data(output, arena_format(arena, "%s.csv", name), arena);
        const char *failure = fault ? NULL : draw(output, name, &formats, arena);
        undrawn = undrawn ? undrawn : failure;
    }
    if (fault)
        error_list_add(messages, nowhere, NULL, "%s", fault);
    if (undrawn)
        error_list_warn(messages, nowhere, NULL, "%s; the CSV files are in %s", undrawn,
                        place->folder);
}
