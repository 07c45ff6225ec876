/* trace_log.c - see trace_log.h. */
#include "sim/input/trace_log.h"

#include "sim/core/clock_time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE = 1 << 16,   /* bytes looked at; date and request stand at the beginning */
    BUFFER = 1 << 18, /* of the file */
};

struct reader {
    struct trace_log *log;
    struct trace_log_rule *rules;
    uint32_t rule_count;
    struct arena *arena;
    double first_s, last_s;
    uint64_t line;
};

/* ---- one line ---- */

/* The text between the first quotes after `from`, ended by a NUL; NULL: none. */
static char *take_request(char *from)
{
    char *start = strchr(from, '"');
    if (!start)
        return NULL;
    char *end = ++start;
    while (*end && *end != '"')
        end += *end == '\\' && end[1] ? 2 : 1;
    if (!*end)
        return NULL;
    *end = '\0';
    return start;
}

/* When, and what: "GET /qna?page=2" without the protocol. */
static bool take_line(char *line, double *at_s, char **request)
{
    char *date = line;
    do {
        date = strchr(date, '[');
        if (!date)
            return false;
    } while (!clock_time_read_log(++date, at_s));
    *request = take_request(date);
    if (!*request)
        return false;
    char *protocol = strrchr(*request, ' ');
    if (protocol && strncmp(protocol, " HTTP/", 6) == 0)
        *protocol = '\0';
    return true;
}

bool trace_log_fits(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = text;
    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            resume = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) { /* the last star takes one more */
            pattern = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

/* As much as a message needs, in plain characters. */
static const char *example_of(const struct reader *reader, char *request)
{
    char *text = arena_text(reader->arena, request, strcspn(request, "?"));
    for (size_t i = 0; text[i]; i++) {
        if (text[i] < ' ' || text[i] > '~')
            text[i] = '?';
        if (i == 60)
            text[i] = '\0';
    }
    return text;
}

static struct trace_log_rule *rule_of(const struct reader *reader, char *request)
{
    char *query = strchr(request, '?');
    for (uint32_t i = 0; i < reader->rule_count; i++) {
        struct trace_log_rule *rule = &reader->rules[i];
        const bool cut = query && !strchr(rule->pattern, '?');
        if (cut)
            *query = '\0';
        const bool fits = trace_log_fits(rule->pattern, request);
        if (cut)
            *query = '?';
        if (fits)
            return rule;
    }
    return NULL;
}

/* ---- the two readings ---- */

static void find_span(struct reader *reader, char *line)
{
    struct trace_log *log = reader->log;
    double at_s;
    char *request;
    log->lines++;
    if (take_line(line, &at_s, &request)) {
        reader->first_s = fmin(reader->first_s, at_s);
        reader->last_s = fmax(reader->last_s, at_s);
        return;
    }
    if (log->unreadable++ == 0)
        log->first_unreadable = reader->line;
}

static void count_line(struct reader *reader, char *line)
{
    struct trace_log *log = reader->log;
    double at_s;
    char *request;
    if (!take_line(line, &at_s, &request))
        return;
    struct trace_log_rule *rule = rule_of(reader, request);
    if (!rule) {
        if (log->unmapped++ == 0)
            log->unmapped_example = example_of(reader, request);
        return;
    }
    /* A file that grows between the readings may have later lines. */
    const double bin = floor((at_s - reader->first_s) / log->bin_s);
    if (!(bin >= 0 && bin < log->bins))
        return;
    rule->lines++;
    uint32_t *count = &log->counts[(uint32_t)bin * log->entries + rule->entry];
    *count += *count < UINT32_MAX;
}

typedef void line_handler(struct reader *reader, char *line);

/* What of a line is longer than LINE is passed over. */
static void each_line(struct reader *reader, FILE *in, char *line, line_handler *handle)
{
    bool inside = false; /* of a line whose beginning was handled */
    reader->line = 0;
    rewind(in);
    while (fgets(line, LINE, in)) {
        const bool whole = strchr(line, '\n') != NULL;
        if (!inside) {
            reader->line++;
            if (line[strspn(line, " \t\r\n")] != '\0')
                handle(reader, line);
        }
        inside = !whole;
    }
}

static bool any_readable(const struct reader *reader, const char *file,
                         struct error_list *errors)
{
    const struct trace_log *log = reader->log;
    if (log->lines > log->unreadable)
        return true;
    const struct place place = {
        .file = file, .line = (int)log->first_unreadable, .column = 1};
    error_list_add(errors, place, NULL,
                   log->lines == 0
                       ? "the access log is empty"
                       : "no line of the access log has a date such as "
                         "[10/Oct/2000:13:55:36 -0700] and a request in quotes");
    return false;
}

static void make_bins(struct reader *reader)
{
    struct trace_log *log = reader->log;
    log->span_s = reader->last_s - reader->first_s + 1;
    log->bin_s = ceil(log->span_s / TRACE_LOG_BINS);
    log->bins = (uint32_t)ceil(log->span_s / log->bin_s);
    log->counts =
        arena_array(reader->arena, (size_t)log->bins * log->entries, sizeof *log->counts);
}

bool trace_log_read(struct trace_log *log, const char *file, struct trace_log_rule *rules,
                    uint32_t rule_count, uint32_t entries, struct arena *arena,
                    struct error_list *errors)
{
    struct reader reader = {.log = log,
                            .rules = rules,
                            .rule_count = rule_count,
                            .arena = arena,
                            .first_s = INFINITY,
                            .last_s = -INFINITY};
    *log = (struct trace_log){.entries = entries};
    FILE *in = fopen(file, "r");
    if (!in) {
        error_list_add(errors, (struct place){.file = file}, NULL, "cannot be read");
        return false;
    }
    char *line = arena_array(arena, LINE, 1), *buffer = arena_array(arena, BUFFER, 1);
    setvbuf(in, buffer, _IOFBF, BUFFER);
    each_line(&reader, in, line, find_span);
    const bool fine = any_readable(&reader, file, errors);
    if (fine) {
        make_bins(&reader);
        each_line(&reader, in, line, count_line);
    }
    fclose(in);
    return fine;
}
