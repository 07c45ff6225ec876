/* test_yaml_hostile.c - files made to hurt: each is refused in less than a second of
 * processor time and in bounded memory, with one clear error.
 *
 * The last tests mutate a real scenario thousands of times, always in the same way, and
 * take what comes out through reading, merging, setting and filling: whatever happens,
 * it is a tree or an error with a place, never a crash.
 */
#include "models/design_def.h"
#include "sim/input/fields.h"
#include "tests/support/yaml_text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* Sanitizers watch every access; the limit is for the program people run. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SLOWDOWN = 15 };
#else
enum { SLOWDOWN = 1 };
#endif

static const size_t memory_limit = 64 << 20; /* of trees, from files of up to 8 MiB */

static double processor_s(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* ---- texts built up ---- */

struct buffer {
    char *text;
    size_t length, capacity;
};

static void put(struct buffer *buffer, const char *text)
{
    const size_t length = strlen(text);
    if (buffer->length + length >= buffer->capacity) {
        buffer->capacity = 2 * (buffer->length + length + 64);
        buffer->text = realloc(buffer->text, buffer->capacity);
        assert_non_null(buffer->text);
    }
    memcpy(buffer->text + buffer->length, text, length + 1);
    buffer->length += length;
}

static void put_times(struct buffer *buffer, const char *text, int times)
{
    while (times-- > 0)
        put(buffer, text);
}

static void put_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put_format(struct buffer *buffer, const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    put(buffer, text);
}

/* Parses, frees the buffer, and fails unless the first of the errors holds `says` (NULL:
 * no error) and the limits were kept. */
static void expect_bounded(struct buffer *buffer, const char *says)
{
    struct yaml_text_case c;
    yaml_text_begin(&c);
    const double start_s = processor_s();
    const struct yaml_node *root =
        yaml_tree_parse("t", buffer->text, buffer->length, &c.arena, &c.errors);
    const double took_s = processor_s() - start_s;
    assert_true(took_s < 1.0 * SLOWDOWN);
    assert_true(c.arena.used_bytes < memory_limit);
    if (!says) {
        assert_string_equal(yaml_text_errors(&c), "");
        assert_non_null(root);
    } else {
        assert_null(root);
        assert_true(c.errors.count > 0);
        if (!strstr(c.errors.items[0].message, says))
            assert_string_equal(c.errors.items[0].message, says);
    }
    yaml_text_end(&c);
    free(buffer->text);
}

/* ---- depth ---- */

static void deep_flow_nesting_is_refused(void **state)
{
    (void)state;
    struct buffer list = {0}, mapping = {0};
    put_times(&list, "[", 1000000);
    expect_bounded(&list, "nested deeper than 64 levels");
    put_times(&mapping, "{a: ", 1000000);
    expect_bounded(&mapping, "nested deeper than 64 levels");
}

static void deep_block_nesting_is_refused(void **state)
{
    (void)state;
    struct buffer lists = {0}, mappings = {0};
    put_times(&lists, "- ", 1000000);
    expect_bounded(&lists, "nested deeper than 64 levels");
    for (int i = 0; i < 2000; i++) {
        put_times(&mappings, " ", i);
        put(&mappings, "a:\n");
    }
    expect_bounded(&mappings, "nested deeper than 64 levels");
}

static void depth_of_64_is_read(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    put_times(&buffer, "[", 64);
    put_times(&buffer, "]", 64);
    expect_bounded(&buffer, NULL);
}

/* ---- aliases ---- */

static void billion_laughs_are_refused(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    put(&buffer, "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 30; i++) {
        put_format(&buffer, "a%d: &a%d [", i, i);
        for (int k = 0; k < 9; k++)
            put_format(&buffer, "*a%d, ", i - 1);
        put(&buffer, "]\n");
    }
    expect_bounded(&buffer, "more than 200000 values");
}

static void billion_merges_are_refused(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    put(&buffer, "base: &base {");
    for (int i = 0; i < 20000; i++)
        put_format(&buffer, "k%d: 1, ", i);
    put(&buffer, "}\n");
    for (int i = 0; i < 100; i++)
        put_format(&buffer, "b%d: {<<: *base}\n", i);
    expect_bounded(&buffer, "more than 200000 values");
}

static void many_aliases_of_many_anchors_stay_quick(void **state)
{
    (void)state;
    struct buffer few = {0}, many = {0};
    for (int i = 0; i < 490; i++)
        put_format(&few, "- &a%d x\n", i);
    put_times(&few, "- *a0\n", 199000);
    expect_bounded(&few, NULL);
    for (int i = 0; i < 100000; i++)
        put_format(&many, "- &a%d x\n", i);
    expect_bounded(&many, "more than 500 anchors");
}

/* ---- size ---- */

static void huge_scalars_and_keys_are_refused(void **state)
{
    (void)state;
    static const char *const starts[] = {"a: ", "a: \"", "? ", "a: |\n  "};
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        struct buffer buffer = {0};
        put(&buffer, starts[i]);
        put_times(&buffer, "xxxxxxxxxxxxxxxx", 500000);
        put(&buffer, strchr(starts[i], '"') ? "\"" : "");
        expect_bounded(&buffer, "a single text of more than 64 KiB");
    }
    struct buffer key = {0};
    put(&key, "? ");
    put_times(&key, "k", 256);
    expect_bounded(&key, "a key has at most 255 bytes, this one ");
}

