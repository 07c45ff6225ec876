/* world_trace.c - traffic that was recorded: its file read, its curve made.
 *
 * `count` arrivals until the next row are a constant rate until then; the last row lasts
 * as long as the one before it. A log's second is such a row: `arrivals` spreads what the
 * file does not know. A request of the log that no rule of `map` names is left out, and
 * told.
 */
#include "sim/world_trace.h"

#include "sim/input/trace_csv.h"
#include "sim/input/trace_log.h"
#include "sim/world_merge.h"
#include "sim/world_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Read twice and hashed at some hundred MB a second: minutes, not hours. */
#define FILE_LIMIT_BYTES 8589934592.0

/* ---- the file ---- */

static const char *file_of(struct world *world, const struct traffic_def *traffic)
{
    const struct yaml_node *node = world_text_given(world, traffic->item.path, "file");
    const struct place place = node ? node->place : traffic->item.place;
    const char *path = arena_format(world->arena, "%s.file", traffic->item.path);
    const char *file = world_merge_beside(world, (struct place){0}, traffic->file);
    struct stat about;
    const bool there = stat(file, &about) == 0 && S_ISREG(about.st_mode);
    if (there && (double)about.st_size <= FILE_LIMIT_BYTES)
        return file;
    error_list_expected(world->errors, place, path,
                        there ? "a file of at most 8 GiB" : "a file that can be read",
                        traffic->file, NULL);
    return NULL;
}

void world_trace_hash(struct world *world, const char *file, struct hash *hash)
{
    char block[4096];
    const char *path = world_merge_beside(world, (struct place){0}, file);
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode) ||
        (double)about.st_size > FILE_LIMIT_BYTES)
        return;
    FILE *in = fopen(path, "r");
    if (!in)
        return;
    for (size_t got; (got = fread(block, 1, sizeof block, in)) > 0;)
        hash_add(hash, block, got);
    fclose(in);
}

/* ---- the curve ---- */

struct drawing { /* a curve being made, inside the traffic's start and end */
    const struct traffic_def *traffic;
    struct rate_piece *pieces;
    uint32_t count;
};

static struct drawing drawing_begin(struct world *world,
                                    const struct traffic_def *traffic, uint32_t most)
{
    struct drawing drawing = {
        .traffic = traffic,
        .pieces = arena_array(world->arena, (size_t)most + 3, sizeof *drawing.pieces)};
    drawing.pieces[drawing.count++] = (struct rate_piece){0, 0, 0};
    return drawing;
}

static void drawing_add(struct drawing *drawing, double from_s, double rate)
{
    struct rate_piece *last = &drawing->pieces[drawing->count - 1];
    if (from_s >= drawing->traffic->end_s || last->value == rate)
        return;
    if (last->from_s < from_s)
        last = &drawing->pieces[drawing->count++];
    *last = (struct rate_piece){from_s, rate, 0};
}

static void drawing_end(struct drawing *drawing, double end_s, struct rate_curve *curve)
{
    const double stop_s = fmin(end_s, drawing->traffic->end_s);
    if (drawing->pieces[drawing->count - 1].from_s < stop_s)
        drawing->pieces[drawing->count++] = (struct rate_piece){stop_s, 0, 0};
    curve->pieces = drawing->pieces;
    curve->count = drawing->count;
}

static void note(struct world *world, const struct traffic_def *traffic,
                 const char *value)
{
    ledger_add(&world->design->ledger,
               arena_format(world->arena, "%s.file", traffic->item.path), value,
               "measured", traffic->file);
}

/* ---- CSV ---- */

static void resolve_csv(struct world *world, struct traffic_def *traffic,
                        const char *file)
{
    struct trace_csv csv;
    double total = 0;
    char span[UNIT_TEXT], count[UNIT_TEXT];
    if (!trace_csv_read(&csv, file, world->arena, world->errors))
        return;
    const uint32_t last = csv.count - 1;
    const double end_s = 2 * csv.times_s[last] - csv.times_s[last - 1];
    struct drawing drawing = drawing_begin(world, traffic, csv.count);
    for (uint32_t i = 0; i < csv.count; i++) {
        const double until_s = i < last ? csv.times_s[i + 1] : end_s;
        drawing_add(&drawing, traffic->start_s + csv.times_s[i],
                    csv.counts[i] / (until_s - csv.times_s[i]));
        total += csv.counts[i];
    }
    drawing_end(&drawing, traffic->start_s + end_s, &traffic->curve);
    units_write_number(count, total);
    units_write_duration(span, end_s);
    note(world, traffic, arena_format(world->arena, "%s arrivals in %s", count, span));
}

/* ---- access log ---- */

