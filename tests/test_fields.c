/* test_fields.c - filling structs from YAML by field tables, with the garage's.
 */
#include "sim/input/fields.h"
#include "tests/support/garage.h"
#include "tests/support/yaml_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- a case ---- */

struct garage_case {
    struct yaml_text_case text;
    struct ledger ledger;
    struct fields fields;
    struct garage_def garage;
    bool fine;
};

static void begin(struct garage_case *c)
{
    *c = (struct garage_case){0};
    yaml_text_begin(&c->text);
    ledger_init(&c->ledger, &c->text.arena);
    fields_init(&c->fields, &c->text.arena, &c->text.errors, &c->ledger, ".");
}

static void fill(struct garage_case *c, const char *yaml)
{
    begin(c);
    const struct yaml_node *root = yaml_text_good(&c->text, yaml);
    c->fine = fields_fill(&c->fields, &garage_table, root, "", &c->garage);
}

static void end(struct garage_case *c)
{
    yaml_text_end(&c->text);
}

static const struct car_def *car(const struct garage_case *c, uint32_t number)
{
    assert_true(number < c->garage.cars.count);
    return (const struct car_def *)c->garage.cars.items + number;
}

/* Fills one car, `cars: {a: {...}}`, without errors. */
static const struct car_def *good_car(struct garage_case *c, const char *keys)
{
    begin(c);
    const char *yaml = arena_format(&c->text.arena, "{doors: 1, cars: {a: {%s}}}", keys);
    const struct yaml_node *root = yaml_text_good(&c->text, yaml);
    c->fine = fields_fill(&c->fields, &garage_table, root, "", &c->garage);
    assert_string_equal(yaml_text_errors(&c->text), "");
    assert_true(c->fine);
    return car(c, 0);
}

/* The errors of a garage whose text begins on line 1. */
static void expect_errors(const char *yaml, const char *lines)
{
    struct garage_case c;
    fill(&c, yaml);
    assert_string_equal(yaml_text_errors(&c.text), lines);
    assert_int_equal(c.fine, lines[0] == '\0');
    end(&c);
}

static const char *ledger_lines(struct garage_case *c)
{
    const char *lines = "";
    ledger_sort(&c->ledger);
    for (size_t i = 0; i < c->ledger.count; i++) {
        const struct assumption *a = &c->ledger.items[i];
        lines = arena_format(&c->text.arena, "%s%s = %s (%s%s%s)\n", lines, a->path,
                             a->value, a->kind, a->source[0] ? ": " : "", a->source);
    }
    return lines;
}

/* ---- values ---- */

static void every_kind_is_read_in_base_units(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a = good_car(
        &c, "name: on, weight: 1e3, wheels: 6, length: 250ms, size: 4KiB, rate: 120/m, "
            "bits: 5Gbps, bytes: 125MB/s, share: 80%, speed: 2.5, price: 0.04 USD/call, "
            "delay: exp(6ms), electric: yes, colour: red, owner: web");
    assert_string_equal(a->name, "on");
    assert_true(a->weight == 1000 && a->wheels == 6 && a->length_s == 0.25);
    assert_true(a->size_bytes == 4096 && a->rate_per_s == 2 && a->bits == 5e9);
    assert_true(a->bytes_per_s == 125e6 && a->share == 0.8 && a->speed == 2.5);
    assert_true(a->price.given && a->price.amount == 0.04);
    assert_int_equal(a->price.per, PRICE_PER_CALL);
    assert_int_equal(a->delay.kind, DISTRIBUTION_EXPONENTIAL);
    assert_int_equal(a->electric, 1);
    assert_int_equal(a->colour, COLOUR_RED);
    assert_string_equal(a->owner, "web");
    end(&c);
}

static void absent_values_have_their_default_or_say_that_they_are_absent(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a = good_car(&c, "wheels: , share: null");
    assert_true(a->weight == 1000 && a->wheels == 4 && isinf(a->length_s));
    assert_true(a->size_bytes == 12 * 1024 * 1024);
    assert_true(isnan(a->rate_per_s) && isnan(a->share) && !a->price.given);
    assert_true(isinf(a->delay.mean_s));
    assert_null(a->name);
    assert_null(a->owner);
    assert_null(a->note);
    assert_int_equal(a->electric, -1);
    assert_int_equal(a->colour, COLOUR_BLUE);
    assert_true(isnan(a->engine.power) && a->engine.rate == 50);
    assert_int_equal(a->seats.count, 2);
    assert_string_equal(((const struct seat_def *)a->seats.items)[1].name, "back");
    assert_int_equal(a->parts.count, 0);
    end(&c);
}

