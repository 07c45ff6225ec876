/* compare_csv.c - see compare_csv.h.
 */
#include "sim/output/compare_csv.h"

#include "sim/output/csv.h"
#include "sim/output/look.h"

static double bound(const json_t *tree, size_t which)
{
    const json_t *pair = look_at(tree, "ci95");
    return look_number(json_array_get(pair, which), "");
}

static void write_numbers(const json_t *tree, FILE *out)
{
    const double numbers[] = {look_number(tree, "value"), bound(tree, 0), bound(tree, 1)};
    for (size_t i = 0; i < 3; i++) {
        fputc(',', out);
        csv_write_number(numbers[i], out);
    }
}

static void write_metric(const json_t *design, const char *name, const json_t *metric,
                         FILE *out)
{
    const json_t *difference = look_at(metric, "difference");
    csv_write_text(look_text(design, "label"), out);
    fprintf(out, ",%s,", look_flag(design, "ok") ? "true" : "false");
    csv_write_text(name, out);
    write_numbers(metric, out);
    write_numbers(difference, out);
    fputc(',', out);
    csv_write_number(look_number(difference, "relative"), out);
    fputc(',', out);
    csv_write_text(look_text(difference, "kind"), out);
    fputc(',', out);
    csv_write_number(look_number(difference, "p"), out);
    fputc(',', out);
    csv_write_number(look_number(difference, "p_adjusted"), out);
    fprintf(out, ",%s,",
            !difference                            ? ""
            : look_flag(difference, "significant") ? "true"
                                                   : "false");
    csv_write_text(look_text(difference, "judgement"), out);
    fputc('\n', out);
}

void compare_csv_write(const json_t *report, FILE *out)
{
    const json_t *designs = look_at(report, "designs");
    fputs("design,ok,metric,value,low,high,difference,difference_low,difference_high,"
          "relative,kind,p,p_adjusted,significant,judgement\n",
          out);
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        const char *name;
        json_t *metric;
        json_object_foreach (look_at(design, "metrics"), name, metric)
            write_metric(design, name, metric, out);
    }
}
