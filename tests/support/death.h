/* death.h - checks that something ends the program, in a child process.
 */
#ifndef OVERSTACK_TESTS_DEATH_H
#define OVERSTACK_TESTS_DEATH_H

#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs `body` in a child; returns how it ended, as wait() tells it (0: it returned).
 * What it wrote to standard error is put into `text`, shortened to `size`. */
static inline int death_of(void (*body)(void *argument), void *argument, char *text,
                           size_t size)
{
    int ends[2], status = -1;
    if (pipe(ends) != 0)
        return -1;
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        body(argument);
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length + 1 < size;
         length += got > 0 ? (size_t)got : 0)
        got = read(ends[0], text + length, size - 1 - length);
    text[length] = '\0';
    close(ends[0]);
    waitpid(child, &status, 0);
    return status;
}

#endif
