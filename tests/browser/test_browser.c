/* Opens every page that the program writes in a real browser: nothing is asked for, nothing
 * is executed, all of it is seen, on a wide screen and a phone, light and dark and on paper,
 * and what it says is what the JSON of the same run says.
 *
 * Needs Debian's chromium and chromium-driver (scripts/deps test installs them); without
 * them it fails. OVERSTACK_NO_BROWSER=1 leaves it out. One browser opens all pages: to have
 * one more tested, add it to `pages`.
 */
#include "sim/output/look.h"
#include "tests/browser/driver.h"
#include "tests/browser/page_of_run.h"
#include "tests/support/near.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WIDE = 1400,
    PHONE = 360,
    PAPER = 700,
    SIZE_LIMIT = 2000000,
    OPEN_LIMIT_MS = 1000
};

static struct driver driver;
static char folder[] = "/tmp/overstack-pages-XXXXXX";
static char *page_script; /* page.js */
static const char *no_browser;
static pid_t maker; /* of the pages */
static int pages_made = -1;

/* A page and how it is made: a shell command that leaves $PAGE and, where it is checked,
 * $REPORT (the JSON of the same run), with the program as $OVERSTACK and $FOLDER for what
 * else it needs. */
struct page {
    const char *name, *make;
    /* What is special about it, beside what all must hold; may be NULL. `facts` is what
     * page.js told of it on a wide screen. */
    void (*check)(const struct page *page, const json_t *facts, const json_t *report);
};

/* ---- driving ---- */

static json_t *must(json_t *answer)
{
    if (!answer)
        fail_msg("%s", driver.fault);
    return answer;
}

static void tell_tools(const char *command, json_t *parameters)
{
    json_decref(must(driver_tools(&driver, command, parameters)));
}

static void set_screen(int width, int height, bool phone)
{
    static int now; /* the width it has */
    if (width == now)
        return;
    now = width;
    tell_tools("Emulation.setDeviceMetricsOverride",
               json_pack("{s:i, s:i, s:i, s:b}", "width", width, "height", height,
                         "deviceScaleFactor", 1, "mobile", phone));
}

static void set_media(const char *media, const char *scheme)
{
    tell_tools("Emulation.setEmulatedMedia",
               json_pack("{s:s, s:[{s:s, s:s}]}", "media", media, "features", "name",
                         "prefers-color-scheme", "value", scheme));
}

static void run_script(const char *script)
{
    json_decref(must(driver_script(&driver, script)));
}

/* What page.js tells of it now. */
static json_t *facts_at(int width, bool phone)
{
    set_screen(width, 900, phone);
    return must(driver_script(&driver, page_script));
}

/* The entries of a log of the browser since it was read last. */
static json_t *log_of(const char *type)
{
    return must(driver_ask(&driver, "POST", "se/log", json_pack("{s:s}", "type", type)));
}

/* ---- what every page holds ---- */

static void none_of(const struct page *page, const char *where, const json_t *facts,
                    const char *key, const char *what)
{
    const json_t *list = json_object_get(facts, key);
    assert_true(json_is_array(list));
    if (json_array_size(list) > 0)
        fail_msg("%s, %s: %s: %s (%zu in all)", page->name, where, what,
                 json_string_value(json_array_get(list, 0)), json_array_size(list));
}

static void check_figures(const struct page *page, const char *where, const json_t *facts)
{
    size_t i;
    const json_t *figure;
    json_array_foreach (json_object_get(facts, "figures"), i, figure) {
        if (!look_flag(figure, "seen") || look_number(figure, "marks") < 2)
            fail_msg("%s, %s: figure %zu (%s) shows nothing", page->name, where, i,
                     look_text(figure, "name"));
        if (strlen(look_text(figure, "name")) < 5)
            fail_msg("%s, %s: figure %zu has no text instead of it", page->name, where,
                     i);
    }
}

/* Legends stand beside their drawings, on a phone below them; what scrolls sideways shows
 * that it does, and the bill does not. */
static void check_room(const struct page *page, const char *where, const json_t *facts,
                       bool phone)
{
    size_t i;
    const json_t *legend;
    none_of(page, where, facts, "unsigned", "it scrolls without a sign");
    json_array_foreach (json_object_get(facts, "legends"), i, legend) {
        if (json_is_true(legend) != phone)
            fail_msg("%s, %s: legend %zu is %sseen below its drawing", page->name, where,
                     i, phone ? "not " : "");
    }
    if (phone)
        none_of(page, where, facts, "fits", "it scrolls sideways");
}