static void too_many_values_are_refused(void **state)
{
    (void)state;
    struct buffer keys = {0}, list = {0};
    for (int i = 0; i < 500000; i++)
        put_format(&keys, "k%d: 1\n", i);
    expect_bounded(&keys, "more than 200000 values");
    put(&list, "[");
    put_times(&list, "a,", 3000000);
    expect_bounded(&list, "more than 200000 values");
}

static void many_keys_and_many_duplicates_stay_quick(void **state)
{
    (void)state;
    struct buffer different = {0}, same = {0};
    for (int i = 0; i < 99000; i++)
        put_format(&different, "k%d: 1\n", i);
    expect_bounded(&different, NULL);
    put_times(&same, "a: 1\n", 99000);
    expect_bounded(&same, "duplicate key \"a\"");
}

static void large_file_without_values_stays_quick(void **state)
{
    (void)state;
    static const char *const lines[] = {"# a comment that says nothing\n", "\n", " "};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct buffer buffer = {0};
        put_times(&buffer, lines[i], (int)((8 << 20) / strlen(lines[i])));
        expect_bounded(&buffer, "there is nothing in the file");
    }
}

static void one_letter_eight_million_times_stays_quick(void **state)
{
    (void)state;
    for (const char *letter = "-?:,[]{}#&*!|>'\"%@`\tx"; *letter; letter++) {
        const char text[17] = {letter[0], letter[0], letter[0], letter[0], letter[0],
                               letter[0], letter[0], letter[0], letter[0], letter[0],
                               letter[0], letter[0], letter[0], letter[0], letter[0],
                               letter[0], '\0'};
        struct buffer buffer = {0};
        put_times(&buffer, text, 500000);
        expect_bounded(&buffer, "");
    }
}

static void file_of_a_hundred_megabytes_is_refused_unread(void **state)
{
    (void)state;
    struct yaml_text_case c;
    char name[] = "/tmp/overstack-test-XXXXXX";
    const int descriptor = mkstemp(name);
    assert_int_equal(ftruncate(descriptor, 100 << 20), 0); /* sparse: takes no space */
    yaml_text_begin(&c);
    const double start_s = processor_s();
    assert_null(yaml_tree_read(name, &c.arena, &c.errors));
    assert_true(processor_s() - start_s < 0.1);
    assert_true(c.arena.used_bytes < 4096);
    assert_string_equal(c.errors.items[0].message,
                        "the file is larger than 8 MiB, too large for a scenario");
    yaml_text_end(&c);
    close(descriptor);
    unlink(name);
}

/* A child writes until nobody reads any more. */
static pid_t endless_writer(const int ends[2])
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    static char text[4096];
    memset(text, '#', sizeof(text));
    signal(SIGPIPE, SIG_DFL);
    close(ends[0]); /* else it would wait for its own reading */
    while (write(ends[1], text, sizeof(text)) > 0)
        continue;
    _exit(0);
}

static void endless_standard_input_is_refused_while_reading(void **state)
{
    (void)state;
    struct yaml_text_case c;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const int standard_input = dup(STDIN_FILENO);
    const pid_t child = endless_writer(ends);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    yaml_text_begin(&c);
    assert_null(yaml_tree_read("-", &c.arena, &c.errors));
    assert_string_equal(yaml_text_errors(&c),
                        "<stdin>: the file is larger than 8 MiB, too large for a "
                        "scenario\n");
    assert_true(c.arena.used_bytes < memory_limit);
    yaml_text_end(&c);
    if (standard_input >= 0)
        dup2(standard_input, STDIN_FILENO);
    else
        close(STDIN_FILENO);
    close(standard_input);
    waitpid(child, NULL, 0);
}

