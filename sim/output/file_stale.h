/* file_stale.h - temporary files whose writer was killed.
 *
 * Whoever writes one holds a lock on it (flock) for as long as it has its temporary name;
 * the kernel lets go of the lock when the process ends, however it ends. So a temporary
 * file that nobody holds is nobody's, on this machine and, where the file system knows
 * locks, on every other. Process ids would not tell: containers and machines that share a
 * folder have their own.
 */
#ifndef OVERSTACK_OUTPUT_FILE_STALE_H
#define OVERSTACK_OUTPUT_FILE_STALE_H

#include <stdbool.h>

/* What their names begin with; then "PID-NUMBER" and the target's ending. */
#define FILE_STALE_BEGIN ".overstack-"

/* Takes the lock of one that was just made. False: somebody removed it before; make
 * another. */
bool file_stale_hold(int descriptor);

/* Removes those in the folder ("" is the present one) that nobody holds. */
void file_stale_remove(const char *folder);

#endif