static void check_look(const struct page *page, const char *where, const json_t *facts)
{
    check_figures(page, where, facts);
    none_of(page, where, facts, "touching", "the title of an axis lies on numbers");
    none_of(page, where, facts, "dull", "text of too little contrast");
    assert_true(look_number(facts, "texts") > 20);
    if (look_number(facts, "scrollWidth") > look_number(facts, "width"))
        fail_msg("%s, %s: it scrolls sideways: %.0f px of %.0f", page->name, where,
                 look_number(facts, "scrollWidth"), look_number(facts, "width"));
}

static void check_quiet(const struct page *page, const json_t *facts)
{
    none_of(page, "loaded", facts, "outside", "something is asked for");
    none_of(page, "loaded", facts, "twice", "an id stands twice");
    if (look_number(facts, "active") != 0)
        fail_msg("%s: it has a script or a handler", page->name);
    if (!json_is_null(json_object_get(facts, "executed")))
        fail_msg("%s: something was executed", page->name);
    if (look_number(facts, "openMs") > OPEN_LIMIT_MS)
        fail_msg("%s: it takes %.0f ms to open", page->name,
                 look_number(facts, "openMs"));
}

/* No message on the console, and no request but that of the page itself. */
static void check_logs(const struct page *page, const char *address)
{
    json_t *console = log_of("browser"), *traffic = log_of("performance");
    size_t i, own = 0;
    const json_t *entry;
    if (json_array_size(console) > 0)
        fail_msg("%s: on the console: %s", page->name,
                 look_text(json_array_get(console, 0), "message"));
    json_array_foreach (traffic, i, entry) {
        json_t *event = json_loads(look_text(entry, "message"), 0, NULL);
        const char *url = look_text(event, "message/params/request/url");
        if (strcmp(look_text(event, "message/method"), "Network.requestWillBeSent") ==
            0) {
            if (strcmp(url, address) != 0)
                fail_msg("%s: it asks for %s", page->name, url);
            own++;
        }
        json_decref(event);
    }
    assert_true(own > 0);
    json_decref(console);
    json_decref(traffic);
}

/* Nothing is cut, since paper cannot be scrolled. */
static void check_paper(const struct page *page)
{
    set_media("print", "light");
    json_t *facts = facts_at(PAPER, false);
    none_of(page, "on paper", facts, "cut", "does not fit");
    check_look(page, "on paper", facts);
    json_decref(facts);
    set_media("", "light");
}

/* ---- what is special about one ---- */

static void is_a_run(const struct page *page, const json_t *facts, const json_t *report)
{
    (void)page;
    page_of_run_check(facts, report);
}

static void draws_figures(const struct page *page, const json_t *facts,
                          const json_t *report)
{
    is_a_run(page, facts, report);
    size_t i, plots = 0;
    const json_t *figure;
    json_array_foreach (json_object_get(facts, "figures"), i, figure)
        plots += look_number(figure, "values") > 30;
    size_t machines = json_object_size(look_at(report, "hosts"));
    machines = machines < 6 ? machines : 6;    /* more are left to --plots */
    assert_int_equal(plots, 1 + 2 * machines); /* latency; CPU and memory of each */
    assert_int_equal(json_array_size(json_object_get(facts, "legends")), plots);
}

/* All text of the scenario stands there as text. */
static void names_are_text(const struct page *page, const json_t *facts,
                           const json_t *report)
{
    draws_figures(page, facts, report);
    const char *text = look_text(facts, "text");
    const char *const names[] = {"<script>executed=1</script>", "<img src=x",
                                 "\"quoted\" 'twice' & `ticked`", "\U0001F600",
                                 "</svg></title></style>"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strstr(text, names[i]))
            fail_msg("%s: it does not show %s", page->name, names[i]);
}

static void has_no_pictures_but_numbers(const struct page *page, const json_t *facts,
                                        const json_t *report)
{
    is_a_run(page, facts, report);
    if (!strstr(look_text(facts, "text"), "The figures are not drawn: "))
        fail_msg("%s: it does not say that there are no figures", page->name);
    const json_t *tables = json_object_get(facts, "tables");
    const json_t *latency = json_object_get(tables, "Requests");
    assert_true(json_array_size(json_array_get(latency, json_array_size(latency) - 1)) >
                10);
}

/* It comes out as PDF: in base64, "%PDF-" begins so. */
static void prints(const struct page *page, const json_t *facts, const json_t *report)
{
    draws_figures(page, facts, report);
    json_t *pdf = must(driver_ask(&driver, "POST", "print", json_object()));
    const char *text = json_string_value(pdf);
    assert_non_null(text);
    assert_int_equal(strncmp(text, "JVBERi", 6), 0);
    assert_true(strlen(text) > 20000);
    json_decref(pdf);
}

