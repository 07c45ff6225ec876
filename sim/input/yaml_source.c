/* yaml_source.c - the bytes of a YAML file, checked before any parser sees them.
 *
 * What YAML allows as text (YAML 1.1, section 5.1): tab, newline, carriage return, all
 * printable characters of Unicode. What UTF-8 allows (RFC 3629): no byte sequence longer
 * than needed, no surrogates, nothing above U+10FFFF.
 */
#include "sim/input/yaml_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 64 << 10 }; /* what is asked of a pipe, which has no size, at first */

const char *yaml_source_name(const char *file)
{
    return strcmp(file, "-") == 0 ? "<stdin>" : file;
}

/* ---- reading ---- */

struct source {
    const char *name;
    int descriptor;
    struct arena *arena;
    struct error_list *errors;
};

static const char *source_refuse(const struct source *source, const char *why)
{
    const struct place place = {.file = source->name};
    error_list_add(source->errors, place, NULL, "%s", why);
    return NULL;
}

static const char *source_too_large(const struct source *source)
{
    const struct place place = {.file = source->name};
    error_list_add(source->errors, place, NULL,
                   "the file is larger than %d MiB, too large for a scenario",
                   YAML_SOURCE_LIMIT >> 20);
    return NULL;
}

/* Reads to the end, but never more than one byte past the limit. */
static const char *source_read_all(const struct source *source, size_t capacity,
                                   size_t *length)
{
    char *text = arena_allocate(source->arena, capacity + 1);
    *length = 0;
    for (;;) {
        const ssize_t got = read(source->descriptor, text + *length, capacity - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return source_refuse(source, strerror(errno));
        *length += (size_t)got;
        if (*length > YAML_SOURCE_LIMIT)
            return source_too_large(source);
        text[*length] = '\0';
        if (got == 0)
            return text;
        if (*length == capacity) {
            capacity =
                capacity < YAML_SOURCE_LIMIT / 2 ? 2 * capacity : YAML_SOURCE_LIMIT + 1;
            text = arena_grow(source->arena, text, *length, capacity + 1, 1);
        }
    }
}

static const char *source_read_open(const struct source *source, size_t *length)
{
    struct stat status;
    if (fstat(source->descriptor, &status) != 0)
        return source_refuse(source, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return source_refuse(source, "this is a folder, not a file");
    if (!S_ISREG(status.st_mode))
        return source_read_all(source, READ_SIZE, length);
    if (status.st_size > YAML_SOURCE_LIMIT)
        return source_too_large(source);
    return source_read_all(source, (size_t)status.st_size + 1, length);
}

const char *yaml_source_read(const char *file, struct arena *arena,
                             struct error_list *errors, size_t *length)
{
    struct source source = {.name = yaml_source_name(file),
                            .descriptor = STDIN_FILENO,
                            .arena = arena,
                            .errors = errors};
    if (strcmp(file, "-") == 0)
        return source_read_open(&source, length);
    source.descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (source.descriptor < 0) {
        const char *why = strerror(errno);
        return source_refuse(&source, arena_format(arena, "cannot be read: %s", why));
    }
    const char *text = source_read_open(&source, length);
    close(source.descriptor);
    return text;
}

/* ---- checking ---- */

/* The letter at `bytes`: its length, and its number in *code; 0 when it is not UTF-8. */
static size_t letter_read(const unsigned char *bytes, size_t left, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = bytes[0];
    const size_t length = first < 0x80   ? 1
                          : first < 0xc0 ? 0
                          : first < 0xe0 ? 2
                          : first < 0xf0 ? 3
                          : first < 0xf8 ? 4
                                         : 0;
    if (length == 0 || length > left)
        return 0;
    uint32_t value = length == 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3f);
    }
    *code = value;
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return value < least[length] || surrogate || value > 0x10ffff ? 0 : length;
}

static bool is_text(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    if (code < 0xa0)
        return code <= 0x7e || code == 0x85;
    return code != 0xfffe && code != 0xffff;
}

/* Does the text end before the letter that begins here? */
static bool is_cut_off(const unsigned char *bytes, size_t left)
{
    const size_t wanted = bytes[0] < 0xc0   ? 1
                          : bytes[0] < 0xe0 ? 2
                          : bytes[0] < 0xf0 ? 3
                                            : 4;
    for (size_t i = 1; i < left && i < wanted; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return false;
    return left < wanted && bytes[0] < 0xf8;
}

static void check_refuse(struct error_list *errors, struct place place,
                         const unsigned char *bytes, size_t left)
{
    uint32_t code;
    const size_t letter = letter_read(bytes, left, &code);
    if (letter == 0 && is_cut_off(bytes, left))
        error_list_add(errors, place, NULL,
                       "the file ends in the middle of a UTF-8 letter; was it cut off?");
    else if (letter == 0)
        error_list_add(errors, place, NULL,
                       "byte 0x%02X is not UTF-8; save the file as UTF-8 text", bytes[0]);
    else if (code == 0)
        error_list_add(errors, place, NULL, "a NUL byte: this is not a text file");
    else
        error_list_add(errors, place, NULL, "control character U+%04X in the text",
                       (unsigned)code);
}

bool yaml_source_check(const char *name, const char *text, size_t length,
                       struct error_list *errors)
{
    const unsigned char *bytes = (const unsigned char *)text;
    struct place place = {name, 1, 1};
    if (length > YAML_SOURCE_LIMIT) {
        const struct source source = {.name = name, .errors = errors};
        source_too_large(&source);
        return false;
    }
    for (size_t i = 0; i < length;) {
        uint32_t code;
        const size_t letter = letter_read(bytes + i, length - i, &code);
        if (letter == 0 || !is_text(code)) {
            check_refuse(errors, place, bytes + i, length - i);
            return false;
        }
        place.column++;
        if (code == '\n') {
            place.line++;
            place.column = 1;
        }
        i += letter;
    }
    return true;
}