static void without_a_node_all_defaults_hold_and_nothing_is_missing(void **state)
{
    (void)state;
    struct garage_case c;
    begin(&c);
    assert_true(fields_fill(&c.fields, &garage_table, NULL, "", &c.garage));
    assert_true(isnan(c.garage.doors));
    assert_int_equal(c.text.errors.count, 0);
    end(&c);
}

static void unlimited_and_none_are_infinite_where_they_are_allowed(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a =
        good_car(&c, "wheels: unlimited, length: none, delay: unlimited");
    assert_true(isinf(a->wheels) && isinf(a->length_s) && isinf(a->delay.mean_s));
    end(&c);
    expect_errors("{doors: 1, cars: {a: {weight: unlimited, wheels: none}}}",
                  "t:1:31: cars.a.weight: expected a number such as 4 or 0.5, got "
                  "\"unlimited\"\n"
                  "t:1:50: cars.a.wheels: expected a whole number such as 0, 4 or 1000, "
                  "or unlimited, got \"none\"\n");
}

static void flag_is_true_false_yes_no_on_off(void **state)
{
    (void)state;
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};
    for (int i = 0; i < 6; i++) {
        struct garage_case c;
        begin(&c);
        const char *keys = arena_format(&c.text.arena, "electric: %s", words[i]);
        struct garage_case d;
        assert_int_equal(good_car(&d, keys)->electric, i % 2);
        end(&d);
        end(&c);
    }
}

/* ---- wrong values ---- */

static void wrong_value_names_place_path_expected_found_and_nearest(void **state)
{
    (void)state;
    expect_errors(
        "doors: 1\ncars:\n  a:\n    size: 4\n    length: 10 sec\n"
        "    colour: bleu\n    rate: 80/sec\n    electric: tru\n",
        "t:4:11: cars.a.size: expected a size such as 512KiB, 4GiB or 30GB, got "
        "\"4\"\n"
        "t:5:13: cars.a.length: expected a duration such as 250ms, 3s or 2h, or "
        "unlimited, got \"10 sec\"; did you mean \"10s\"?\n"
        "t:6:13: cars.a.colour: expected one of red, blue, got \"bleu\"; did you "
        "mean \"blue\"?\n"
        "t:7:11: cars.a.rate: expected a rate such as 80/s, 1200/m or 3/h, got "
        "\"80/sec\"; did you mean \"80/s\"?\n"
        "t:8:15: cars.a.electric: expected true or false, got \"tru\"; did you "
        "mean \"true\"?\n");
}

static void value_out_of_range_is_refused_with_the_range(void **state)
{
    (void)state;
    expect_errors(
        "{doors: 1, cars: {a: {weight: 99, wheels: 0, share: 101%, speed: 4}}}",
        "t:1:31: cars.a.weight: expected a number from 100 to 2000, got \"99\"\n"
        "t:1:43: cars.a.wheels: expected a whole number of at least 1, or unlimited, got "
        "\"0\"\n"
        "t:1:53: cars.a.share: expected a share from 0% to 100%, got \"101%\"\n"
        "t:1:66: cars.a.speed: expected a share from 0% to 300%, got \"4\"\n");
    struct garage_case c;
    const struct car_def *a = good_car(&c, "weight: 100, wheels: 1, share: 1, speed: 3");
    assert_true(a->weight == 100 && a->share == 1);
    end(&c);
}

static void wrong_value_leaves_the_default(void **state)
{
    (void)state;
    struct garage_case c;
    fill(&c, "{doors: 1, cars: {a: {weight: 9, delay: x, colour: pink}}}");
    assert_false(c.fine);
    assert_true(car(&c, 0)->weight == 1000 && isinf(car(&c, 0)->delay.mean_s));
    assert_int_equal(car(&c, 0)->colour, COLOUR_BLUE);
    end(&c);
}

