/* sweep_source.c - see sweep_source.h.
 *
 * Which kind a file is its first bytes say: SQLite's magic, the header of a CSV, or else
 * JSON. Rows of text are not taken apart: a line says its sweep, its point and of how
 * many, and is passed on as it is.
 */
#include "sim/output/sweep_source.h"

#include "sim/output/look.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "SQLite format 3";
static const char header[] = "sweep,point,points,";

static const char *fault_of(const struct sweep_source *source, const char *what,
                            struct arena *arena)
{
    return arena_format(arena, "%s:%" PRIu64 ": %s", source->file, source->line_number,
                        what);
}

/* Appends the next line to the text; false at the end of the file. */
static bool line_append(struct sweep_source *source, size_t *length)
{
    char *line = NULL;
    size_t capacity = 0;
    const ssize_t got = getline(&line, &capacity, source->in);
    if (got > 0) {
        if (*length + (size_t)got + 1 > source->capacity) {
            source->capacity = 2 * (*length + (size_t)got + 1);
            source->text = realloc(source->text, source->capacity);
            if (!source->text)
                arena_exhausted(source->capacity);
        }
        memcpy(source->text + *length, line, (size_t)got + 1);
        *length += (size_t)got;
        source->line_number++;
    }
    free(line);
    return got > 0;
}

/* A record may go on over line breaks inside quotes. */
static bool quotes_open(const char *text)
{
    bool open = false;
    for (; *text; text++)
        open ^= *text == '"';
    return open;
}

static bool record_read(struct sweep_source *source)
{
    size_t length = 0;
    if (!line_append(source, &length))
        return false;
    while (source->kind == SWEEP_SOURCE_CSV && quotes_open(source->text) &&
           line_append(source, &length))
        ;
    source->line = source->text;
    return true;
}

/* ---- what a line says of itself ---- */

static bool said_by_json(const char *line, char key[SWEEP_LINES_KEY + 1], double *point,
                         double *points)
{
    json_t *row = json_loads(line, 0, NULL);
    snprintf(key, SWEEP_LINES_KEY + 1, "%s", look_text(row, "sweep"));
    *point = look_number(row, "point");
    *points = look_number(row, "points");
    json_decref(row);
    return strlen(key) == SWEEP_LINES_KEY;
}

static bool said_by_csv(const char *line, char key[SWEEP_LINES_KEY + 1], double *point,
                        double *points)
{
    return sscanf(line, "%16[0-9a-f],%lf,%lf,", key, point, points) == 3 &&
           strlen(key) == SWEEP_LINES_KEY;
}

static const char *said_take(struct sweep_source *source, const char *key, double point,
                             double points, bool first, struct arena *arena)
{
    if (!(point >= 0) || !(point < points) || point != floor(point))
        return fault_of(source, "this is no row of a sweep", arena);
    if (first) {
        memcpy(source->key, key, sizeof(source->key));
        source->points = (uint64_t)points;
    } else if (strcmp(source->key, key) != 0 || source->points != (uint64_t)points) {
        return fault_of(source, "this row is of another sweep than those before it",
                        arena);
    } else if ((uint64_t)point <= source->point) {
        return fault_of(source, "points are not in rising order", arena);
    }
    source->point = (uint64_t)point;
    return NULL;
}

static const char *line_next(struct sweep_source *source, struct arena *arena)
{
    char key[SWEEP_LINES_KEY + 1] = "";
    double point = NAN, points = NAN;
    const bool first = !source->key[0];
    source->at_end = !record_read(source);
    if (source->at_end)
        return NULL;
    const bool said = source->kind == SWEEP_SOURCE_CSV
                          ? said_by_csv(source->line, key, &point, &points)
                          : said_by_json(source->line, key, &point, &points);
    if (!said || source->line[strlen(source->line) - 1] != '\n')
        return fault_of(source, "this is no whole row of a sweep", arena);
    return said_take(source, key, point, points, first, arena);
}

/* ---- all kinds ---- */

const char *sweep_source_next(struct sweep_source *source, struct arena *arena)
{
    if (source->kind != SWEEP_SOURCE_SQLITE)
        return line_next(source, arena);
    arena_reset(&source->arena);
    source->at_end = !sweep_reader_next(source->reader, &source->row, &source->arena);
    source->point = source->row.point;
    return NULL;
}

static const char *begin_sqlite(struct sweep_source *source, struct arena *arena)
{
    const char *fault =
        sweep_reader_open(&source->reader, source->file, &source->head, arena);
    if (fault)
        return fault;
    memcpy(source->key, source->head.key, SWEEP_LINES_KEY);
    source->points = source->head.points;
    return sweep_source_next(source, arena);
}

static const char *begin_text(struct sweep_source *source, struct arena *arena)
{
    if (source->kind == SWEEP_SOURCE_CSV) {
        record_read(source);
        source->header = arena_format(arena, "%s", source->line);
    }
    return sweep_source_next(source, arena);
}

const char *sweep_source_open(struct sweep_source *source, const char *file,
                              struct arena *arena)
{
    char start[sizeof header] = "";
    *source = (struct sweep_source){.file = file};
    arena_init(&source->arena);
    source->in = fopen(file, "r");
    if (!source->in)
        return arena_format(arena, "%s: %s", file, strerror(errno));
    const size_t got = fread(start, 1, sizeof header - 1, source->in);
    rewind(source->in);
    source->kind = got >= sizeof magic - 1 && memcmp(start, magic, sizeof magic - 1) == 0
                       ? SWEEP_SOURCE_SQLITE
                   : strcmp(start, header) == 0 ? SWEEP_SOURCE_CSV
                                                : SWEEP_SOURCE_NDJSON;
    return source->kind == SWEEP_SOURCE_SQLITE ? begin_sqlite(source, arena)
                                               : begin_text(source, arena);
}

void sweep_source_close(struct sweep_source *source)
{
    sweep_reader_close(source->reader);
    if (source->in)
        fclose(source->in);
    free(source->text);
    arena_clear(&source->arena);
}
