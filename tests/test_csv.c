/* The timeline as comma-separated values. */
#include "sim/output/csv.h"
#include "sim/output/document.h"
#include "tests/support/fabricate.h"
#include "tests/support/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *csv_of(json_t *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    csv_write(report, out);
    fclose(out);
    json_decref(report);
    return text;
}

static json_t *fabricated(struct arena *arena)
{
    arena_init(arena);
    return document_create(fabricate_summary(arena), 0);
}

static const char *line_of(const char *text, int number)
{
    while (number-- > 0)
        text += strcspn(text, "\n") + 1;
    return text;
}

static size_t fields_in(const char *line)
{
    size_t fields = 1;
    for (; *line && *line != '\n'; line++)
        fields += *line == ',';
    return fields;
}

static void the_header_names_the_series(void **state)
{
    (void)state;
    struct arena arena;
    char *text = csv_of(fabricated(&arena));
    assert_memory_equal(text, "time_s,host.web.cpu,host.web.cpu.user,", 38);
    free(text);
    arena_clear(&arena);
}

static void every_step_has_a_line_with_every_field(void **state)
{
    (void)state;
    struct arena arena;
    char *text = csv_of(fabricated(&arena));
    const size_t fields = fields_in(text);
    int lines = 0;
    for (const char *line = text; *line; line = line_of(line, 1), lines++)
        assert_int_equal(fields_in(line), fields);
    assert_int_equal(lines, 241);
    assert_memory_equal(line_of(text, 1), "15,", 3);
    assert_memory_equal(line_of(text, 240), "3600,", 5);
    free(text);
    arena_clear(&arena);
}

static void figures_are_exact_and_nothing_is_an_empty_cell(void **state)
{
    (void)state;
    char *text = csv_of(json_pack("{s: {s: f}, s: {s: f, s: {s: [f, n], s: [n]}}}",
                                  "scenario", "simulated_s", 25.0, "timeline", "step_s",
                                  20.0, "series", "a", 1.0 / 3, "b,\"c\""));
    assert_string_equal(text, "time_s,a,\"b,\"\"c\"\"\"\n"
                              "20,0.3333333333333333,\n"
                              "25,,\n"); /* the last step is cut by the run's end */
    free(text);
}

static void a_report_without_timeline_has_a_header_only(void **state)
{
    (void)state;
    char *text = csv_of(json_object());
    assert_string_equal(text, "time_s\n");
    free(text);
}

static char *bill_of(json_t *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    csv_write_bill(report, out);
    fclose(out);
    json_decref(report);
    return text;
}

#define BILL_HEADER                                                                      \
    "item,group,quantity,unit,price_usd,month_usd,basis,source,run_usd,share\n"

static void the_bill_has_a_line_for_each_item_priced_or_not(void **state)
{
    (void)state;
    struct arena arena;
    char *text = bill_of(fabricated(&arena));
    assert_string_equal(
        text,
        BILL_HEADER "web: 1 x t2.medium,web,730,h,0.0576,42.048,fixed,\"AWS price list, "
                    "2026-11-01\",0.0576,0.07946809596347128\n"
                    "web: gp2 volume,web,30,GB-month,0.114,3.42,fixed,\"AWS price list, "
                    "2026-11-01\",0.0047,0.00646358657237138\n"
                    "images: calls,images,12000,calls,0.04,480,metered,\"OpenAI, "
                    "2026-11-01\",0.66,0.9071700452451059\n"
                    "web: public IPv4,addresses,730,h,0.005,3.65,fixed,\"AWS, "
                    "2026-11-01\",0.005,0.006898272219051326\n"
                    "data to the internet: no rate for this region,,,,,,unpriced,,,\n");
    free(text);
    text = bill_of(json_object());
    assert_string_equal(text, BILL_HEADER);
    free(text);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_names_the_series),
        cmocka_unit_test(every_step_has_a_line_with_every_field),
        cmocka_unit_test(figures_are_exact_and_nothing_is_an_empty_cell),
        cmocka_unit_test(the_bill_has_a_line_for_each_item_priced_or_not),
        cmocka_unit_test(a_report_without_timeline_has_a_header_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
