/* file.h - output files that are there whole or not at all.
 *
 * What is written goes into a temporary file beside the target, is flushed to the disk
 * and then takes the target's name in one step (rename). A reader never sees half a
 * report; when something fails the temporary file is removed and an older target stays.
 * That of a writer who was killed is removed by the next one who writes into the folder
 * (file_stale.h).
 * A target that is no ordinary file (/dev/stdout, a pipe) is written directly; a symbolic
 * link is followed.
 */
#ifndef OVERSTACK_OUTPUT_FILE_H
#define OVERSTACK_OUTPUT_FILE_H

#include "sim/core/arena.h"

#include <stdio.h>

struct file {
    FILE *stream;          /* to write to */
    const char *target;    /* links followed */
    const char *temporary; /* where it is until then; NULL: written directly */
    int held;              /* keeps the lock on the temporary file; -1: none */
    struct arena *arena;   /* owns the texts */
};

/* Opens for writing. Returns NULL, or why not ("cannot write out/a.json: ..."). */
const char *file_open(struct file *file, const char *target, struct arena *arena);

/* Closes and puts the file in its place. Returns NULL, or why not; then nothing is left
 * behind. Either way the stream is closed. */
const char *file_commit(struct file *file);

/* Closes and removes what was written. */
void file_abandon(struct file *file);

/* The text of a file, in the arena; NULL when it is empty or cannot be read. */
const char *file_text(const char *path, struct arena *arena);

/* Creates the folder and those above it where they are missing. NULL, or why not. */
const char *file_make_folder(const char *folder, struct arena *arena);

#endif
