/* picture.c - see picture.h. gnuplot reads and writes files: they stand in a folder of
 * their own that is gone afterwards.
 */
#include "sim/output/picture.h"

#include "sim/output/file.h"
#include "sim/output/gnuplot.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *picture_csv(struct arena *arena, void (*write)(const json_t *tree, FILE *out),
                        const json_t *tree)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        arena_exhausted(size);
    write(tree, out);
    if (fclose(out) != 0)
        arena_exhausted(size);
    const char *csv = arena_text(arena, text, size);
    free(text);
    return csv;
}

static const char *write_data(const struct picture *picture, const char *path,
                              struct arena *arena)
{
    struct file file;
    const char *fault = file_open(&file, path, arena);
    if (fault)
        return fault;
    fputs(picture->csv, file.stream);
    return file_commit(&file);
}

const char *picture_write(const struct picture *picture, const char *data,
                          const char *drawing, struct arena *arena)
{
    const char *scripts = gnuplot_scripts(arena);
    const char *arguments[3 + PICTURE_ARGUMENTS] = {scripts, data, drawing};
    if (!scripts)
        return "the folder plots with gnuplot's scripts was not found";
    memcpy(arguments + 3, picture->arguments, sizeof(picture->arguments));
    return gnuplot_run(arena_format(arena, "%s/%s.gp", scripts, picture->script),
                       arguments, 3 + picture->argument_count, arena);
}

const char *picture_draw(const struct picture *picture, struct arena *arena,
                         const char **fault)
{
    const char *home = getenv("TMPDIR"), *svg = NULL;
    char *folder =
        arena_format(arena, "%s/overstack-XXXXXX", home && *home ? home : "/tmp");
    if (!mkdtemp(folder)) {
        *fault = arena_format(arena, "cannot write to %s", folder);
        return NULL;
    }
    const char *data = arena_format(arena, "%s/data.csv", folder);
    const char *drawing = arena_format(arena, "%s/picture.svg", folder);
    *fault = write_data(picture, data, arena);
    if (!*fault)
        *fault = picture_write(picture, data, drawing, arena);
    if (!*fault)
        svg = file_text(drawing, arena);
    if (!*fault && !svg)
        *fault = "gnuplot drew nothing";
    unlink(data);
    unlink(drawing);
    rmdir(folder);
    return svg;
}