/* ---- bytes ---- */

static void expect_bytes(const char *text, size_t length, const char *line)
{
    struct yaml_text_case c;
    yaml_text_begin(&c);
    assert_null(yaml_tree_parse("t", text, length, &c.arena, &c.errors));
    assert_string_equal(yaml_text_errors(&c), line);
    yaml_text_end(&c);
}

#define EXPECT_BYTES(text, line) expect_bytes(text, sizeof(text) - 1, line)

static void bytes_that_are_no_text_are_named_with_their_place(void **state)
{
    (void)state;
    EXPECT_BYTES("a: 1\nb: \0x\n", "t:2:4: a NUL byte: this is not a text file\n");
    EXPECT_BYTES("a: \"\\0\"\n", "t:1:4: a: a NUL byte (\\0) in a text\n");
    EXPECT_BYTES(
        "ä: \xc3",
        "t:1:4: the file ends in the middle of a UTF-8 letter; was it cut off?\n");
    EXPECT_BYTES(
        "a: \xe2\x82",
        "t:1:4: the file ends in the middle of a UTF-8 letter; was it cut off?\n");
    EXPECT_BYTES("a: \xc3x\n",
                 "t:1:4: byte 0xC3 is not UTF-8; save the file as UTF-8 text\n");
    EXPECT_BYTES("a: \x80\n",
                 "t:1:4: byte 0x80 is not UTF-8; save the file as UTF-8 text\n");
    EXPECT_BYTES("a: \xc0\xaf\n", /* overlong */
                 "t:1:4: byte 0xC0 is not UTF-8; save the file as UTF-8 text\n");
    EXPECT_BYTES("a: \xed\xa0\x80\n", /* a surrogate */
                 "t:1:4: byte 0xED is not UTF-8; save the file as UTF-8 text\n");
    EXPECT_BYTES("a: \xf5\x80\x80\x80\n", /* above U+10FFFF */
                 "t:1:4: byte 0xF5 is not UTF-8; save the file as UTF-8 text\n");
    EXPECT_BYTES("a: \x1b[31m\n", "t:1:4: control character U+001B in the text\n");
    EXPECT_BYTES("\xff\xfe"
                 "a\0:\0",
                 "t:1:1: byte 0xFF is not UTF-8; save the file as UTF-8 text\n");
}

/* ---- tables ---- */

/* Fills the real scenario table; only what the limits allow gets there. */
static void fill_bounded(struct buffer *buffer, double limit_s)
{
    struct yaml_text_case c;
    struct scenario_def def = {0};
    struct fields fields;
    yaml_text_begin(&c);
    const struct yaml_node *root =
        yaml_tree_parse("t", buffer->text, buffer->length, &c.arena, &c.errors);
    assert_non_null(root);
    const size_t before = c.arena.used_bytes;
    const double start_s = processor_s();
    fields_init(&fields, &c.arena, &c.errors, NULL, ".");
    assert_false(fields_fill(&fields, &scenario_table, root, "", &def));
    assert_true(processor_s() - start_s < limit_s * SLOWDOWN);
    assert_true(c.arena.used_bytes - before < 4 * memory_limit);
    assert_true(c.errors.count <= ERROR_LIST_LIMIT);
    yaml_text_end(&c);
    free(buffer->text);
}

static void thousands_of_wrong_keys_and_values_stay_quick(void **state)
{
    (void)state;
    struct buffer keys = {0}, steps = {0}, empty = {0};
    for (int i = 0; i < 99000; i++)
        put_format(&keys, "services%d: 1\n", i);
    fill_bounded(&keys, 1);
    put(&steps, "services: {s: {endpoints: {go: [");
    put_times(&steps, "{cpuu: 1msec},", 60000);
    put(&steps, "]}}}");
    fill_bounded(&steps, 1);
    put(&empty, "services: {s: {endpoints: {go: [");
    put_times(&empty, "{},", 150000);
    put(&empty, "]}}}");
    fill_bounded(&empty, 1);
}

/* ---- mutations ---- */