static void wrong_type_of_node_says_what_it_is(void **state)
{
    (void)state;
    expect_errors("{doors: [1], cars: {a: {weight: {x: 1}, parts: 5, trips: [a]}}}",
                  "t:1:9: doors: expected a whole number such as 0, 4 or 1000, got a "
                  "list\n"
                  "t:1:33: cars.a.weight: expected a number such as 4 or 0.5, got a "
                  "mapping\n"
                  "t:1:48: cars.a.parts: expected a list, got \"5\"\n"
                  "t:1:58: cars.a.trips: expected a mapping from names, got a list\n");
    expect_errors("[a]", "t:1:1: expected a mapping, got a list\n");
    expect_errors("text", "t:1:1: expected a mapping, got \"text\"\n");
}

/* ---- keys ---- */

static void unknown_key_stands_at_its_own_place_with_the_nearest(void **state)
{
    (void)state;
    expect_errors("doors: 1\ncars:\n  a: {wheel: 4, zzz: 1}\nroof: 1\n",
                  "t:3:7: cars.a: unknown key \"wheel\"; did you mean \"wheels\"?\n"
                  "t:3:17: cars.a: unknown key \"zzz\"\n"
                  "t:4:1: unknown key \"roof\"\n");
}

static void key_that_a_tool_rewrote_from_on_is_explained(void **state)
{
    (void)state;
    expect_errors(
        "doors: 1\ncars: {a: {true: 4}}\n",
        "t:2:12: cars.a: unknown key \"true\"; a tool rewrote on, which YAML 1.1 "
        "reads as true: write on again\n");
    expect_errors("doors: 1\ntrue: 4\n", "t:2:1: unknown key \"true\"\n");
}

static void missing_required_key_is_named_at_the_mapping(void **state)
{
    (void)state;
    expect_errors("cars:\n  a: {engine: {rate: 3/s}}\n",
                  "t:1:1: missing required key \"doors\"\n"
                  "t:2:15: cars.a.engine: missing required key \"power\"\n");
    expect_errors("doors:\n", "t:1:1: missing required key \"doors\"\n");
}

static void what_is_not_yet_supported_says_so(void **state)
{
    (void)state;
    expect_errors("{doors: 1, cars: {a: {on: 3, colour: green, parts: [{crane: 1}]}, "
                  "b: {kind: rocket}}}",
                  "t:1:23: cars.a.on: \"on\" is not yet supported\n"
                  "t:1:38: cars.a.colour: \"green\" is not yet supported\n"
                  "t:1:54: cars.a.parts.0.crane: \"crane\" is not yet supported\n"
                  "t:1:77: cars.b.kind: expected plane, got \"rocket\"\n");
}

/* ---- short forms ---- */

static void scalar_stands_for_a_mapping_with_a_short_form(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a = good_car(&c, "engine: 90, spare: {power: 10, rate: 1/s}");
    assert_true(a->engine.power == 90 && a->engine.rate == 50);
    assert_true(a->spare.power == 10 && a->spare.rate == 1);
    end(&c);
    expect_errors(
        "{doors: 1, cars: {a: {engine: fast, spare: [1]}}}",
        "t:1:31: cars.a.engine: expected a number such as 4 or 0.5, got "
        "\"fast\"\n"
        "t:1:44: cars.a.spare: expected a number such as 4 or 0.5, or a mapping, "
        "got a list\n");
}

static void key_for_the_short_form_alone_cannot_be_written_out(void **state)
{
    (void)state;
    expect_errors(
        "{doors: 1, cars: {a: {seats: [{name: x}, {'=name': x}, [y]], trips: {t: "
        "{share: 1}, u: }}}}",
        "t:1:31: cars.a.seats.0: expected a text, got a mapping\n"
        "t:1:42: cars.a.seats.1: expected a text, got a mapping\n"
        "t:1:56: cars.a.seats.2: expected a text, got a list\n"
        "t:1:73: cars.a.trips.t: expected a share such as 80% or 0.8, got a "
        "mapping\n"
        "t:1:88: cars.a.trips.u: expected a share such as 80% or 0.8, got "
        "nothing\n");
}

