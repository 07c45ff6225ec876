/* compose.h - what docker-compose files say, in one form whatever the spelling.
 *
 * The files of version 2, of version 3 and of the Compose Specification are read alike,
 * since most files mix them: `mem_limit` or deploy.resources.limits.memory, lists or
 * mappings, `scale` or deploy.replicas. A later file overrides an earlier one as `docker
 * compose -f a -f b` does, and over those it includes. Only what matters to a simulation is read.
 */
#ifndef OVERSTACK_IMPORT_COMPOSE_H
#define OVERSTACK_IMPORT_COMPOSE_H

#include "sim/import/variables.h"
#include "sim/input/yaml_tree.h"

struct compose_names {
    const char **items;
    uint32_t count, capacity;
};

struct compose_service {
    const char *name;
    struct place place;
    const char *image;                 /* NULL: built */
    const char *context, *dockerfile;  /* the folder and file it is built from, or NULL */
    const char *dockerfile_text;       /* dockerfile_inline, or NULL */
    const char *command, *entrypoint;  /* words joined by spaces, or NULL */
    const char *container_name;        /* another name of its host, or NULL */
    const char *restart;               /* no, always, on-failure, unless-stopped; NULL */
    double mem_limit, mem_reservation; /* bytes; NAN: not given */
    double cpus, cpu_shares, replicas; /* NAN: not given */
    struct variables environment;
    struct compose_names ports;      /* of the container, "8080" */
    struct compose_names published;  /* of the host, as many; "" where Docker chooses */
    struct compose_names depends_on; /* and links, then what variables name */
    uint32_t declared;               /* how many of these stand there */
    struct compose_names awaited;    /* of these: until they have ended */
    struct compose_names profiles;
    bool routed;       /* its labels tell a proxy to forward to it */
    bool once;         /* others wait until it has ended */
    bool switched_off; /* by its profiles, or by scale 0 */
};

struct compose {
    const char *name; /* NULL: not given */
    struct compose_service *services;
    uint32_t count, capacity;
    bool incomplete; /* a file it includes was not read */
};

struct compose_options {
    const char **files; /* "-" is standard input */
    uint32_t file_count;
    const char *env_file; /* NULL: .env beside the first file */
    const char **profiles;
    uint32_t profile_count;
};

/* NULL when an error was added. */
const struct compose *compose_read(const struct compose_options *options,
                                   struct arena *arena, struct error_list *errors);

/* NULL when there is none of that name. */
const struct compose_service *compose_find(const struct compose *compose,
                                           const char *name);

/* ---- for the files of this folder ---- */

void compose_names_add(struct compose_names *names, struct arena *arena,
                       const char *name); /* once */
bool compose_names_have(const struct compose_names *names, const char *name);

#endif
