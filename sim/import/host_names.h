/* host_names.h - whom a service asks, by the hosts that its variables name.
 *
 * WORDPRESS_DB_HOST=db, DATABASE_URL=postgres://user:word@db:5432/shop,
 * BROKERS=kafka1:9092,kafka2:9092, Server=db;Database=shop: a service's name where a host
 * stands is a connection, which files that go without depends_on say nowhere else.
 */
#ifndef OVERSTACK_IMPORT_HOST_NAMES_H
#define OVERSTACK_IMPORT_HOST_NAMES_H

#include "sim/import/compose.h"

/* Adds to each service's depends_on the services that its variables name, behind those
 * declared; none that depends on it in turn. */
void host_names_add(struct compose *compose, struct arena *arena);

/* Does the variable's value name that host? */
bool host_names_have(const struct variable *variable, const char *host);

#endif
