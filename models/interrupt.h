/* interrupt.h - EC2 takes a spot machine back.
 *
 * Two minutes' notice: no new calls, what it has may finish; then the machine goes with
 * what is left (EC2 user guide, spot interruption notices). Where nobody else serves what
 * runs on it, it takes calls until another machine of its group serves, or to its end. A group asks for another one at
 * the notice, in a free place; one that has its max when the first is gone. A machine of
 * any other host does not come back.
 */
#ifndef OVERSTACK_MODELS_INTERRUPT_H
#define OVERSTACK_MODELS_INTERRUPT_H

struct fault;

/* At set-up, for a fault whose event is an interruption. */
void interrupt_init(struct fault *fault);
/* The notice. */
void interrupt_begin(struct fault *fault, double now_s);

#endif
