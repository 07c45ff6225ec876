/* image.h - the images whose names tell what a container is.
 *
 * Some are programs (postgres, redis); some are languages (python, a JDK), of which the
 * command tells more. Those without a preset are known for what they are not: nobody's
 * web application.
 */
#ifndef OVERSTACK_IMPORT_IMAGE_H
#define OVERSTACK_IMPORT_IMAGE_H

#include "sim/import/guess.h"

struct image {
    const char *name, *preset; /* the preset NULL: the catalog has no figures */
    enum guess_role role;
    const char *note; /* what a reader should know, or NULL */
};

/* The name of an image without registry, owner, tag and digest: "postgres". */
const char *image_name(const char *image, struct arena *arena);

/* NULL when the name says nothing of the kind. */
const struct image *image_program(const char *image, struct arena *arena);
const struct image *image_language(const char *image, struct arena *arena);

#endif
