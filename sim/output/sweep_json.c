/* sweep_json.c - see sweep_json.h.
 *
 *   {"overstack": ..., "vary": [...], "rows": [
 *   {"sweep": ...},
 *   {"sweep": ...}
 *   ], "partial": false, "summary": {...}}
 */
#include "sim/output/sweep_json.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/json.h"
#include "sim/output/sweep_lines.h"

/* ---- before ---- */

void sweep_json_begin(const struct sweep_head *head, FILE *out)
{
    json_t *document = json_object();
    document_add_text(document, "overstack", OVERSTACK_VERSION);
    document_add_number(document, "schema", OVERSTACK_SCHEMA);
    document_add_text(document, "command", "sweep");
    json_t *scenario = document_add_object(document, "scenario");
    document_add_text(scenario, "name", head->name);
    document_add(document, "sweep", json_stringn(head->key, SWEEP_LINES_KEY));
    document_add_number(document, "points", (double)head->points);
    json_t *vary = document_add_array(document, "vary");
    for (uint32_t i = 0; i < head->axis_count; i++)
        json_array_append_new(vary, json_words(head->paths[i]));
    json_write_begin(document, out);
    fputs(", \"rows\": [", out);
    json_decref(document);
}

/* ---- rows ---- */

void sweep_json_row(const struct sweep_head *head, const struct sweep_row *row,
                    bool first, FILE *out)
{
    json_t *line = sweep_lines_row(head, row);
    fputs(first ? "\n" : ",\n", out);
    json_write_begin(line, out);
    fputc('}', out);
    json_decref(line);
}

/* ---- after ---- */

static void add_failed_by(json_t *summary, const struct sweep_text *text)
{
    const struct sweep_tally *tally = &text->tally;
    json_t *by = document_add_object(summary, "failed_by");
    json_t *thresholds = document_add_array(by, "thresholds");
    for (uint32_t i = 0; i < text->head->threshold_count; i++) {
        json_t *threshold = document_add_item(thresholds);
        document_add_text(threshold, "metric", text->head->thresholds[i].metric);
        document_add_text(threshold, "expression", text->head->thresholds[i].expression);
        document_add_number(threshold, "points", (double)tally->thresholds[i]);
    }
    document_add_number(by, "thresholds_of_their_own", (double)tally->own);
    document_add_number(by, "budget", (double)tally->budget);
    document_add_number(by, "placement", (double)tally->unplaced);
}

/* The number of the first point of a list. */
static void add_first(json_t *summary, const char *key,
                      const struct sweep_text_list *list)
{
    struct arena arena;
    struct sweep_row row;
    if (list->count == 0) {
        document_add(summary, key, json_null());
        return;
    }
    arena_init(&arena);
    sweep_row_unpack(&row, list->rows[0], &arena);
    document_add_number(summary, key, (double)row.point);
    arena_clear(&arena);
}

static json_t *summary_of(const struct sweep_text *text)
{
    const struct sweep_tally *tally = &text->tally;
    json_t *summary = json_object();
    document_add_number(summary, "rows", (double)tally->rows);
    for (int i = 0; i < SWEEP_VERDICT_COUNT; i++)
        document_add_number(summary, sweep_row_verdict_name((enum sweep_verdict)i),
                            (double)tally->verdicts[i]);
    document_add_number(summary, "by_law", (double)tally->by_law);
    add_failed_by(summary, text);
    add_first(summary, "best", &text->best);
    add_first(summary, "worst", &text->worst);
    add_first(summary, "dearest", &text->dearest);
    return summary;
}

void sweep_json_end(const struct sweep_text *text, FILE *out)
{
    json_t *summary = summary_of(text);
    fprintf(out, "\n], \"partial\": %s, \"summary\": ",
            text->tally.rows < text->planned ? "true" : "false");
    json_write_begin(summary, out);
    fputs("}}\n", out);
    json_decref(summary);
}
