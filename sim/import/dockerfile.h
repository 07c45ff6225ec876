/* dockerfile.h - what a Dockerfile tells about the program in it: the images it stands on
 * and the command it runs.
 */
#ifndef OVERSTACK_IMPORT_DOCKERFILE_H
#define OVERSTACK_IMPORT_DOCKERFILE_H

#include "sim/core/arena.h"

#include <stdbool.h>

struct dockerfile {
    const char *image;   /* of the last stage; of another stage: that one's */
    const char *builder; /* of the stage before, or NULL */
    const char *command; /* ENTRYPOINT and CMD of the last stage as words, "" without */
};

/* False when it has no FROM. */
bool dockerfile_parse(struct dockerfile *dockerfile, const char *text,
                      struct arena *arena);

/* Of a file; also false when it cannot be read. */
bool dockerfile_read(struct dockerfile *dockerfile, const char *file,
                     struct arena *arena);

#endif
