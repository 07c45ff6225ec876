/* sweep_lines.c - see sweep_lines.h.
 *
 * Every row says which sweep it belongs to and of how many points: so files of shards can
 * be put together, and a line alone can be traced.
 */
#include "sim/output/sweep_lines.h"

#include "sim/output/csv.h"
#include "sim/output/document_add.h"
#include "sim/output/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static const char *error_of(const struct sweep_row *row)
{
    return row->verdict == SWEEP_ERROR ? row->why : "";
}

static const char *law_of(const struct sweep_row *row)
{
    return row->by == SWEEP_BY_LAW ? row->why : "";
}

/* ---- JSON ---- */

static void add_thresholds(json_t *line, const struct sweep_row *row)
{
    json_t *list = document_add_array(line, "thresholds");
    for (uint32_t i = 0; i < row->threshold_count; i++) {
        const struct sweep_threshold *found = &row->thresholds[i];
        json_t *threshold = document_add_item(list);
        document_add_text(threshold, "metric", found->metric);
        document_add_text(threshold, "expression", found->expression);
        document_add_number(threshold, "value", found->value);
        document_add_flag(threshold, "ok", found->ok);
    }
}

json_t *sweep_lines_row(const struct sweep_head *head, const struct sweep_row *row)
{
    json_t *line = json_object();
    document_add(line, "sweep", json_stringn(head->key, SWEEP_LINES_KEY));
    document_add_number(line, "point", (double)row->point);
    document_add_number(line, "points", (double)head->points);
    json_t *vary = document_add_object(line, "vary");
    for (uint32_t i = 0; i < row->value_count; i++)
        document_add_text(vary, head->paths[i], row->values[i]);
    document_add_text(line, "verdict", sweep_row_verdict_name(row->verdict));
    document_add_text(line, "by", or_null(sweep_row_by_name(row->by)));
    document_add_number(line, "replications", row->replications);
    for (int i = 0; i < SWEEP_FIGURES; i++)
        document_add_number(line, metric_get((enum metric_figure)i)->name,
                            row->figures[i]);
    document_add_text(line, "first_saturated", or_null(row->first));
    document_add_text(line, "budget", or_null(sweep_row_budget_name(row->budget)));
    add_thresholds(line, row);
    document_add_text(line, "hash", or_null(row->hash));
    document_add_text(line, "law", or_null(law_of(row)));
    document_add_text(line, "error", or_null(error_of(row)));
    return line;
}

void sweep_lines_json(const struct sweep_head *head, const struct sweep_row *row,
                      FILE *out)
{
    json_t *line = sweep_lines_row(head, row);
    json_write_line(line, out);
    json_decref(line);
}

/* ---- CSV ---- */

static void cell(const char *text, FILE *out)
{
    fputc(',', out);
    csv_write_text(text, out);
}

void sweep_lines_csv_head(const struct sweep_head *head, FILE *out)
{
    fputs("sweep,point,points", out);
    for (uint32_t i = 0; i < head->axis_count; i++)
        cell(head->paths[i], out);
    fputs(",verdict,by,replications", out);
    for (int i = 0; i < SWEEP_FIGURES; i++)
        cell(metric_get((enum metric_figure)i)->name, out);
    cell("first_saturated", out);
    cell("budget", out);
    for (uint32_t i = 0; i < head->threshold_count; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s %s", head->thresholds[i].metric,
                 head->thresholds[i].expression);
        cell(name, out);
    }
    fputs(",hash,law,error\n", out);
}

/* NAN when the point has no such threshold. */
static double value_of(const struct sweep_row *row, const struct sweep_threshold *wanted)
{
    for (uint32_t i = 0; i < row->threshold_count; i++)
        if (strcmp(row->thresholds[i].metric, wanted->metric) == 0 &&
            strcmp(row->thresholds[i].expression, wanted->expression) == 0)
            return row->thresholds[i].value;
    return NAN;
}

void sweep_lines_csv(const struct sweep_head *head, const struct sweep_row *row,
                     FILE *out)
{
    fprintf(out, "%.*s,%" PRIu64 ",%" PRIu64, SWEEP_LINES_KEY, head->key, row->point,
            head->points);
    for (uint32_t i = 0; i < row->value_count; i++)
        cell(row->values[i], out);
    cell(sweep_row_verdict_name(row->verdict), out);
    cell(sweep_row_by_name(row->by), out);
    fputc(',', out);
    csv_write_number(row->replications, out);
    for (int i = 0; i < SWEEP_FIGURES; i++) {
        fputc(',', out);
        csv_write_number(row->figures[i], out);
    }
    cell(row->first, out);
    cell(sweep_row_budget_name(row->budget), out);
    for (uint32_t i = 0; i < head->threshold_count; i++) {
        fputc(',', out);
        csv_write_number(value_of(row, &head->thresholds[i]), out);
    }
    cell(row->hash, out);
    cell(law_of(row), out);
    cell(error_of(row), out);
    fputc('\n', out);
}
