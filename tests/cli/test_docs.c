/* The documentation is true: every command shown in a page is run and prints what the page
 * shows (scripts/docs-commands), links lead somewhere, and every page can be reached from
 * README.md (scripts/docs-links). README.ko.md shows the blocks of README.md.
 *
 * Pages are not run in the sanitizer builds, where they take a minute: what the commands do is
 * tested there by the other programs.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PAGES_MOST = 64, SAID = 16384 };

/* Fails with what a script said, unless it ended well. */
static void must_hold(const char *command)
{
    char said[SAID];
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    said[fread(said, 1, sizeof said - 1, pipe)] = '\0';
    while (fgetc(pipe) != EOF) /* the rest, so that the script can end */
        ;
    if (pclose(pipe) != 0)
        fail_msg("%s:\n%s", command, said);
}

static void shows_what_is_printed(void **state)
{
    const char *page = *state;
    char command[512];
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip();
#endif
    snprintf(command, sizeof command, "scripts/docs-commands '%s' 2>&1", page);
    must_hold(command);
}

static void links_lead_somewhere(void **state)
{
    (void)state;
    must_hold("scripts/docs-links 2>&1");
}

/* What programs read and print is the same in every language. */
static void the_korean_readme_is_in_step(void **state)
{
    (void)state;
    must_hold("page=$(scripts/docs-translation README.ko.md 2>&1) && "
              "printf '%s\\n' \"$page\" | cmp - README.ko.md 2>&1");
}

/* Takes minutes: only with OVERSTACK_TEST_LONG. */
static void the_table_of_theory_is_current(void **state)
{
    (void)state;
    if (!getenv("OVERSTACK_TEST_LONG"))
        skip();
    must_hold("scripts/theory-table build | diff docs/theory.md - 2>&1");
}

/* A page with a stale figure, a wrong option and an unmarked block is told so. */
static void a_wrong_page_is_found(void **state)
{
    static const char *const wrong[] = {
        "```console\n$ overstack --version\noverstack 0.0.0\n```\n",
        "```console\n$ overstack --version\n...\nand more\n```\n",
        "```console\n$ overstack run nothing.yaml\n```\n",
        "```text\noverstack run FILE [--variants NAME]\n```\n",
        "```sh\noverstack run FILE\n```\n",
        "```\noverstack run FILE\n```\n",
        "    overstack run FILE\n",
        "```console\n$ overstack --version\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char path[] = "/tmp/overstack-test-XXXXXX", command[128];
        FILE *page = fdopen(mkstemp(path), "w");
        assert_non_null(page);
        fputs(wrong[i], page);
        fclose(page);
        snprintf(command, sizeof command, "scripts/docs-commands %s >/dev/null 2>&1",
                 path);
        if (system(command) == 0)
            fail_msg("nothing was found in:\n%s", wrong[i]);
        remove(path);
    }
}

/* Names of README.md and docs/(name).md, which last as long as the program. */
static size_t find_pages(char pages[][300])
{
    size_t count = 0;
    snprintf(pages[count++], sizeof *pages, "README.md");
    DIR *folder = opendir("docs");
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        const char *ending = strrchr(entry->d_name, '.');
        if (ending && strcmp(ending, ".md") == 0 && count < PAGES_MOST)
            snprintf(pages[count++], sizeof *pages, "docs/%s", entry->d_name);
    }
    if (folder)
        closedir(folder);
    return count;
}

int main(void)
{
    static char pages[PAGES_MOST][300];
    const size_t count = find_pages(pages);
    const struct CMUnitTest others[] = {
        cmocka_unit_test(links_lead_somewhere),
        cmocka_unit_test(the_korean_readme_is_in_step),
        cmocka_unit_test(the_table_of_theory_is_current),
        cmocka_unit_test(a_wrong_page_is_found),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[PAGES_MOST + OTHERS];
    for (size_t i = 0; i < count; i++)
        tests[i] =
            (struct CMUnitTest){pages[i], shows_what_is_printed, NULL, NULL, pages[i]};
    memcpy(tests + count, others, sizeof others);
    return _cmocka_run_group_tests("docs", tests, count + OTHERS, NULL, NULL);
}
