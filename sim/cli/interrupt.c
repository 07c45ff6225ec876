/* interrupt.c - see interrupt.h.
 *
 * A signal handler has no argument of ours, so the flag is the one variable of the
 * program that outlives a function and changes.
 */
#include "sim/cli/interrupt.h"

#include "sim/cli/cli.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

static atomic_int interrupted; /* 0, or when the first one came: odd milliseconds */

/* timeout(1) and some shells send the signal twice at once, to the program and to its
 * group: only a second one after this long means "now". */
enum { PATIENCE_MS = 300 };

/* Nothing is finished: there is nothing to report, and that is said. */
static void end_now(int number)
{
    static const char line[] =
        "\noverstack: interrupted before anything was finished: no report\n";
    const int begin = isatty(STDERR_FILENO) ? 0 : 1; /* below the progress bar */
    const ssize_t written = write(STDERR_FILENO, line + begin, sizeof line - 1 - begin);
    (void)written;
    (void)number;
    _exit(EXIT_INTERRUPTED);
}

/* Milliseconds of a clock that never goes back, made odd: never 0. */
static int clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const long long ms = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
    return (int)(ms & 0x3fffffff) | 1;
}

static void ask(int number)
{
    (void)number;
    int first = 0;
    const int now = clock_ms();
    if (atomic_compare_exchange_strong(&interrupted, &first, now))
        return;
    if (now - first > PATIENCE_MS || now < first)
        _exit(EXIT_INTERRUPTED);
}

static void handle(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

void interrupt_end(void)
{
    handle(end_now);
}

void interrupt_ask(void)
{
    handle(ask);
}

void interrupt_reset(void)
{
    handle(SIG_DFL);
}

const atomic_int *interrupt_flag(void)
{
    return &interrupted;
}
