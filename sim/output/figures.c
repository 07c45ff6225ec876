/* figures.c - see figures.h.
 */
#include "sim/output/figures.h"

#include "sim/output/csv.h"
#include "sim/output/ellipsis.h"
#include "sim/output/figures_data.h"
#include "sim/output/figures_pick.h"
#include "sim/output/file.h"
#include "sim/output/look.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct figures {
    const json_t *report;
    const char *folder;
    struct arena *arena;
    struct error_list *messages;
    const char *fault;           /* why a picture could not be drawn; NULL */
    unsigned formats;            /* of 1 << enum plot_format: those that can be */
    struct figures_album *album; /* takes the pictures; NULL: they stay in the folder */
};

static const struct place nowhere = {NULL, 0, 0};

/* ---- Files ---- */

/* "web[0]" as part of a file's name: what a shell or a file system might mind becomes a
 * '-', and a closing bracket nothing. */
static const char *file_name(struct arena *arena, const char *name)
{
    char *made = arena_allocate(arena, strlen(name) + 1);
    char *to = made;
    for (; *name; name++) {
        const unsigned char c = (unsigned char)*name;
        const int plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
        if (c != ']')
            *to++ = plain ? (char)c : '-';
    }
    return made;
}

static const char *path_of(const struct figures *figures, const char *name,
                           const char *ending)
{
    return arena_format(figures->arena, "%s/%s.%s", figures->folder, name, ending);
}

/* Opens DIR/NAME.csv; false and an error when it cannot be. */
static bool open_csv(struct figures *figures, const char *name, struct file *file)
{
    const char *fault = file_open(file, path_of(figures, name, "csv"), figures->arena);
    if (fault)
        error_list_add(figures->messages, nowhere, NULL, "%s", fault);
    return !fault;
}

static bool close_csv(struct figures *figures, struct file *file)
{
    const char *fault = file_commit(file);
    if (fault)
        error_list_add(figures->messages, nowhere, NULL, "%s", fault);
    return !fault;
}

static bool write_columns(struct figures *figures, const char *name,
                          const struct figures_columns *columns)
{
    struct file file;
    if (!open_csv(figures, name, &file))
        return false;
    figures_data_write(figures->report, columns, file.stream);
    return close_csv(figures, &file);
}

/* DIR/NAME.csv with the events of a machine (NULL: all). */
static void write_events(struct figures *figures, const char *name, const char *machine)
{
    struct file file;
    if (!open_csv(figures, name, &file))
        return;
    figures_data_write_events(figures->report, machine, figures->arena, file.stream);
    close_csv(figures, &file);
}

static void write_timeline(struct figures *figures)
{
    struct file file;
    if (!open_csv(figures, "timeline", &file))
        return;
    csv_write(figures->report, file.stream);
    close_csv(figures, &file);
}

/* ---- Pictures ---- */

static void album_add(struct figures *figures, const struct figures_picture *picture)
{
    struct figures_album *album = figures->album;
    if (!album)
        return;
    if (album->count == album->capacity) {
        album->capacity = album->capacity * 2 + 8;
        album->items = arena_grow(figures->arena, album->items, album->count,
                                  album->capacity, sizeof(*album->items));
    }
    album->items[album->count++] = *picture;
}

static void draw(struct figures *figures, const char *script, const char *name,
                 const char *title, const struct figures_columns *columns,
                 const char *events)
{
    struct arena *arena = figures->arena;
    if (columns->steps == 0)
        return;
    const char *above = figures->album ? ellipsis_cut(arena, title, 60) : title;
    const struct picture drawing = {.script = script,
                                    .arguments = {above, path_of(figures, events, "csv")},
                                    .argument_count = 2};
    const char *fault =
        plot_draw(&drawing, arena_format(arena, "%s/%s", figures->folder, name),
                  &figures->formats, arena);
    figures->fault = figures->fault ? figures->fault : fault;
    struct figures_picture picture = {script, title, NULL, *columns};
    if (figures->album && !figures->fault)
        picture.svg = file_text(path_of(figures, name, "svg"), arena);
    album_add(figures, &picture);
}

