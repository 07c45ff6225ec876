/* json.c - see json.h.
 *
 * Layout: an object or array is written on one line when it holds scalars only (or small
 * arrays of scalars) and ends before column JSON_WIDTH; a long array of scalars (a
 * series) or object of figures is filled line by line; everything else has one member a
 * line, two spaces deeper. The width of a candidate is counted without writing it.
 */
#include "sim/output/json.h"

#include "sim/core/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { JSON_WIDTH = 100, JSON_INDENT = 2 };

void json_allocate_with(void *(*allocate)(size_t size))
{
    json_set_alloc_funcs(allocate, free);
}

json_t *json_figure(double value)
{
    return isfinite(value) ? json_real(value == 0 ? 0.0 : value) : json_null();
}

/* Length of the UTF-8 sequence at `text`, 0 when it is none (Unicode 15, table 3-7). */
static size_t sequence_length(const unsigned char *text)
{
    const unsigned char lead = text[0];
    if (lead < 0x80)
        return 1;
    const size_t length = lead < 0xc2   ? 0
                          : lead < 0xe0 ? 2
                          : lead < 0xf0 ? 3
                          : lead < 0xf5 ? 4
                                        : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    const bool overlong =
        (lead == 0xe0 && text[1] < 0xa0) || (lead == 0xf0 && text[1] < 0x90);
    const bool surrogate = lead == 0xed && text[1] > 0x9f;
    const bool too_large = lead == 0xf4 && text[1] > 0x8f;
    return overlong || surrogate || too_large ? 0 : length;
}

/* A stream into memory that cannot fail half-way: its errors show as a NULL text. */
static json_t *repaired(const char *text)
{
    char *copy = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&copy, &size);
    if (!memory)
        return NULL;
    while (*text) {
        const size_t length = sequence_length((const unsigned char *)text);
        if (length)
            fwrite(text, 1, length, memory);
        else
            fputs("\xef\xbf\xbd", memory);
        text += length ? length : 1;
    }
    json_t *value = fclose(memory) ? NULL : json_string(copy);
    free(copy);
    return value;
}

json_t *json_words(const char *text)
{
    if (!text)
        return json_null();
    json_t *value = json_string(text);
    return value ? value : repaired(text);
}

/* ---- Scalars ---- */

static size_t put(FILE *out, const char *text)
{
    if (out)
        fputs(text, out);
    return strlen(text);
}

/* Quoted; returns the bytes written (or, without `out`, that would be). */
static size_t put_string(FILE *out, const char *text)
{
    size_t length = put(out, "\"");
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        char escaped[8] = {(char)c, 0};
        switch (c) {
        case '"':
        case '\\':
            escaped[0] = '\\', escaped[1] = (char)c, escaped[2] = 0;
            break;
        case '\n':
            memcpy(escaped, "\\n", 3);
            break;
        case '\t':
            memcpy(escaped, "\\t", 3);
            break;
        default:
            if (c < 0x20 || c == 0x7f)
                snprintf(escaped, sizeof escaped, "\\u%04x", c);
        }
        length += put(out, escaped);
    }
    return length + put(out, "\"");
}

static size_t put_number(FILE *out, double value)
{
    char text[UNIT_TEXT];
    units_write_exact(text, value == 0 ? 0.0 : value);
    return put(out, text);
}

static size_t put_scalar(FILE *out, json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return put_string(out, json_string_value(value));
    case JSON_REAL:
        return put_number(out, json_real_value(value));
    case JSON_INTEGER: {
        char text[UNIT_TEXT];
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return put(out, text);
    }
    case JSON_TRUE:
        return put(out, "true");
    case JSON_FALSE:
        return put(out, "false");
    default:
        return put(out, "null");
    }
}

/* ---- On one line ---- */

static size_t put_line(FILE *out, json_t *value);

/* All but the closing brace. */
static size_t put_object_begin(FILE *out, json_t *object)
{
    size_t length = put(out, "{");
    const char *separator = "";
    const char *key;
    json_t *item;
    json_object_foreach (object, key, item) {
        length += put(out, separator);
        length += put_string(out, key);
        length += put(out, ": ");
        length += put_line(out, item);
        separator = ", ";
    }
    return length;
}

