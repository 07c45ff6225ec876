/* recommend_csv.c - see recommend_csv.h.
 */
#include "sim/output/recommend_csv.h"

#include "sim/output/csv.h"
#include "sim/output/look.h"
#include "sim/output/recommend_words.h"

#include <string.h>

static const char *const numbers[] = {
    "fixed_usd",
    "metrics/cost_month_usd/value",
    "metrics/latency_mean_s/value",
    "metrics/latency_p95_s/value",
    "metrics/latency_p99_s/value",
    "metrics/failed_rate/value",
    "metrics/goodput/value",
    "scenario/replications",
};

static void write_candidate(const json_t *report, const json_t *candidate,
                            struct arena *arena, FILE *out)
{
    const char *path;
    json_t *value;
    json_object_foreach (look_at(candidate, "choice"), path, value) {
        csv_write_text(json_string_value(value), out);
        fputc(',', out);
    }
    csv_write_text(look_text(candidate, "state"), out);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        fputc(',', out);
        csv_write_number(look_number(candidate, numbers[i]), out);
    }
    fputc(',', out);
    const bool passed = strcmp(look_text(candidate, "state"), "passed") == 0;
    csv_write_text(passed ? "" : recommend_words_why(arena, report, candidate), out);
    fputc('\n', out);
}

void recommend_csv_write(const json_t *report, FILE *out)
{
    const json_t *space = look_at(report, "space");
    const json_t *candidates = look_at(report, "candidates");
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < json_array_size(space); i++) {
        csv_write_text(look_text(json_array_get(space, i), "path"), out);
        fputc(',', out);
    }
    fputs("state,fixed_usd,cost_month_usd,latency_mean_s,latency_p95_s,latency_p99_s,"
          "failed_rate,goodput,replications,why\n",
          out);
    for (size_t i = 0; i < json_array_size(candidates); i++)
        write_candidate(report, json_array_get(candidates, i), &arena, out);
    arena_clear(&arena);
}