/* The legend of a page has room for so many services, and for short names. */
static void fit_page(struct figures_columns *columns, struct arena *arena)
{
    figures_data_join(columns, FIGURES_PAGE_SERVICES, arena);
    for (uint32_t i = 0; i < columns->count; i++)
        columns->items[i].title = ellipsis_cut(arena, columns->items[i].title, 28);
}

static void make_cpu_and_memory(struct figures *figures, const char *machine,
                                const char *suffix)
{
    struct arena *arena = figures->arena;
    const char *events = arena_format(arena, "events%s", suffix);
    write_events(figures, events, *suffix ? machine : NULL);
    const char *cpu = arena_format(arena, "cpu%s", suffix);
    struct figures_columns columns = figures_data_cpu(figures->report, machine, arena);
    if (write_columns(figures, cpu, &columns))
        draw(figures, "cpu", cpu, machine, &columns, events);
    const char *memory = arena_format(arena, "memory%s", suffix);
    columns = figures_data_memory(figures->report, machine, arena);
    if (figures->album)
        fit_page(&columns, arena);
    if (write_columns(figures, memory, &columns))
        draw(figures, "memory", memory, machine, &columns, events);
}

static void make_latency(struct figures *figures)
{
    write_events(figures, "events", NULL);
    const struct figures_columns columns =
        figures_data_latency(figures->report, figures->arena);
    if (write_columns(figures, "latency", &columns))
        draw(figures, "latency", "latency", "all requests", &columns, "events");
}

static void make_all(struct figures *figures)
{
    json_t *hosts = look_at(figures->report, "hosts");
    const bool several = json_object_size(hosts) > 1;
    const bool *picked =
        figures->album
            ? figures_pick(figures->report, FIGURES_PAGE_MACHINES, figures->arena)
            : NULL;
    size_t i = 0;
    const char *machine;
    json_t *host;
    write_timeline(figures);
    make_latency(figures);
    json_object_foreach (hosts, machine, host) {
        const char *suffix = several ? arena_format(figures->arena, "-%s",
                                                    file_name(figures->arena, machine))
                                     : "";
        if (!picked || picked[i++])
            make_cpu_and_memory(figures, machine, suffix);
    }
}

void figures_write(const json_t *report, const struct plot_place *place,
                   struct arena *arena, struct error_list *messages)
{
    struct figures figures = {.report = report,
                              .folder = place->folder,
                              .formats = place->formats,
                              .arena = arena,
                              .messages = messages};
    const char *fault = file_make_folder(place->folder, arena);
    if (fault) {
        error_list_add(messages, nowhere, NULL, "%s", fault);
        return;
    }
    make_all(&figures);
    if (figures.fault)
        error_list_warn(messages, nowhere, NULL, "%s; the CSV files are in %s",
                        figures.fault, place->folder);
}

/* ---- For a page ---- */

static void folder_remove(struct arena *arena, const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries)))
        if (entry->d_name[0] != '.')
            unlink(arena_format(arena, "%s/%s", folder, entry->d_name));
    if (entries)
        closedir(entries);
    rmdir(folder);
}

struct figures_album figures_for_page(const json_t *report, struct arena *arena)
{
    struct figures_album album = {0};
    struct error_list messages;
    const char *home = getenv("TMPDIR");
    char *folder =
        arena_format(arena, "%s/overstack-XXXXXX", home && *home ? home : "/tmp");
    error_list_init(&messages, arena);
    struct figures figures = {.report = report,
                              .folder = folder,
                              .formats = 1U << PLOT_SVG,
                              .arena = arena,
                              .messages = &messages,
                              .album = &album};
    if (!mkdtemp(folder)) {
        album.fault = arena_format(arena, "cannot write to %s", folder);
        return album;
    }
    make_all(&figures);
    folder_remove(arena, folder);
    album.fault = figures.fault;
    return album;
}