static size_t put_line(FILE *out, json_t *value)
{
    if (json_is_object(value))
        return put_object_begin(out, value) + put(out, "}");
    if (!json_is_array(value))
        return put_scalar(out, value);
    size_t length = put(out, "[");
    for (size_t i = 0; i < json_array_size(value); i++) {
        length += put(out, i ? ", " : "");
        length += put_line(out, json_array_get(value, i));
    }
    return length + put(out, "]");
}

static bool is_scalar(json_t *value)
{
    return !json_is_object(value) && !json_is_array(value);
}

static bool holds_scalars(json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!is_scalar(json_array_get(array, i)))
            return false;
    return true;
}

/* Deeper things have a line for each member, however short. */
static bool is_flat(json_t *value)
{
    if (json_is_array(value))
        return holds_scalars(value);
    const char *key;
    json_t *item;
    json_object_foreach (value, key, item) {
        if (json_object_size(item) || !holds_scalars(item))
            return false;
    }
    return true;
}

/* ---- On many ---- */

static void put_value(FILE *out, json_t *value, size_t indent, size_t column);

static void put_break(FILE *out, size_t indent)
{
    fprintf(out, "\n%*s", (int)indent, "");
}

/* Where the next member of a filled value goes: on this line while there is room. */
static void put_next(FILE *out, bool is_first, size_t length, size_t indent,
                     size_t *column)
{
    fputs(is_first ? "" : ",", out);
    if (is_first || *column + length > JSON_WIDTH) {
        put_break(out, indent + JSON_INDENT);
        *column = indent + JSON_INDENT;
    } else {
        fputs(" ", out);
    }
    *column += length;
}

static void put_filled_array(FILE *out, json_t *array, size_t indent)
{
    size_t column = 0;
    fputs("[", out);
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *item = json_array_get(array, i);
        put_next(out, i == 0, put_scalar(NULL, item) + 2, indent, &column);
        put_scalar(out, item);
    }
    put_break(out, indent);
    fputs("]", out);
}

static void put_filled_object(FILE *out, json_t *object, size_t indent)
{
    size_t column = 0;
    bool is_first = true;
    const char *key;
    json_t *item;
    fputs("{", out);
    json_object_foreach (object, key, item) {
        const size_t length = put_string(NULL, key) + put_scalar(NULL, item) + 4;
        put_next(out, is_first, length, indent, &column);
        put_string(out, key);
        put(out, ": ");
        put_scalar(out, item);
        is_first = false;
    }
    put_break(out, indent);
    fputs("}", out);
}

/* Figures only: texts are easier to find with a line for each. */
static bool holds_figures(json_t *object)
{
    const char *key;
    json_t *item;
    json_object_foreach (object, key, item) {
        if (json_is_string(item) || !is_scalar(item))
            return false;
    }
    return true;
}

static void put_array(FILE *out, json_t *array, size_t indent)
{
    fputs("[", out);
    for (size_t i = 0; i < json_array_size(array); i++) {
        fputs(i ? "," : "", out);
        put_break(out, indent + JSON_INDENT);
        put_value(out, json_array_get(array, i), indent + JSON_INDENT, 0);
    }
    put_break(out, indent);
    fputs("]", out);
}

static void put_object(FILE *out, json_t *object, size_t indent)
{
    const char *separator = "";
    const char *key;
    json_t *item;
    fputs("{", out);
    json_object_foreach (object, key, item) {
        fputs(separator, out);
        put_break(out, indent + JSON_INDENT);
        const size_t length = put_string(out, key) + put(out, ": ");
        put_value(out, item, indent + JSON_INDENT, length);
        separator = ",";
    }
    put_break(out, indent);
    fputs("}", out);
}

/* `column`: what stands before the value on its line, beyond the indent. */
static void put_value(FILE *out, json_t *value, size_t indent, size_t column)
{
    if (is_scalar(value))
        put_scalar(out, value);
    else if (is_flat(value) && indent + column + put_line(NULL, value) < JSON_WIDTH)
        put_line(out, value);
    else if (json_is_object(value) && holds_figures(value))
        put_filled_object(out, value, indent);
    else if (json_is_object(value))
        put_object(out, value, indent);
    else if (holds_scalars(value))
        put_filled_array(out, value, indent);
    else
        put_array(out, value, indent);
}

void json_write(json_t *tree, FILE *out)
{
    put_value(out, tree, 0, 0);
    fputs("\n", out);
}

void json_write_begin(json_t *object, FILE *out)
{
    put_object_begin(out, object);
}

void json_write_line(json_t *tree, FILE *out)
{
    put_line(out, tree);
    fputs("\n", out);
}
