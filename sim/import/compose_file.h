/* compose_file.h - one compose file, with what it includes and what its services extend,
 * laid over what is already known.
 */
#ifndef OVERSTACK_IMPORT_COMPOSE_FILE_H
#define OVERSTACK_IMPORT_COMPOSE_FILE_H

#include "sim/import/compose_service.h"

void compose_file_lay(struct compose *compose, const char *file,
                      const struct compose_reader *reader);

/* The folder a file stands in: "." without a slash. */
const char *compose_file_folder(const char *file, struct arena *arena);

#endif
