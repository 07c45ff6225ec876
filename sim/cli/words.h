/* words.h - the words of a command line, given to glibc's argp.
 */
#ifndef OVERSTACK_CLI_WORDS_H
#define OVERSTACK_CLI_WORDS_H

#include <argp.h>

/* Ends the process after --help with 0 and after bad usage with 2. A long option that
 * does not exist is answered with the one it is nearest to, which argp does not do. */
void words_parse(const struct argp *argp, int argc, char **argv, void *input);

#endif
