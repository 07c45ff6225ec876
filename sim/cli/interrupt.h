/* interrupt.h - what Ctrl-C does while a run goes on.
 *
 * As long as nothing is finished there is nothing to report: the process ends at once,
 * with exit code 130. Later the run is asked to begin nothing more, and what is finished
 * is reported; a second Ctrl-C then ends the process at once.
 */
#ifndef OVERSTACK_CLI_INTERRUPT_H
#define OVERSTACK_CLI_INTERRUPT_H

#include <stdatomic.h>

/* From here on an interrupt ends the process with 130. */
void interrupt_end(void);

/* From here on the first interrupt only sets the flag. May be called from any thread. */
void interrupt_ask(void);

/* From here on the system's own way, as before. */
void interrupt_reset(void);

/* Not 0 once interrupted after interrupt_ask. */
const atomic_int *interrupt_flag(void);

#endif