/* The labels of a figure that are numbers: the least and the largest. */
static void label_ends(const json_t *facts, const char *figure_of, double ends[2])
{
    size_t i, k;
    const json_t *figure, *label;
    ends[0] = INFINITY;
    ends[1] = -INFINITY;
    json_array_foreach (json_object_get(facts, "figures"), i, figure) {
        if (strncmp(look_text(figure, "name"), figure_of, strlen(figure_of)) != 0)
            continue;
        json_array_foreach (json_object_get(figure, "labels"), k, label) {
            char *end;
            const double number = strtod(json_string_value(label), &end);
            if (end == json_string_value(label) || *end)
                continue;
            ends[0] = fmin(ends[0], number);
            ends[1] = fmax(ends[1], number);
        }
    }
}

/* The axis of the credits reaches as far as they do, above and below that of the CPU. */
static void draws_credits(const struct page *page, const json_t *facts,
                          const json_t *report)
{
    double saver[2], borrower[2];
    draws_figures(page, facts, report);
    const double most = look_number(report, "hosts/saver/credits/start");
    const double least = look_number(report, "hosts/borrower/credits/min");
    assert_true(most > 112 && least < -10);
    label_ends(facts, "CPU of saver", saver);
    label_ends(facts, "CPU of borrower", borrower);
    if (saver[1] < 0.75 * most || borrower[0] > 0.5 * least)
        fail_msg("%s: labels up to %g for %g credits, down to %g for %g", page->name,
                 saver[1], most, borrower[0], least);
}

/* ---- the pages ---- */

#define RUN  "\"$OVERSTACK\" run --quiet --format json --output \"$REPORT\" "
#define PAGE "\"$OVERSTACK\" report \"$REPORT\" --format html --output \"$PAGE\""

/* The pages of the experiments: tests/cli/test_pages.c holds what they say to their JSON. */
#define SHOP(command)                                                                    \
    "\"$OVERSTACK\" " command " --quiet --format html --output \"$PAGE\" "               \
    "tests/browser/shop.yaml"

static const struct page pages[] = {
    {"run", RUN "configs/stories/over-stack.yaml; " PAGE, prints},
    {"run, no machine", RUN "configs/examples/serverless.yaml; " PAGE, draws_figures},
    {"run, names that are markup, and long",
     "tests/browser/names >\"$FOLDER/names.yaml\"; " RUN "\"$FOLDER/names.yaml\"; " PAGE,
     names_are_text},
    {"run, credits", RUN "tests/browser/credits.yaml; " PAGE, draws_credits},
    {"run, a month on 20 machines",
     "tests/browser/large >\"$FOLDER/large.yaml\"; " RUN "\"$FOLDER/large.yaml\"; " PAGE,
     draws_figures},
    {"run, without gnuplot", RUN "configs/examples/swap.yaml; PATH=/nowhere; " PAGE,
     has_no_pictures_but_numbers},
    {"compare", SHOP("compare"), NULL},
    {"sweep, one path", SHOP("sweep --vary traffic.users.rate=10/s..110/s:20/s"), NULL},
    {"sweep, two paths",
     SHOP("sweep --vary traffic.users.rate=10/s,60/s,90/s --vary services.s.threads=1,8"),
     NULL},
    {"capacity", SHOP("capacity --tolerance 5%"), NULL},
    {"recommend", SHOP("recommend"), NULL},
    {"calibrate",
     "\"$OVERSTACK\" calibrate --quiet --format html --output \"$PAGE\" "
     "tests/browser/fit.yaml --fit services.s.endpoints.go.0.cpu",
     NULL},
    {"sensitivity", SHOP("sensitivity --samples 10 --trajectories 2"), NULL},
};

enum { PAGES = sizeof(pages) / sizeof(pages[0]) };

static json_t *must_load(const char *path)
{
    json_t *tree = json_load_file(path, 0, NULL);
    if (!tree)
        fail_msg("%s is not JSON", path);
    return tree;
}

static void path_of(char *path, size_t size, size_t page, const char *ending)
{
    snprintf(path, size, "%s/page-%zu.%s", folder, page, ending);
}

/* A process of its own makes all pages, in their order, while the browser looks at those
 * that are there; for each it writes a byte into `pages_made`. */
