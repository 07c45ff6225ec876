/* picture.c - see picture.h. gnuplot reads and writes files: they stand in a folder of
 * their own that is gone afterwards.
 */
#include "sim/output/picture.h"

#include "sim/output/file.h"
#include "sim/output/gnuplot.h"
#include "sim/output/plot_data.h"

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

static const char *write_data(const char *csv, const char *path, struct arena *arena)
{
    struct file file;
    const char *fault = file_open(&file, path, arena);
    if (fault)
        return fault;
    fputs(csv, file.stream);
    return file_commit(&file);
}

static const char *run_script(const struct picture *picture, const char *data,
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

const char *picture_write(const struct picture *picture, const char *data,
                          const char *drawing, struct arena *arena)
{
    const char *csv = file_text(data, arena);
    const char *plain = csv ? plot_data_plain(arena, csv) : NULL;
    if (!plain)
        return run_script(picture, data, drawing, arena);
    struct picture changed = *picture;
    for (uint32_t i = 0; i < picture->argument_count; i++) {
        const char *word = plot_data_word(arena, picture->arguments[i]);
        if (strstr(plain, word)) /* a column's name */
            changed.arguments[i] = word;
    }
    const char *copy = arena_format(arena, "%s.data", drawing);
    const char *fault = write_data(plain, copy, arena);
    if (!fault)
        fault = run_script(&changed, copy, drawing, arena);
    unlink(copy);
    return fault;
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
    *fault = write_data(picture->csv, data, arena);
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
