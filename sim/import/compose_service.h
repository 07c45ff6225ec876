/* compose_service.h - the keys of one service, laid over what is already known of it.
 */
#ifndef OVERSTACK_IMPORT_COMPOSE_SERVICE_H
#define OVERSTACK_IMPORT_COMPOSE_SERVICE_H

#include "sim/import/compose.h"

struct compose_reader {
    const struct variables *variables;
    struct variables *unset; /* those that are asked for and not there */
    const char *folder;      /* of the first file: paths are seen from there */
    int depth;               /* of files that include each other */
    struct arena *arena;
    struct error_list *errors;
};

/* A service of which nothing is known yet. */
void compose_service_init(struct compose_service *service, const char *name,
                          struct place place);

void compose_service_lay(struct compose_service *service, const struct yaml_node *node,
                         const struct compose_reader *reader);

/* The text of a scalar with its variables replaced; NULL when it is missing, null, empty
 * or no scalar. */
const char *compose_service_text(const struct yaml_node *node,
                                 const struct compose_reader *reader);

/* Names in a list, as the keys of a mapping, or one alone; each up to the first of `end`:
 * "mysql:db" of links says that mysql is called db there. */
void compose_service_names(struct compose_names *names, const struct yaml_node *node,
                           const char *end, const struct compose_reader *reader);

/* The variables of one file, of several, or of {path: ...}; those that are not there are
 * not missed: secrets are rarely in the repository. */
void compose_service_variables(struct variables *variables, const struct yaml_node *node,
                               const struct compose_reader *reader);

/* `path` as seen from the reader's folder. */
const char *compose_service_path(const struct compose_reader *reader, const char *path);

#endif
