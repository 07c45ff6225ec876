/* Output files are there whole or not at all. */
#include "sim/output/file.h"
#include "tests/support/near.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
    struct arena arena;
    char folder[64];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    strcpy(fixture->folder, "/tmp/overstack-test-XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    const int code = system(command);
    arena_clear(&fixture->arena);
    free(fixture);
    return code;
}

static const char *in(struct fixture *fixture, const char *name)
{
    return arena_format(&fixture->arena, "%s/%s", fixture->folder, name);
}

static void write_text(struct fixture *fixture, const char *path, const char *text)
{
    struct file file;
    assert_null(file_open(&file, path, &fixture->arena));
    fputs(text, file.stream);
    assert_null(file_commit(&file));
}

static void expect_text(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *in_file = fopen(path, "r");
    assert_non_null(in_file);
    text[fread(text, 1, sizeof text - 1, in_file)] = 0;
    fclose(in_file);
    assert_string_equal(text, expected);
}

static int entries(const char *folder)
{
    int count = 0;
    DIR *all = opendir(folder);
    while (readdir(all))
        count++;
    closedir(all);
    return count - 2; /* . and .. */
}

static void a_committed_file_holds_what_was_written(void **state)
{
    struct fixture *fixture = *state;
    write_text(fixture, in(fixture, "a.json"), "whole");
    expect_text(in(fixture, "a.json"), "whole");
    assert_int_equal(entries(fixture->folder), 1);
}

static void the_target_is_untouched_until_the_commit(void **state)
{
    struct fixture *fixture = *state;
    struct file file;
    const char *path = in(fixture, "a.json");
    write_text(fixture, path, "old");
    assert_null(file_open(&file, path, &fixture->arena));
    fputs("new", file.stream);
    fflush(file.stream);
    expect_text(path, "old");
    assert_null(file_commit(&file));
    expect_text(path, "new");
}

static void an_abandoned_file_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct file file;
    assert_null(file_open(&file, in(fixture, "a.json"), &fixture->arena));
    fputs("half", file.stream);
    file_abandon(&file);
    assert_int_equal(entries(fixture->folder), 0);
}

static void a_failed_write_leaves_nothing_and_says_why(void **state)
{
    struct fixture *fixture = *state;
    struct file file;
    assert_null(file_open(&file, in(fixture, "a.json"), &fixture->arena));
    fclose(file.stream); /* a stream whose every write fails stands in for a full disk */
    file.stream = fopen("/dev/full", "w");
    assert_non_null(file.stream);
    fputs("more than there is room for", file.stream);
    const char *fault = file_commit(&file);
    assert_non_null(fault);
    assert_non_null(strstr(fault, "No space left"));
    assert_int_equal(entries(fixture->folder), 0);
}

/* A child that is killed while it writes; where its pid runs again is no matter. */
static void leave_half_a_file(struct fixture *fixture, const char *path)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct file file;
        if (!file_open(&file, path, &fixture->arena))
            fputs("half", file.stream);
        raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void what_a_killed_writer_left_is_removed_by_the_next(void **state)
{
    struct fixture *fixture = *state;
    leave_half_a_file(fixture, in(fixture, "a.json"));
    leave_half_a_file(fixture, in(fixture, "b.csv"));
    assert_int_equal(entries(fixture->folder), 1); /* the second removed the first's */
    write_text(fixture, in(fixture, "a.json"), "whole");
    expect_text(in(fixture, "a.json"), "whole");
    assert_int_equal(entries(fixture->folder), 1);
}

static void what_another_is_writing_stays(void **state)
{
    struct fixture *fixture = *state;
    struct file slow, first;
    assert_null(file_open(&slow, in(fixture, "a.json"), &fixture->arena));
    assert_null(file_open(&first, in(fixture, "a.json"), &fixture->arena));
    write_text(fixture, in(fixture, "b.json"), "b");
    assert_int_equal(entries(fixture->folder), 3);
    fputs("first", first.stream);
    assert_null(file_commit(&first));
    fputs("slow", slow.stream);
    assert_null(file_commit(&slow));
    expect_text(in(fixture, "a.json"), "slow");
    assert_int_equal(entries(fixture->folder), 2);
}

/* What only looks like one is the user's. */
static void other_names_stay(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {".overstack-notes", ".overstack-1",
                                        ".overstack--1",    ".overstack-1-2x",
                                        ".overstack-1-",    "overstack-1-2"};
    const size_t count = sizeof names / sizeof *names;
    for (size_t i = 0; i < count; i++)
        write_text(fixture, in(fixture, names[i]), "mine");
    write_text(fixture, in(fixture, "a.json"), "whole");
    assert_int_equal(entries(fixture->folder), count + 1);
    assert_int_equal(mkdir(in(fixture, ".overstack-1-2"), 0777), 0);
    assert_int_equal(symlink("a.json", in(fixture, ".overstack-1-3.json")), 0);
    write_text(fixture, in(fixture, "a.json"), "again");
    assert_int_equal(entries(fixture->folder), count + 3);
}

static void a_folder_that_is_not_there_is_told_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct file file;
    const char *fault = file_open(&file, in(fixture, "no/a.json"), &fixture->arena);
    assert_non_null(fault);
    assert_non_null(strstr(fault, "no/a.json: No such file or directory"));
}

static void a_folder_as_target_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct file file;
    assert_non_null(file_open(&file, fixture->folder, &fixture->arena));
}

static void a_link_is_followed_and_stays_a_link(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;
    write_text(fixture, in(fixture, "real"), "old");
    assert_int_equal(symlink("real", in(fixture, "link")), 0);
    write_text(fixture, in(fixture, "link"), "new");
    expect_text(in(fixture, "real"), "new");
    assert_int_equal(lstat(in(fixture, "link"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
}

static void permissions_of_a_replaced_file_stay(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;
    write_text(fixture, in(fixture, "a"), "old");
    assert_int_equal(chmod(in(fixture, "a"), 0640), 0);
    write_text(fixture, in(fixture, "a"), "new");
    assert_int_equal(stat(in(fixture, "a"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
}

static void a_device_is_written_directly_and_not_replaced(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;
    write_text(fixture, "/dev/null", "gone");
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void folders_are_made_with_those_above_them(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;
    assert_null(file_make_folder(in(fixture, "a/b//c/"), &fixture->arena));
    assert_int_equal(stat(in(fixture, "a/b/c"), &status), 0);
    assert_null(file_make_folder(in(fixture, "a/b"), &fixture->arena)); /* again */
    write_text(fixture, in(fixture, "file"), "");
    assert_non_null(file_make_folder(in(fixture, "file/x"), &fixture->arena));
    assert_non_null(file_make_folder(in(fixture, "file"), &fixture->arena));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_committed_file_holds_what_was_written),
        CASE(the_target_is_untouched_until_the_commit),
        CASE(an_abandoned_file_leaves_nothing),
        CASE(a_failed_write_leaves_nothing_and_says_why),
        CASE(what_a_killed_writer_left_is_removed_by_the_next),
        CASE(what_another_is_writing_stays),
        CASE(other_names_stay),
        CASE(a_folder_that_is_not_there_is_told_by_name),
        CASE(a_folder_as_target_is_refused),
        CASE(a_link_is_followed_and_stays_a_link),
        CASE(permissions_of_a_replaced_file_stay),
        CASE(a_device_is_written_directly_and_not_replaced),
        CASE(folders_are_made_with_those_above_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