static const char *const scenario =
    "overstack: 1\n"
    "name: \"A design\" # with a comment\n"
    "currency: {code: KRW, rate: 1420}\n"
    "simulate: {duration: 1h, warmup: 0s, replications: 2, seed: 42}\n"
    "hosts:\n"
    "  web: &web\n"
    "    instance: {vcpus: 2, memory: 4GiB, burst: {baseline: 20%}}\n"
    "    count: 2\n"
    "    volume: {type: gp3, size: 30GiB}\n"
    "  db: {<<: *web, count: 1}\n"
    "services:\n"
    "  spring:\n"
    "    on: [web, 'web[1]']\n"
    "    threads: 200\n"
    "    memory: {base: 180MiB, leak: {per_request: 40KiB, up_to: unlimited}}\n"
    "    jvm: {heap: 1GiB}\n"
    "    pools: {mysql: {size: 10, timeout: exp(30s)}}\n"
    "    balance: {policy: weighted, weights: {\"web[0]\": 3}}\n"
    "    endpoints:\n"
    "      write:\n"
    "        - cpu: lognormal(12ms, cv=1)\n"
    "        - {call: {to: mysql.insert, timeout: 1s, retries: 2}}\n"
    "        - choose: [{p: 90%, steps: [{sleep: 1ms}]}]\n"
    "        - parallel: [[{cpu: 1ms}], [{read: {size: 16KiB, ops: 3}}]]\n"
    "        - send: 4KiB\n"
    "  mysql: {on: db, endpoints: {insert: [write: 16KiB]}}\n"
    "  api: {kind: external, latency: \"hyperexp(6ms, scv=4)\", price: 0.04 USD/call}\n"
    "traffic:\n"
    "  users:\n"
    "    executor: ramping-arrival-rate\n"
    "    stages: [{duration: 10m, target: 5/s}]\n"
    "    mix: {spring.write: 80%, mysql.insert: 20%}\n"
    "events:\n"
    "  - {at: 8m, set: {services.spring.threads: 400}, for: 10m}\n"
    "thresholds:\n"
    "  http_req_duration{spring.write}: [\"p(99) < 2s\"]\n"
    "budget: {amount: 600000 KRW, months: 2}\n"
    "variants: {bigger: {hosts.web.count: 4}, none: null}\n";

static uint64_t random_next(uint64_t *state) /* xorshift64, Marsaglia 2003 */
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t random_below_size(uint64_t *state, size_t limit)
{
    return (size_t)(random_next(state) % limit);
}

enum { MUTANT_SIZE = 8192 };

/* Puts `text` at a random place, over or between what is there. */
static void mutant_put(char *mutant, size_t *length, uint64_t *random, const char *text,
                       size_t size)
{
    const size_t at = random_below_size(random, *length + 1);
    if (*length + size > MUTANT_SIZE)
        return;
    memmove(mutant + at + size, mutant + at, *length - at);
    memcpy(mutant + at, text, size);
    *length += size;
}

static void mutant_cut(char *mutant, size_t *length, uint64_t *random)
{
    const size_t at = random_below_size(random, *length);
    size_t size = 1 + random_below_size(random, 40);
    if (size > *length - at)
        size = *length - at;
    memmove(mutant + at, mutant + at + size, *length - at - size);
    *length -= size;
}

static void mutate(char *mutant, size_t *length, uint64_t *random)
{
    static const char *const words[] = {
        "{",          "}",     "[",           "]",   ",",     ": ",
        "- ",         "\n",    "\n  ",        "#",   "&web ", "*web",
        "<<: *web",   "\"",    "'",           "|\n", ">\n",   "? ",
        "!",          "---\n", "null",        "~",   "true",  "unlimited",
        "on: ",       "-1",    "1e999",       "NaN", "0x10",  "99999999999999999999",
        "%",          "exp(",  ")",           "\t",  "\xc3",  "\xef\xbb\xbf",
        "kind: flat", "=name", "every.thing", "a: ", "\\",    "(",
        "100%",       "0",
    };
    char copy[64];
    switch (random_below_size(random, 5)) {
    case 0:
        mutant[random_below_size(random, *length)] = (char)random_next(random);
        break;
    case 1:
        mutant_cut(mutant, length, random);
        break;
    case 2: {
        const size_t size = 1 + random_below_size(random, sizeof(copy));
        memcpy(copy, mutant + random_below_size(random, *length - size), size);
        mutant_put(mutant, length, random, copy, size);
        break;
    }
    default: {
        const size_t count = sizeof(words) / sizeof(words[0]);
        const char *word = words[random_below_size(random, count)];
        mutant_put(mutant, length, random, word, strlen(word));
    }
    }
}