static struct trace_log_rule *rules_of(struct world *world,
                                       const struct traffic_def *traffic)
{
    const struct map_def *map = traffic->map.items;
    struct trace_log_rule *rules =
        arena_array(world->arena, traffic->map.count, sizeof *rules);
    for (uint32_t i = 0; i < traffic->map.count; i++)
        rules[i] = (struct trace_log_rule){map[i].item.name, map[i].entry, 0};
    return rules;
}

static double total_of(const struct traffic_def *traffic, struct trace_log_rule *rules)
{
    double total = 0;
    for (uint32_t i = 0; i < traffic->map.count; i++)
        total += (double)rules[i].lines;
    return total;
}

/* What the log asks for over its whole time; no entry when nothing is asked for. */
static void find_shares(struct traffic_def *traffic, const struct trace_log_rule *rules,
                        double total)
{
    struct mix_def *mix = traffic->mix.items;
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        mix[i].share = 0;
    for (uint32_t i = 0; i < traffic->map.count; i++)
        mix[rules[i].entry].share += (double)rules[i].lines / total;
}

static void warn_log(struct world *world, const struct traffic_def *traffic,
                     const struct trace_log *log, const struct trace_log_rule *rules)
{
    const struct map_def *map = traffic->map.items;
    const struct place place =
        world_text_place(world, traffic->item.path, "file", traffic->item.place);
    const char *path = arena_format(world->arena, "%s.file", traffic->item.path);
    if (log->unreadable > 0)
        error_list_warn(world->errors, place, path,
                        "%.0f of %.0f lines have no date and request and are skipped, "
                        "the first is line %.0f",
                        (double)log->unreadable, (double)log->lines,
                        (double)log->first_unreadable);
    if (log->unmapped > 0)
        error_list_warn(world->errors, place, path,
                        "%.0f of %.0f requests are not in `map` and are left out, the "
                        "first is \"%s\"",
                        (double)log->unmapped, (double)(log->lines - log->unreadable),
                        log->unmapped_example);
    for (uint32_t i = 0; i < traffic->map.count; i++)
        if (rules[i].lines == 0)
            error_list_warn(world->errors, map[i].item.place, map[i].item.path,
                            "has no effect: no line of the log is left for it");
}

static void draw_log(struct world *world, struct traffic_def *traffic,
                     const struct trace_log *log)
{
    struct drawing drawing = drawing_begin(world, traffic, log->bins);
    for (uint32_t b = 0; b < log->bins; b++) {
        double count = 0;
        for (uint32_t e = 0; e < log->entries; e++)
            count += log->counts[(size_t)b * log->entries + e];
        drawing_add(&drawing, traffic->start_s + b * log->bin_s, count / log->bin_s);
    }
    traffic->curve = (struct rate_curve){
        .counts = log->counts,
        .bins = log->bins,
        .entries = log->entries,
        .bins_from_s = traffic->start_s,
        .bin_s = log->bin_s,
    };
    drawing_end(&drawing, traffic->start_s + log->bins * log->bin_s, &traffic->curve);
}

static void note_log(struct world *world, const struct traffic_def *traffic,
                     const struct trace_log *log, double total)
{
    char count[UNIT_TEXT], span[UNIT_TEXT], bin[UNIT_TEXT];
    units_write_number(count, total);
    units_write_duration(span, log->span_s);
    units_write_duration(bin, log->bin_s);
    note(world, traffic,
         arena_format(world->arena,
                      "%s requests in %s, by %s; %.0f lines not mapped, %.0f unreadable",
                      count, span, bin, (double)log->unmapped, (double)log->unreadable));
}

static void resolve_log(struct world *world, struct traffic_def *traffic,
                        const char *file)
{
    struct trace_log log;
    struct trace_log_rule *rules = rules_of(world, traffic);
    if (!trace_log_read(&log, file, rules, traffic->map.count, traffic->mix.count,
                        world->arena, world->errors))
        return;
    const double total = total_of(traffic, rules);
    if (total == 0) {
        error_list_add(
            world->errors,
            world_text_place(world, traffic->item.path, "map", traffic->item.place),
            arena_format(world->arena, "%s.map", traffic->item.path),
            "none of the log's %.0f requests is in it, the first is \"%s\"",
            (double)log.unmapped, log.unmapped_example);
        return;
    }
    find_shares(traffic, rules, total);
    draw_log(world, traffic, &log);
    warn_log(world, traffic, &log, rules);
    note_log(world, traffic, &log, total);
}

void world_trace_resolve(struct world *world, struct traffic_def *traffic)
{
    const char *file = traffic->file ? file_of(world, traffic) : NULL;
    if (!file || traffic->mix.count == 0)
        return; /* missing, and reported */
    if (traffic->map.count > 0)
        resolve_log(world, traffic, file);
    else
        resolve_csv(world, traffic, file);
}