static void make_pages(int out)
{
    char path[256];
    for (size_t i = 0; i < PAGES; i++) {
        path_of(path, sizeof(path), i, "html");
        setenv("PAGE", path, 1);
        path_of(path, sizeof(path), i, "json");
        setenv("REPORT", path, 1);
        const bool made = system(pages[i].make) >= 0;
        if (write(out, made ? "+" : "-", 1) != 1)
            break;
    }
    _exit(0);
}

static bool maker_start(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    maker = fork();
    if (maker == 0) {
        close(ends[0]);
        make_pages(ends[1]);
    }
    close(ends[1]);
    pages_made = ends[0];
    return maker > 0;
}

/* Waits for the page, leaves its path in `path`, and returns its report. */
static json_t *made_page(const struct page *page, char *path, size_t size)
{
    char report[256], told;
    struct stat made;
    const size_t number = (size_t)(page - pages);
    path_of(path, size, number, "html");
    path_of(report, sizeof(report), number, "json");
    if (read(pages_made, &told, 1) != 1 || told != '+' || stat(path, &made) != 0)
        fail_msg("%s: not written by: %s", page->name, page->make);
    if (made.st_size > SIZE_LIMIT)
        fail_msg("%s: it has %ld bytes", page->name, (long)made.st_size);
    return page->check ? must_load(report) : NULL;
}

/* ---- one page, in all lights ---- */

/* On a busy machine one opening may be slow: one quick one of five is enough. */
static json_t *open_page(const char *address)
{
    json_t *facts = NULL;
    for (int i = 0; i < 5; i++) {
        json_decref(facts);
        set_screen(WIDE, 900, false);
        json_decref(
            must(driver_ask(&driver, "POST", "url", json_pack("{s:s}", "url", address))));
        run_script("for (const one of document.querySelectorAll('details')) "
                   "one.open = true");
        facts = facts_at(WIDE, false);
        if (look_number(facts, "openMs") <= OPEN_LIMIT_MS)
            break;
    }
    return facts;
}

static void look_at_in(const struct page *page, const char *where, int width,
                       const char *scheme)
{
    set_media("", scheme);
    json_t *facts = facts_at(width, width == PHONE);
    none_of(page, where, facts, "faint", "an area is hardly seen");
    check_look(page, where, facts);
    check_room(page, where, facts, width == PHONE);
    json_decref(facts);
}

static void opens_well(void **state)
{
    const struct page *page = *state;
    char path[256], address[300];
    if (no_browser && strcmp(no_browser, "1") == 0)
        skip();
    json_t *report = made_page(page, path, sizeof(path));
    if (driver.session[0] == '\0')
        fail_msg("no browser: %s (scripts/deps test installs Debian's chromium and "
                 "chromium-driver; OVERSTACK_NO_BROWSER=1 leaves this test out)",
                 driver.fault);
    json_decref(log_of("browser"));
    json_decref(log_of("performance")); /* what an earlier page left */
    snprintf(address, sizeof(address), "file://%s", path);
    json_t *facts = open_page(address);
    check_quiet(page, facts);
    check_look(page, "wide, light", facts);
    check_room(page, "wide, light", facts, false);
    if (page->check)
        page->check(page, facts, report);
    look_at_in(page, "phone, dark", PHONE, "dark");
    check_paper(page);
    check_logs(page, address);
    json_decref(facts);
    json_decref(report);
}

/* ---- all of them ---- */

static char *file_text(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");
    if (!in || getdelim(&text, &size, '\0', in) < 0)
        return NULL;
    fclose(in);
    return text;
}

static int browser_set_up(void **state)
{
    (void)state;
    no_browser = getenv("OVERSTACK_NO_BROWSER");
    page_script = file_text("tests/browser/page.js");
    if (!page_script || !mkdtemp(folder))
        return -1;
    setenv("FOLDER", folder, 1);
    setenv("OVERSTACK", "./overstack", 0);
    if (no_browser && strcmp(no_browser, "1") == 0)
        return 0;
    if (!maker_start())
        return -1;
    driver_start(&driver); /* if it cannot, each test says so */
    return 0;
}

static int browser_tear_down(void **state)
{
    (void)state;
    driver_stop(&driver);
    if (maker > 0)
        waitpid(maker, NULL, 0);
    free(page_script);
    return system("rm -r \"$FOLDER\"");
}

int main(void)
{
    static struct CMUnitTest tests[PAGES];
    for (size_t i = 0; i < PAGES; i++)
        tests[i] = (struct CMUnitTest){pages[i].name, opens_well, NULL, NULL,
                                       (void *)(uintptr_t)&pages[i]};
    return cmocka_run_group_tests(tests, browser_set_up, browser_tear_down);
}
