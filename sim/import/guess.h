/* guess.h - which preset of the catalog a container is: by its image, its command, its
 * Dockerfile, its environment, at last its name.
 */
#ifndef OVERSTACK_IMPORT_GUESS_H
#define OVERSTACK_IMPORT_GUESS_H

#include "sim/import/compose.h"

enum guess_role {
    ROLE_OTHER,     /* only uses resources */
    ROLE_TOOL,      /* so too, whatever port it publishes: for those who run the rest */
    ROLE_ONCE,      /* ends when it has done its work */
    ROLE_STORE,     /* a store without figures in the catalog: others ask it */
    ROLE_APP,       /* answers users and calls others */
    ROLE_WORKER,    /* takes messages */
    ROLE_DATABASE,  /* select, insert */
    ROLE_DOCUMENTS, /* find, insert */
    ROLE_CACHE,     /* get, set */
    ROLE_BROKER,    /* publish */
    ROLE_SEARCH,    /* search, index */
    ROLE_PROXY,     /* passes on */
    ROLE_STATIC,    /* get, bundle */
};

struct guess {
    const char *preset; /* NULL: nothing is known of it */
    enum guess_role role;
    const char *why;         /* "image redis:7-alpine" */
    bool certain;            /* the image is the program itself */
    bool async;              /* an event loop, though the preset is none */
    double workers, threads; /* NAN: the preset's */
    double heap;             /* bytes of -Xmx; NAN: not given */
    const char *unread;      /* options of its memory no key stands for, or NULL */
    const char *note;        /* what a reader should know, or NULL */
};

struct guess guess_service(const struct compose_service *service, struct arena *arena);

#endif
