/* gnuplot.c - see gnuplot.h.
 *
 * posix_spawnp() is fork() and execvp() in one: it says in its return value when there is
 * no such program, and is safe where other threads hold locks. gnuplot's own words go
 * into a nameless temporary file, of which only a failure quotes something.
 */
#include "sim/output/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* ---- Where the scripts are ---- */

static const char *scripts_in(struct arena *arena, const char *home)
{
    const char *folder = arena_format(arena, "%s/plots", home);
    const char *common = arena_format(arena, "%s/common.gp", folder);
    return access(common, R_OK) == 0 ? folder : NULL;
}

/* The folder the program itself stands in; NULL when the system does not tell. */
static const char *program_folder(struct arena *arena)
{
    char *path = realpath("/proc/self/exe", NULL);
    char *slash = path ? strrchr(path, '/') : NULL;
    const char *folder = slash ? arena_text(arena, path, (size_t)(slash - path)) : NULL;
    free(path);
    return folder;
}

const char *gnuplot_scripts(struct arena *arena)
{
    const char *places[] = {getenv("OVERSTACK_HOME"), program_folder(arena),
                            OVERSTACK_SHARE};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *folder = places[i] ? scripts_in(arena, places[i]) : NULL;
        if (folder)
            return folder;
    }
    return NULL;
}

/* ---- Running it ---- */

/* The last line of the file that is not empty, without spaces around it. */
static const char *last_line(FILE *words, struct arena *arena)
{
    char line[256], last[256] = "";
    rewind(words);
    while (fgets(line, sizeof line, words)) {
        const char *start = line + strspn(line, " \t");
        const size_t length = strcspn(start, "\r\n");
        if (length > 0)
            snprintf(last, sizeof last, "%.*s", (int)length, start);
    }
    return arena_text(arena, last, strlen(last));
}

static char **command(const char *script, const char *const *arguments, uint32_t count,
                      struct arena *arena)
{
    char **words = arena_array(arena, count + 4, sizeof *words);
    words[0] = arena_format(arena, "gnuplot");
    words[1] = arena_format(arena, "-c");
    words[2] = arena_format(arena, "%s", script);
    for (uint32_t i = 0; i < count; i++)
        words[3 + i] = arena_format(arena, "%s", arguments[i]);
    return words;
}

/* errno of what went wrong, 0 when the process runs. */
static int start(pid_t *process, char **words, int output)
{
    posix_spawn_file_actions_t actions;
    int number = posix_spawn_file_actions_init(&actions);
    if (number)
        return number;
    number = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!number)
        number = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (!number)
        number = posix_spawn_file_actions_adddup2(&actions, output, 2);
    if (!number)
        number = posix_spawnp(process, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* As waitpid(), which knows no limit; 0 when that has passed and the process was killed. */
static pid_t wait_within(double limit_s, pid_t process, int *status)
{
    const struct timespec pause = {.tv_nsec = 2 * 1000 * 1000};
    const double end_s = now_s() + limit_s;
    pid_t found;
    while ((found = waitpid(process, status, WNOHANG)) == 0 && now_s() < end_s)
        nanosleep(&pause, NULL);
    if (found == 0) {
        kill(process, SIGKILL);
        waitpid(process, status, 0);
    }
    return found;
}

/* By a signal, or with a code; with its own words where it had some. */
static const char *failure(int status, FILE *words, struct arena *arena)
{
    const char *said = last_line(words, arena);
    if (*said)
        return arena_format(arena, "gnuplot failed: %s", said);
    if (WIFSIGNALED(status))
        return arena_format(arena, "gnuplot was killed by signal %d", WTERMSIG(status));
    return arena_format(arena, "gnuplot ended with code %d and said nothing",
                        WEXITSTATUS(status));
}

static const char *outcome(double limit_s, pid_t process, FILE *words,
                           struct arena *arena)
{
    int status = 0;
    const pid_t found = wait_within(limit_s, process, &status);
    if (found < 0)
        return arena_format(arena, "gnuplot was lost: %s", strerror(errno));
    if (found == 0)
        return arena_format(arena, "gnuplot was stopped: not done after %g s", limit_s);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return NULL;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) /* as shells say it */
        return "gnuplot is not installed";
    return failure(status, words, arena);
}

const char *gnuplot_run_within(double limit_s, const char *script,
                               const char *const *arguments, uint32_t count,
                               struct arena *arena)
{
    FILE *words = tmpfile();
    if (!words)
        return arena_format(arena, "gnuplot was not started: %s", strerror(errno));
    pid_t process;
    char **argv = command(script, arguments, count, arena);
    const int number = start(&process, argv, fileno(words));
    const char *fault;
    if (number == ENOENT)
        fault = "gnuplot is not installed";
    else if (number)
        fault = arena_format(arena, "gnuplot was not started: %s", strerror(number));
    else
        fault = outcome(limit_s, process, words, arena);
    fclose(words);
    return fault;
}

const char *gnuplot_run(const char *script, const char *const *arguments, uint32_t count,
                        struct arena *arena)
{
    return gnuplot_run_within(GNUPLOT_LIMIT_S, script, arguments, count, arena);
}
