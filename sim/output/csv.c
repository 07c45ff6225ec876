/* csv.c - see csv.h.
 */
#include "sim/output/csv.h"

#include "sim/core/units.h"
#include "sim/output/look.h"

#include <math.h>
#include <string.h>

void csv_write_text(const char *text, FILE *out)
{
    if (!text[strcspn(text, ",\"\r\n")]) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

void csv_write_number(double value, FILE *out)
{
    char text[UNIT_TEXT];
    if (!isfinite(value))
        return;
    units_write_exact(text, value == 0 ? 0.0 : value);
    fputs(text, out);
}

/* When step `index` ends: the last one may be cut short by the end of the run. */
static double step_end_s(double step_s, size_t index, double simulated_s)
{
    const double end_s = step_s * (double)(index + 1);
    return end_s > simulated_s ? simulated_s : end_s;
}

void csv_write(const json_t *report, FILE *out)
{
    json_t *all = look_at(report, "timeline/series");
    const double step_s = look_number(report, "timeline/step_s");
    const double simulated_s = look_number(report, "scenario/simulated_s");
    size_t steps = 0;
    const char *name;
    json_t *series;
    fputs("time_s", out);
    json_object_foreach (all, name, series) {
        fputc(',', out);
        csv_write_text(name, out);
        steps = json_array_size(series) > steps ? json_array_size(series) : steps;
    }
    fputc('\n', out);
    for (size_t step = 0; step < steps; step++) {
        csv_write_number(step_end_s(step_s, step, simulated_s), out);
        json_object_foreach (all, name, series) {
            const json_t *value = json_array_get(series, step);
            fputc(',', out);
            csv_write_number(json_is_number(value) ? json_number_value(value) : NAN, out);
        }
        fputc('\n', out);
    }
}

/* ---- the bill ---- */

static const struct bill_column {
    const char *key;
    bool number;
} bill_columns[] = {
    {"item", false},     {"group", false},    {"quantity", true}, {"unit", false},
    {"price_usd", true}, {"month_usd", true}, {"basis", false},   {"source", false},
    {"run_usd", true},   {"share", true},
};

enum { BILL_COLUMNS = sizeof(bill_columns) / sizeof(bill_columns[0]) };

static void bill_write_item(const json_t *item, FILE *out)
{
    for (int i = 0; i < BILL_COLUMNS; i++) {
        if (bill_columns[i].number)
            csv_write_number(look_number(item, bill_columns[i].key), out);
        else
            csv_write_text(look_text(item, bill_columns[i].key), out);
        fputc(i + 1 < BILL_COLUMNS ? ',' : '\n', out);
    }
}

void csv_write_bill(const json_t *report, FILE *out)
{
    const json_t *items = look_at(report, "cost/items");
    const json_t *unpriced = look_at(report, "cost/unpriced");
    for (int i = 0; i < BILL_COLUMNS; i++)
        fprintf(out, "%s%c", bill_columns[i].key, i + 1 < BILL_COLUMNS ? ',' : '\n');
    for (size_t i = 0; i < json_array_size(items); i++)
        bill_write_item(json_array_get(items, i), out);
    for (size_t i = 0; i < json_array_size(unpriced); i++) {
        json_t *item = json_pack("{s:O, s:s}", "item", json_array_get(unpriced, i),
                                 "basis", "unpriced");
        bill_write_item(item, out);
        json_decref(item);
    }
}
