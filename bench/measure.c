/* measure.c - runs a command and prints what it took.
 *
 *   usage: measure OUTPUT COMMAND [ARGUMENT...]
 *
 * The command's standard output goes to the file OUTPUT. Printed on one line: wall-clock
 * seconds, processor seconds (user and system), peak resident memory in KiB, exit code.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

int main(int count, char **words)
{
    if (count < 3) {
        fprintf(stderr, "usage: measure OUTPUT COMMAND [ARGUMENT...]\n");
        return 2;
    }
    const double start_s = now_s();
    const pid_t child = fork();
    if (child == 0) {
        const int output = open(words[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (output < 0 || dup2(output, STDOUT_FILENO) < 0)
            _exit(126);
        execvp(words[2], words + 2);
        perror(words[2]);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        perror("measure");
        return 1;
    }
    const double wall_s = now_s() - start_s;
    printf("%.6f %.6f %ld %d\n", wall_s,
           seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128);
    return 0;
}
