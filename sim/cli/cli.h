/* cli.h - the commands. Each is a file of its own, cli_run in run.c and so on; sim/main.c
 * only dispatches. A command gets its own words (argv[0] is "overstack run"), prints its
 * answer on standard output and everything else on standard error, and returns the exit
 * code of the process:
 *
 *   0    did what was asked; thresholds and budget held
 *   1    could not: out of memory, cannot write
 *   2    bad usage or a bad scenario; nothing was simulated
 *   3    simulated, but undecided: a limit lies inside its 95% interval
 *   99   simulated, but a threshold or the budget did not hold
 *   130  interrupted
 */
#ifndef OVERSTACK_CLI_CLI_H
#define OVERSTACK_CLI_CLI_H

enum exit_code {
    EXIT_HELD = 0,
    EXIT_CANNOT = 1,
    EXIT_BAD_INPUT = 2,
    EXIT_UNDECIDED = 3,
    EXIT_NOT_HELD = 99,
    EXIT_INTERRUPTED = 130,
};

int cli_run(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_compare(int argc, char **argv);
int cli_recommend(int argc, char **argv);
int cli_capacity(int argc, char **argv);
int cli_catalog(int argc, char **argv);
int cli_init(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_report(int argc, char **argv);
int cli_calibrate(int argc, char **argv);
int cli_sensitivity(int argc, char **argv);
int cli_sweep(int argc, char **argv);
int cli_merge(int argc, char **argv);
int cli_schema(int argc, char **argv);

#endif
