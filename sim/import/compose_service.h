/* compose_service.h - the keys of one service, laid over what is already known of it.
 */
#ifndef OVERSTACK_IMPORT_COMPOSE_SERVICE_H
#define OVERSTACK_IMPORT_COMPOSE_SERVICE_H

#include "sim/import/compose.h"

struct compose_reader {
    const struct variables *variables;
    const char *folder; /* of the first file: paths are seen from there */
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

/* `path` as seen from the reader's folder. */
const char *compose_service_path(const struct compose_reader *reader, const char *path);

#endif