static void lone_item_stands_for_a_list_of_one(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a = good_car(&c, "seats: only");
    const struct seat_def *seat = a->seats.items;
    assert_int_equal(a->seats.count, 1);
    assert_string_equal(seat->name, "only");
    assert_string_equal(seat->item.name, "0");
    assert_string_equal(seat->item.path, "cars.a.seats");
    end(&c);
}

/* ---- one of, select ---- */

static void one_of_the_keys_decides_the_kind(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a =
        good_car(&c, "parts: [{bolt: 1KiB}, {wait: 2s}, {box: [{wait: 3s}]}]");
    const struct part_def *parts = a->parts.items;
    assert_int_equal(a->parts.count, 3);
    assert_int_equal(parts[0].kind, PART_BOLT);
    assert_true(parts[0].size_bytes == 1024);
    assert_int_equal(parts[1].kind, PART_WAIT);
    assert_true(parts[1].wait.mean_s == 2);
    assert_int_equal(parts[2].kind, PART_BOX);
    assert_string_equal(parts[2].item.path, "cars.a.parts.2");
    const struct part_def *inner = parts[2].box.items;
    assert_string_equal(inner->item.path, "cars.a.parts.2.box.0");
    assert_true(inner->wait.mean_s == 3);
    end(&c);
}

static void none_or_several_of_one_of_are_refused(void **state)
{
    (void)state;
    expect_errors(
        "{doors: 1, cars: {a: {parts: [{}, {bolt: 1B, wait: 1s}, {blot: 1B}]}}}",
        "t:1:31: cars.a.parts.0: expected exactly one of bolt, wait, box; got "
        "none\n"
        "t:1:35: cars.a.parts.1: expected exactly one of bolt, wait, box; got "
        "several\n"
        "t:1:58: cars.a.parts.2: unknown key \"blot\"; did you mean \"bolt\"?\n");
}

static void kind_selects_another_table(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a = good_car(&c, "kind: plane, wings: 4");
    assert_string_equal(a->kind_text, "plane");
    assert_true(a->wings == 4);
    end(&c);
    expect_errors("{doors: 1, cars: {a: {kind: plane, wheels: 4}, b: {kind: plain}, c: "
                  "{kind: [x]}}}",
                  "t:1:36: cars.a: unknown key \"wheels\"\n"
                  "t:1:58: cars.b.kind: expected plane, got \"plain\"\n"
                  "t:1:76: cars.c.kind: expected plane, got a list\n");
}

/* ---- items and names ---- */

static void items_know_their_name_path_and_place(void **state)
{
    (void)state;
    struct garage_case c;
    fill(&c, "doors: 1\ncars:\n  a: {}\n  b:\n    trips: {x.y: 1, z: 0}\n  c:\n");
    assert_true(c.fine);
    assert_int_equal(c.garage.cars.count, 3);
    const struct car_def *b = car(&c, 1);
    assert_string_equal(b->item.name, "b");
    assert_string_equal(b->item.path, "cars.b");
    assert_int_equal(b->item.place.line, 4);
    assert_int_equal(b->item.place.column, 3);
    const struct trip_def *trips = b->trips.items;
    assert_string_equal(trips[0].item.name, "x.y");
    assert_string_equal(trips[0].item.path, "cars.b.trips.\"x.y\"");
    assert_string_equal(trips[1].item.path, "cars.b.trips.z");
    assert_true(trips[0].share == 1 && trips[1].share == 0);
    end(&c);
}

static void names_that_break_paths_are_refused_where_it_matters(void **state)
{
    (void)state;
    expect_errors(
        "doors: 1\ncars:\n  a.b: {}\n  'c[0]': {}\n  '': {}\n  \"d\\ne\": {}\n"
        "  f: {trips: {a.b: 1, 'c[0]': 1, ' ': 1, \"\\x7f\": 1}}\n"
        "  it's: {}\n  'g\"h': {}\n",
        "t:3:3: cars: \"a.b\": a name cannot contain '.', which means something "
        "in paths\n"
        "t:4:3: cars: \"c[0]\": a name cannot contain '[', which means something "
        "in paths\n"
        "t:5:3: cars: an empty name\n"
        "t:6:3: cars: a name with a control character (a line break, a tab)\n"
        "t:7:34: cars.f.trips: an empty name\n"
        "t:7:42: cars.f.trips: a name with a control character (a line break, a "
        "tab)\n"
        "t:8:3: cars: \"it's\": a name cannot contain an apostrophe, which means "
        "something in paths\n"
        "t:9:3: cars: \"g\"h\": a name cannot contain a double quote, which means "
        "something in paths\n");
}

