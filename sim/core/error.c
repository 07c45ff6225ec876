/* error.c - what the user did wrong, with its place, all of it at once.
 *
 * The nearest name. The distance counts the insertions, deletions, replacements and
 * swaps of neighbouring letters that lead from one text to the other (Damerau 1964, in
 * the restricted form where no letter is touched twice); case counts. Only a distance
 * of at most a third of what was typed is a likely slip. A name cut short (least_conn) is
 * many insertions away and yet what was meant.
 */
#include "sim/core/error.h"

#include <stdint.h>
#include <string.h>

enum {
    ERROR_FOUND_LENGTH = 40, /* of a found text that is shown */
    ERROR_NAME_LENGTH = 64,  /* longer texts are nobody's misspelt name */
    ERROR_PREFIX_LENGTH = 3, /* less begins too many names */
};

void error_list_init(struct error_list *list, struct arena *arena)
{
    *list = (struct error_list){.arena = arena};
}

static void error_list_grow(struct error_list *list)
{
    list->capacity = list->capacity ? list->capacity * 2 : 8;
    list->items = arena_grow(list->arena, list->items, list->count, list->capacity,
                             sizeof(*list->items));
}

/* Copies the texts; counts without keeping when the list is full. */
static void error_list_put(struct error_list *list, enum severity severity,
                           struct place place, const char *path, const char *format,
                           va_list arguments)
{
    if (severity == SEVERITY_ERROR)
        list->errors++;
    if (list->count >= ERROR_LIST_LIMIT) {
        list->dropped++;
        return;
    }
    if (list->count == list->capacity)
        error_list_grow(list);
    struct arena *arena = list->arena;
    const char *file = place.file;
    place.file = file ? arena_text(arena, file, strlen(file)) : NULL;
    list->items[list->count++] = (struct error){
        .severity = severity,
        .place = place,
        .path = path ? arena_text(arena, path, strlen(path)) : "",
        .message = arena_format_list(arena, format, arguments),
    };
}

void error_list_add(struct error_list *list, struct place place, const char *path,
                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_list_put(list, SEVERITY_ERROR, place, path, format, arguments);
    va_end(arguments);
}

void error_list_warn(struct error_list *list, struct place place, const char *path,
                     const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_list_put(list, SEVERITY_WARNING, place, path, format, arguments);
    va_end(arguments);
}

/* ASCII's control characters, and the first byte of U+0080 to U+009F. */
static bool error_is_control(const char *text)
{
    const unsigned char c = (unsigned char)text[0], next = (unsigned char)text[1];
    return c < 0x20 || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0);
}

/* Shortens to ERROR_FOUND_LENGTH bytes without cutting a UTF-8 letter, and replaces
 * what a terminal could take for a command. */
static void error_found_text(char text[ERROR_FOUND_LENGTH + 4], const char *found)
{
    size_t length = strnlen(found, ERROR_FOUND_LENGTH + 1);
    const bool cut = length > ERROR_FOUND_LENGTH;
    if (cut) {
        length = ERROR_FOUND_LENGTH;
        while (length > 0 && ((unsigned char)found[length] & 0xc0) == 0x80)
            length--;
    }
    for (size_t i = 0; i < length; i++)
        text[i] = error_is_control(found + i) ? '?' : found[i];
    strcpy(text + length, cut ? "..." : "");
}

void error_list_expected(struct error_list *list, struct place place, const char *path,
                         const char *expected, const char *found, const char *nearest)
{
    char shown[ERROR_FOUND_LENGTH + 4];
    error_found_text(shown, found);
    if (nearest)
        error_list_add(list, place, path, "expected %s, got \"%s\"; did you mean %s?",
                       expected, shown, nearest);
    else
        error_list_add(list, place, path, "expected %s, got \"%s\"", expected, shown);
}

/* Files by name, then line, then column; what has no file comes last. */
static bool error_is_before(const struct error *a, const struct error *b)
{
    if (!a->place.file || !b->place.file)
        return a->place.file && !b->place.file;
    const bool a_in_file = a->place.line > 0, b_in_file = b->place.line > 0;
    if (a_in_file != b_in_file)
        return a_in_file;
    const int order = strcmp(a->place.file, b->place.file);
    if (order != 0)
        return order < 0;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line;
    return a->place.column < b->place.column;
}

/* By insertion: stable, and there are at most ERROR_LIST_LIMIT. */
void error_list_sort(struct error_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        const struct error moved = list->items[i];
        size_t place = i;
        for (; place > 0 && error_is_before(&moved, &list->items[place - 1]); place--)
            list->items[place] = list->items[place - 1];
        list->items[place] = moved;
    }
}

static const char *error_place_text(const struct error_list *list, struct place place)
{
    if (!place.file)
        return "";
    if (place.line <= 0)
        return arena_format(list->arena, "%s: ", place.file);
    return arena_format(list->arena, "%s:%d:%d: ", place.file, place.line, place.column);
}

const struct error *error_list_first(const struct error_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].severity == SEVERITY_ERROR)
            return &list->items[i];
    return NULL;
}

const char *error_text(const struct error_list *list, const struct error *error)
{
    const bool warning = error->severity == SEVERITY_WARNING;
    const bool has_path = error->path && error->path[0];
    return arena_format(list->arena, "%s%s%s%s%s", error_place_text(list, error->place),
                        warning ? "warning: " : "", has_path ? error->path : "",
                        has_path ? ": " : "", error->message);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Both at most ERROR_NAME_LENGTH long. rows: the last three lines of the table. */
static unsigned error_distance(const char *a, size_t a_length, const char *b,
                               size_t b_length)
{
    unsigned rows[3][ERROR_NAME_LENGTH + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        above[j] = before[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            const unsigned replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_length];
}

/* The shortest name that begins with `text`, NULL when none does. */
static const char *error_completed(const char *text, size_t length,
                                   const char *const *names, size_t count)
{
    const char *shortest = NULL;
    if (length < ERROR_PREFIX_LENGTH)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], text, length) == 0 &&
            (!shortest || strlen(names[i]) < strlen(shortest)))
            shortest = names[i];
    return shortest;
}

const char *error_nearest(const char *text, const char *const *names, size_t count)
{
    const size_t length = strnlen(text, ERROR_NAME_LENGTH + 1);
    if (length > ERROR_NAME_LENGTH)
        return NULL;
    const size_t third = length / 3;
    unsigned best = third < 1 ? 2 : third > 3 ? 4 : (unsigned)third + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t name_length = strnlen(names[i], ERROR_NAME_LENGTH + 1);
        if (name_length > ERROR_NAME_LENGTH)
            continue;
        const unsigned d = error_distance(text, length, names[i], name_length);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest ? nearest : error_completed(text, length, names, count);
}