/* Everything a scenario goes through before the models see it. */
static void go_through(const char *text, size_t length, bool *read, bool *filled)
{
    struct yaml_text_case c;
    struct scenario_def def = {0};
    struct fields fields;
    struct ledger ledger;
    yaml_text_begin(&c);
    ledger_init(&ledger, &c.arena);
    struct yaml_node *root = yaml_tree_parse("t", text, length, &c.arena, &c.errors);
    assert_int_equal(root != NULL, c.errors.errors == 0);
    *read = root != NULL;
    *filled = false;
    if (root) {
        struct yaml_node *merged = yaml_tree_merge(&c.arena, root, root);
        yaml_text_of(&c, merged);
        const struct place place = {"--set", 0, 0};
        struct yaml_node *value = yaml_tree_scalar(&c.arena, "9", place);
        yaml_tree_find(root, "services.spring.endpoints.write.0.cpu");
        fields_init(&fields, &c.arena, &c.errors, &ledger, "/nonexistent");
        *filled = fields_fill(&fields, &scenario_table, root, "", &def);
        assert_int_equal(*filled, c.errors.errors == 0);
        if (merged->kind == YAML_MAPPING)
            yaml_tree_set(merged, "hosts.web.count", value, &c.arena, &c.errors);
    }
    for (size_t i = 0; i < c.errors.count; i++) {
        assert_true(c.errors.items[i].message[0] != '\0');
        assert_non_null(error_text(&c.errors, &c.errors.items[i]));
    }
    yaml_text_end(&c);
}

static void scenario_that_is_mutated_is_fine_itself(void **state)
{
    (void)state;
    bool read, filled;
    go_through(scenario, strlen(scenario), &read, &filled);
    assert_true(read);
    assert_true(filled);
}

static void mutated_scenarios_never_crash(void **state)
{
    (void)state;
    static char mutant[MUTANT_SIZE + 1];
    uint64_t random = 20240607;
    int reads = 0, fills = 0;
    for (int i = 0; i < 4000; i++) {
        size_t length = strlen(scenario);
        bool read, filled;
        memcpy(mutant, scenario, length);
        for (size_t n = 1 + random_below_size(&random, 3); n > 0; n--)
            mutate(mutant, &length, &random);
        go_through(mutant, length, &read, &filled);
        reads += read;
        fills += filled;
    }
    /* the mutations reach every stage: some break the YAML, some the tables, some none */
    assert_in_range(reads, 400, 3600);
    assert_in_range(fills, 100, reads - 400);
}

static void scenario_cut_off_anywhere_never_crashes(void **state)
{
    (void)state;
    for (size_t length = 0; length <= strlen(scenario); length++) {
        bool read, filled;
        char *exact = malloc(length + 1); /* so that reading past the end is seen */
        memcpy(exact, scenario, length);
        go_through(exact, length, &read, &filled);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_flow_nesting_is_refused),
        cmocka_unit_test(deep_block_nesting_is_refused),
        cmocka_unit_test(depth_of_64_is_read),
        cmocka_unit_test(billion_laughs_are_refused),
        cmocka_unit_test(billion_merges_are_refused),
        cmocka_unit_test(many_aliases_of_many_anchors_stay_quick),
        cmocka_unit_test(huge_scalars_and_keys_are_refused),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(many_keys_and_many_duplicates_stay_quick),
        cmocka_unit_test(large_file_without_values_stays_quick),
        cmocka_unit_test(one_letter_eight_million_times_stays_quick),
        cmocka_unit_test(file_of_a_hundred_megabytes_is_refused_unread),
        cmocka_unit_test(endless_standard_input_is_refused_while_reading),
        cmocka_unit_test(bytes_that_are_no_text_are_named_with_their_place),
        cmocka_unit_test(thousands_of_wrong_keys_and_values_stay_quick),
        cmocka_unit_test(scenario_that_is_mutated_is_fine_itself),
        cmocka_unit_test(mutated_scenarios_never_crash),
        cmocka_unit_test(scenario_cut_off_anywhere_never_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