static void references_are_collected_with_path_and_place(void **state)
{
    (void)state;
    struct garage_case c;
    fill(&c, "doors: 1\ncars:\n  a: {owner: web}\n  b: {owner: db}\n  c: {owner: }\n");
    assert_int_equal(c.fields.reference_count, 2);
    const struct reference *second = &c.fields.references[1];
    assert_int_equal(second->refers, REFERENCE_HOST);
    assert_string_equal(second->text, "db");
    assert_string_equal(second->path, "cars.b.owner");
    assert_int_equal(second->place.line, 4);
    end(&c);
}

static void tree_is_kept_as_it_is(void **state)
{
    (void)state;
    struct garage_case c;
    const struct car_def *a = good_car(&c, "note: {x: [1, {y: 2}]}");
    assert_string_equal(yaml_text_of(&c.text, a->note), "{\"x\":[\"1\",{\"y\":\"2\"}]}");
    end(&c);
}

/* ---- the ledger ---- */

static void defaults_that_move_results_are_in_the_ledger(void **state)
{
    (void)state;
    struct garage_case c;
    good_car(&c, "weight: 500");
    /* not: wheels (no flag), spare (absent as a whole), delay (none), price (absent) */
    assert_string_equal(ledger_lines(&c), "cars.a.colour = blue (default)\n"
                                          "cars.a.engine.rate = 50/s (default)\n"
                                          "cars.a.length = unlimited (default)\n"
                                          "cars.a.seats = [front, back] (default)\n"
                                          "cars.a.size = 12 MiB (default)\n");
    end(&c);
}

static void what_the_user_gave_is_not_in_the_ledger(void **state)
{
    (void)state;
    struct garage_case c;
    good_car(&c, "weight: 500, colour: blue, length: 1s, seats: [a], size: 1B, "
                 "engine: 3, spare: {power: 4}, parts: [{bolt: 1B}], trips: {x: 1}");
    assert_string_equal(ledger_lines(&c), "cars.a.engine.rate = 50/s (default)\n"
                                          "cars.a.spare.rate = 50/s (default)\n");
    end(&c);
}

static void mark(struct yaml_node *node, const char *kind, const char *source)
{
    node->origin_kind = kind;
    node->origin_source = source;
    for (uint32_t i = 0; i < node->count; i++)
        mark(node->kind == YAML_LIST ? node->items[i] : node->pairs[i].value, kind,
             source);
}

static void preset_values_are_in_the_ledger_with_their_source(void **state)
{
    (void)state;
    struct garage_case c;
    begin(&c);
    struct yaml_node *preset = yaml_text_good(
        &c.text,
        "{cars: {a: {size: 1536MiB, weight: 300, engine: 77, length: none, seats: "
        "x, colour: red, wheels: 5, parts: [{wait: exp(2s)}, {bolt: 0}]}}}");
    mark(preset, "published", "the maker");
    const struct yaml_node *own =
        yaml_text_good(&c.text, "{doors: 1, cars: {a: {weight: 400}}}");
    const struct yaml_node *both = yaml_tree_merge(&c.text.arena, preset, own);
    assert_true(fields_fill(&c.fields, &garage_table, both, "", &c.garage));
    assert_string_equal(ledger_lines(&c),
                        "cars.a.colour = red (published: the maker)\n"
                        "cars.a.engine = 77 (published: the maker)\n"
                        "cars.a.engine.rate = 50/s (default)\n"
                        "cars.a.parts.0.wait = exp(2s) (published: the maker)\n"
                        "cars.a.parts.1.bolt = 0 B (published: the maker)\n"
                        "cars.a.size = 1.5 GiB (published: the maker)\n");
    assert_true(car(&c, 0)->weight == 400);
    end(&c);
}

/* ---- the rest ---- */

