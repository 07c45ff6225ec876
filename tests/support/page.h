/* page.h - what a test asks of every page of HTML: whole, closed, without anything from
 * elsewhere.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_PAGE_H
#define OVERSTACK_TESTS_SUPPORT_PAGE_H

#include "tests/support/near.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static inline bool page_is_void(const char *name)
{
    return strcmp(name, "meta") == 0 || strcmp(name, "!DOCTYPE") == 0;
}

/* Every element is closed, in order; returns how many there were. */
static inline int page_elements(const char *page)
{
    char open[64][32];
    int depth = 0, count = 0;
    for (const char *at = strchr(page, '<'); at; at = strchr(at + 1, '<')) {
        char name[32] = "";
        const bool end = at[1] == '/';
        const char *close = strchr(at, '>');
        assert_non_null(close);
        sscanf(at + 1 + end, "%31[a-zA-Z0-9!]", name);
        assert_true(*name);
        if (end) {
            if (depth == 0 || strcmp(open[depth - 1], name) != 0)
                fail_msg("</%s> closes <%s>", name, depth ? open[depth - 1] : "");
            depth--;
        } else if (close[-1] != '/' && !page_is_void(name)) {
            assert_true(depth < 64);
            strcpy(open[depth++], name);
            count++;
        }
    }
    assert_int_equal(depth, 0);
    return count;
}

static inline int page_times(const char *page, const char *part)
{
    int count = 0;
    for (const char *at = strstr(page, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

/* Names of the SVG parts are told apart. */
static inline void page_ids(const char *page)
{
    char ids[512][48];
    int count = 0;
    for (const char *at = strstr(page, " id="); at; at = strstr(at + 1, " id=")) {
        assert_true(count < 512);
        snprintf(ids[count], 48, "%.*s", (int)strcspn(at + 5, "'\""), at + 5);
        for (int i = 0; i < count; i++)
            if (strcmp(ids[i], ids[count]) == 0)
                fail_msg("id %s twice", ids[i]);
        count++;
    }
}

/* All of it, of any page: no script, nothing from another file. */
static inline void page_is_whole(const char *page)
{
    assert_true(page_elements(page) > 10);
    page_ids(page);
    assert_int_equal(page_times(page, "<script"), 0);
    assert_int_equal(page_times(page, "src="), 0);
    assert_int_equal(page_times(page, "href=\"http"), 0);
    assert_true(strlen(page) < 2000000);
}

#endif
