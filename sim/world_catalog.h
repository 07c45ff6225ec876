/* world_catalog.h - the built-in catalog and the user's own, as trees.
 *
 * The folder is the first that exists of: the one given, $OVERSTACK_HOME/configs/catalog,
 * configs/catalog beside the program, the installed one. Files are read at once (their
 * bytes are part of a result's hash) but parsed only when a section is asked for.
 */
#ifndef OVERSTACK_WORLD_CATALOG_H
#define OVERSTACK_WORLD_CATALOG_H

#include "models/host_def.h"
#include "models/price_list.h"
#include "sim/core/hash.h"
#include "sim/input/yaml_tree.h"

enum world_catalog_section {
    WORLD_CATALOG_INSTANCES,
    WORLD_CATALOG_SERVICES,
    WORLD_CATALOG_SYSTEMS,
    WORLD_CATALOG_CURRENCIES,
    WORLD_CATALOG_DATABASES, /* RDS classes, written as instance types are */
    WORLD_CATALOG_PRICES,    /* a list; the others are maps by name */
    WORLD_CATALOG_OWN_COUNT, /* the sections a user's file may have */
    /* More prices, of machines that are reserved or spot: as many again, so read only
     * when they are asked for. */
    WORLD_CATALOG_TERMS = WORLD_CATALOG_OWN_COUNT,
    WORLD_CATALOG_SECTION_COUNT,
};

struct world_catalog_file {
    const char *name; /* "instances.yaml" */
    const char *path; /* as shown in messages */
    const char *text;
    size_t length;
};

struct world_catalog {
    struct arena *arena;
    struct error_list *errors;
    const char *folder;               /* NULL: none found */
    struct world_catalog_file *files; /* by name */
    uint32_t file_count;
    const char *own_file; /* the scenario's `catalog:`, or NULL */
    const char *own_text;
    size_t own_length;
    const struct yaml_node *own;
    const struct yaml_node *sections[WORLD_CATALOG_SECTION_COUNT]; /* once parsed */
    struct price_list prices[2]; /* without and with terms, once filled */
    const char *digest;          /* of the built-in files, once asked for */
};

/* Finds the folder and reads its files. folder may be NULL: looked for. No folder at all
 * is fine until something is looked up in it. False when an error was added. */
bool world_catalog_open(struct world_catalog *catalog, const char *folder,
                        struct arena *arena, struct error_list *errors);

/* Lays the user's own file on top. */
bool world_catalog_add_own(struct world_catalog *catalog, const char *file);

/* The built-in section; an empty mapping when there is none. */
const struct yaml_node *world_catalog_section(struct world_catalog *catalog,
                                              enum world_catalog_section section);

/* The entry of that name, the user's own laid over the built-in one, or NULL. */
const struct yaml_node *world_catalog_entry(struct world_catalog *catalog,
                                            enum world_catalog_section section,
                                            const char *name);

/* All names of a section, built-in ones first. */
const char **world_catalog_names(struct world_catalog *catalog,
                                 enum world_catalog_section section, uint32_t *count);

/* A service preset: the keys of a service, each node with the origin that its `sources`
 * tell. NULL when there is none of that name. */
const struct yaml_node *world_catalog_preset(struct world_catalog *catalog,
                                             const char *name);

/* An instance type or a system, filled by its table; false when there is none of that
 * name, or its entry is bad (then an error was added). */
bool world_catalog_instance(struct world_catalog *catalog, const char *name,
                            struct instance_type *type);
bool world_catalog_database(struct world_catalog *catalog, const char *name,
                            struct instance_type *type);
bool world_catalog_system(struct world_catalog *catalog, const char *name,
                          struct system_def *system);

/* All prices, the user's own last; with those of other terms than on demand, or without. */
struct price_list world_catalog_prices(struct world_catalog *catalog, bool terms);

/* SHA-256 of the built-in files, as text. */
const char *world_catalog_digest(struct world_catalog *catalog);

/* Adds what all its files say, the user's own too. */
void world_catalog_hash(struct world_catalog *catalog, struct hash *hash);

#endif
