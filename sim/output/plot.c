/* plot.c - see plot.h.
 */
#include "sim/output/plot.h"

#include "sim/output/file.h"

#include <string.h>

static const char *const format_names[PLOT_FORMATS] = {"png", "svg", "pdf"};

const char *plot_format_name(enum plot_format format)
{
    return format_names[format];
}

/* The format whose name the first `length` bytes are; PLOT_FORMATS: none. */
static unsigned format_of(const char *text, size_t length)
{
    unsigned format = 0;
    while (format < PLOT_FORMATS && (strlen(format_names[format]) != length ||
                                     memcmp(format_names[format], text, length) != 0))
        format++;
    return format;
}

unsigned plot_formats_read(const char *text)
{
    unsigned formats = 0;
    for (;;) {
        const size_t length = strcspn(text, ",");
        const unsigned format = format_of(text, length);
        if (format == PLOT_FORMATS)
            return 0;
        formats |= 1U << format;
        if (!text[length])
            return formats;
        text += length + 1;
    }
}

static const char *draw_one(const struct picture *picture, const char *name,
                            enum plot_format format, struct arena *arena)
{
    const char *data = arena_format(arena, "%s.csv", name);
    const char *target = arena_format(arena, "%s.%s", name, plot_format_name(format));
    struct file file;
    const char *fault = file_open(&file, target, arena);
    if (fault)
        return fault;
    fault = picture_write(picture, data, file.temporary ? file.temporary : file.target,
                          arena);
    if (!fault)
        return file_commit(&file);
    file_abandon(&file);
    return fault;
}

const char *plot_draw(const struct picture *picture, const char *name, unsigned *formats,
                      struct arena *arena)
{
    const char *first = NULL;
    for (enum plot_format format = 0; format < PLOT_FORMATS; format++) {
        if (!(*formats & 1U << format))
            continue;
        const char *fault = draw_one(picture, name, format, arena);
        if (fault)
            *formats &= ~(1U << format);
        first = first ? first : fault;
    }
    return first;
}
