/* report_plot.c - see report_plot.h.
 */
#include "sim/output/report_plot.h"

#include "sim/output/file.h"

static const char *write_csv(const struct picture *picture, const char *folder,
                             const char *path, struct arena *arena)
{
    struct file file;
    const char *fault = file_make_folder(folder, arena);
    if (!fault)
        fault = file_open(&file, path, arena);
    if (fault)
        return fault;
    fputs(picture->csv, file.stream);
    return file_commit(&file);
}

void report_plot_write(const struct picture *picture, const char *name,
                       const struct plot_place *place, struct arena *arena,
                       struct error_list *messages)
{
    const struct place nowhere = {NULL, 0, 0};
    const char *base = arena_format(arena, "%s/%s", place->folder, name);
    unsigned formats = place->formats;
    const char *fault =
        write_csv(picture, place->folder, arena_format(arena, "%s.csv", base), arena);
    if (fault) {
        error_list_add(messages, nowhere, NULL, "%s", fault);
        return;
    }
    fault = plot_draw(picture, base, &formats, arena);
    if (fault)
        error_list_warn(messages, nowhere, NULL, "%s; the CSV file is in %s", fault,
                        place->folder);
}