static void single_number_is_read_as_its_field_would(void **state)
{
    (void)state;
    struct garage_case c;
    double value = -1;
    begin(&c);
    const struct field *wheels = fields_find(&garage_car_table, "wheels");
    assert_non_null(wheels);
    assert_null(fields_find(&garage_car_table, "wheel"));
    const struct yaml_node *good = yaml_text_good(&c.text, "8");
    assert_true(fields_read_number(&c.fields, wheels, good, "cars.a.wheels", &value));
    assert_true(value == 8);
    const struct yaml_node *wrong = yaml_text_good(&c.text, "2.5");
    assert_false(fields_read_number(&c.fields, wheels, wrong, "cars.a.wheels", &value));
    assert_true(value == 8);
    assert_string_equal(yaml_text_errors(&c.text),
                        "t:1:1: cars.a.wheels: expected a whole number such as 0, 4 or "
                        "1000, or unlimited, got \"2.5\"\n");
    end(&c);
}

static void hostile_number_of_errors_is_cut_off(void **state)
{
    (void)state;
    struct garage_case c;
    begin(&c);
    struct yaml_node *root = yaml_tree_mapping(&c.text.arena, (struct place){"t", 1, 1});
    for (int i = 0; i < 500; i++)
        yaml_tree_put(&c.text.arena, root, arena_format(&c.text.arena, "k%d", i),
                      yaml_tree_scalar(&c.text.arena, "1", root->place));
    assert_false(fields_fill(&c.fields, &garage_table, root, "", &c.garage));
    assert_int_equal(c.text.errors.count, ERROR_LIST_LIMIT);
    end(&c);
}

static void control_characters_never_reach_the_terminal(void **state)
{
    (void)state;
    expect_errors("{doors: \"\\x1b[31m1\", \"\\x1b]0;x\\x07\": 1}",
                  "t:1:9: doors: expected a whole number such as 0, 4 or 1000, got "
                  "\"?[31m1\"\n"
                  "t:1:22: unknown key \"?]0;x?\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_in_base_units),
        cmocka_unit_test(absent_values_have_their_default_or_say_that_they_are_absent),
        cmocka_unit_test(without_a_node_all_defaults_hold_and_nothing_is_missing),
        cmocka_unit_test(unlimited_and_none_are_infinite_where_they_are_allowed),
        cmocka_unit_test(flag_is_true_false_yes_no_on_off),
        cmocka_unit_test(wrong_value_names_place_path_expected_found_and_nearest),
        cmocka_unit_test(value_out_of_range_is_refused_with_the_range),
        cmocka_unit_test(wrong_value_leaves_the_default),
        cmocka_unit_test(wrong_type_of_node_says_what_it_is),
        cmocka_unit_test(unknown_key_stands_at_its_own_place_with_the_nearest),
        cmocka_unit_test(key_that_a_tool_rewrote_from_on_is_explained),
        cmocka_unit_test(missing_required_key_is_named_at_the_mapping),
        cmocka_unit_test(what_is_not_yet_supported_says_so),
        cmocka_unit_test(scalar_stands_for_a_mapping_with_a_short_form),
        cmocka_unit_test(key_for_the_short_form_alone_cannot_be_written_out),
        cmocka_unit_test(lone_item_stands_for_a_list_of_one),
        cmocka_unit_test(one_of_the_keys_decides_the_kind),
        cmocka_unit_test(none_or_several_of_one_of_are_refused),
        cmocka_unit_test(kind_selects_another_table),
        cmocka_unit_test(items_know_their_name_path_and_place),
        cmocka_unit_test(names_that_break_paths_are_refused_where_it_matters),
        cmocka_unit_test(references_are_collected_with_path_and_place),
        cmocka_unit_test(tree_is_kept_as_it_is),
        cmocka_unit_test(defaults_that_move_results_are_in_the_ledger),
        cmocka_unit_test(what_the_user_gave_is_not_in_the_ledger),
        cmocka_unit_test(preset_values_are_in_the_ledger_with_their_source),
        cmocka_unit_test(single_number_is_read_as_its_field_would),
        cmocka_unit_test(hostile_number_of_errors_is_cut_off),
        cmocka_unit_test(control_characters_never_reach_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
