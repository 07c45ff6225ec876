/* compose_service.c - the keys of one service; see compose_service.h.
 *
 * Every key has the spellings that the Compose Specification and its predecessors give
 * it. Bytes are Docker's: 512m is 512 MiB. What is written beside `deploy` wins over what
 * stands in it only when it comes later, which is how Compose refuses to mix them.
 */
#include "sim/import/compose_service.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void compose_service_init(struct compose_service *service, const char *name,
                          struct place place)
{
    *service = (struct compose_service){.name = name,
                                        .place = place,
                                        .mem_limit = NAN,
                                        .mem_reservation = NAN,
                                        .cpus = NAN,
                                        .cpu_shares = NAN,
                                        .replicas = NAN};
}

const char *compose_service_text(const struct yaml_node *node,
                                 const struct compose_reader *reader)
{
    if (!node || node->kind != YAML_SCALAR || yaml_tree_is_null(node))
        return NULL;
    const char *text = variables_replace(reader->variables, node->text, node->place,
                                         reader->unset, reader->arena, reader->errors);
    return *text ? text : NULL;
}

const char *compose_service_path(const struct compose_reader *reader, const char *path)
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    if (*path == '\0' || strcmp(path, ".") == 0)
        return reader->folder;
    if (*path == '/' || strcmp(reader->folder, ".") == 0)
        return path;
    return arena_format(reader->arena, "%s/%s", reader->folder, path);
}

/* ---- values ---- */

static void value_refuse(const struct compose_reader *reader,
                         const struct yaml_node *node, const char *expected,
                         const char *found)
{
    error_list_expected(reader->errors, node->place, NULL, expected, found, NULL);
}

static double number_of(const struct yaml_node *node, const struct compose_reader *reader,
                        double otherwise)
{
    const char *text = compose_service_text(node, reader);
    char *end;
    if (!text)
        return otherwise;
    const double value = strtod(text, &end);
    if (*end == '\0' && isfinite(value) && value >= 0)
        return value;
    value_refuse(reader, node, "a number such as 0.5", text);
    return otherwise;
}

enum { LEAST_LIMIT_BYTES = 6 << 20 }; /* "Minimum memory limit allowed is 6MB" */

/* 512m, 1g, 1.5gb, 300kb, 1048576, 512M, 1GiB: all by powers of 1024, as Docker does. */
static double size_of(const struct yaml_node *node, const struct compose_reader *reader,
                      double otherwise)
{
    static const char units[] = "bkmgt";
    const char *text = compose_service_text(node, reader);
    char *end;
    if (!text)
        return otherwise;
    const double value = strtod(text, &end);
    while (*end == ' ')
        end++;
    const char *unit = *end ? strchr(units, tolower((unsigned char)*end)) : units;
    const size_t rest = *end ? strlen(end + 1) : 0;
    const bool known = unit && (rest == 0 || (rest == 1 && tolower(end[1]) == 'b') ||
                                (rest == 2 && strcmp(end + 1, "iB") == 0));
    const double bytes = known ? ldexp(value, 10 * (int)(unit - units)) : NAN;
    if (end != text && isfinite(bytes) && (bytes == 0 || bytes >= LEAST_LIMIT_BYTES))
        return bytes;
    if (end != text && bytes > 0 && isfinite(bytes)) {
        value_refuse(reader, node, "at least 6m, as Docker does, such as 512m", text);
        return otherwise;
    }
    value_refuse(reader, node, "a size such as 512m or 1g", text);
    return otherwise;
}

/* A list as one line, or the line itself. */
static const char *words_of(const struct yaml_node *node,
                            const struct compose_reader *reader, const char *otherwise)
{
    if (!node || node->kind != YAML_LIST) {
        const char *text = compose_service_text(node, reader);
        return text ? text : otherwise;
    }
    const char *line = "";
    for (uint32_t i = 0; i < node->count; i++) {
        const char *word = compose_service_text(node->items[i], reader);
        if (word)
            line = arena_format(reader->arena, "%s%s%s", line, *line ? " " : "", word);
    }
    return *line ? line : otherwise;
}

void compose_service_names(struct compose_names *names, const struct yaml_node *node,
                           const char *end, const struct compose_reader *reader)
{
    if (!node)
        return;
    if (node->kind == YAML_SCALAR) {
        const char *text = compose_service_text(node, reader);
        if (text)
            compose_names_add(names, reader->arena, text);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const char *text = node->kind == YAML_MAPPING
                               ? node->pairs[i].key
                               : compose_service_text(node->items[i], reader);
        if (text)
            compose_names_add(names, reader->arena,
                              arena_text(reader->arena, text, strcspn(text, end)));
    }
}

/* ---- environment ---- */

/* "NAME=VALUE"; without a value it is the shell's. */
static void assignment_read(struct compose_service *service, const char *text,
                            const struct compose_reader *reader)
{
    const size_t length = strcspn(text, "=");
    const char *name = arena_text(reader->arena, text, length);
    const char *value =
        text[length] == '=' ? text + length + 1 : variables_get(reader->variables, name);
    variables_put(&service->environment, reader->arena, name, value ? value : "");
}

static void environment_read(struct compose_service *service,
                             const struct yaml_node *node,
                             const struct compose_reader *reader)
{
    for (uint32_t i = 0; node && node->kind == YAML_LIST && i < node->count; i++) {
        const char *text = compose_service_text(node->items[i], reader);
        if (text)
            assignment_read(service, text, reader);
    }
    for (uint32_t i = 0; node && node->kind == YAML_MAPPING && i < node->count; i++) {
        const char *value = compose_service_text(node->pairs[i].value, reader);
        variables_put(&service->environment, reader->arena, node->pairs[i].key,
                      value ? value : "");
    }
}

void compose_service_variables(struct variables *variables, const struct yaml_node *node,
                               const struct compose_reader *reader)
{
    if (!node)
        return;
    if (node->kind == YAML_LIST) {
        for (uint32_t i = 0; i < node->count; i++)
            compose_service_variables(variables, node->items[i], reader);
        return;
    }
    const char *file = compose_service_text(
        node->kind == YAML_MAPPING ? yaml_tree_get(node, "path") : node, reader);
    if (file)
        variables_read(variables, compose_service_path(reader, file), reader->arena);
}

/* ---- whom it needs ---- */

/* {db: {condition: service_healthy}}, a list, links. */
static void depends_read(struct compose_service *service, const struct yaml_node *node,
                         const struct compose_reader *reader)
{
    const struct yaml_node *on = yaml_tree_get(node, "depends_on");
    compose_service_names(&service->depends_on, on, "", reader);
    compose_service_names(&service->depends_on, yaml_tree_get(node, "links"), ":",
                          reader);
    for (uint32_t i = 0; on && on->kind == YAML_MAPPING && i < on->count; i++) {
        const char *condition =
            compose_service_text(yaml_tree_get(on->pairs[i].value, "condition"), reader);
        if (condition && strcmp(condition, "service_completed_successfully") == 0)
            compose_names_add(&service->awaited, reader->arena, on->pairs[i].key);
    }
}

/* ---- ports ---- */

static void port_add(struct compose_service *service, const char *inside,
                     const char *outside, const struct compose_reader *reader)
{
    if (compose_names_have(&service->ports, inside))
        return;
    compose_names_add(&service->ports, reader->arena, inside);
    struct compose_names *published = &service->published;
    if (published->count == published->capacity) {
        published->capacity = published->capacity * 2 + 4;
        published->items = arena_grow(reader->arena, published->items, published->count,
                                      published->capacity, sizeof(char *));
    }
    published->items[published->count++] = outside;
}

/* [[ADDRESS:]OUTSIDE:]INSIDE[/PROTOCOL], of a range the first. */
static void port_parse(struct compose_service *service, const char *text,
                       const struct compose_reader *reader)
{
    struct arena *arena = reader->arena;
    const char *last = strrchr(text, ':');
    const char *inside = last ? last + 1 : text;
    const char *number = arena_text(arena, inside, strspn(inside, "0123456789"));
    const char *outside = "";
    if (last) {
        const char *head = arena_text(arena, text, (size_t)(last - text));
        const char *before = strrchr(head, ':');
        outside = before ? before + 1 : head;
        outside = arena_text(arena, outside, strspn(outside, "0123456789"));
    }
    if (*number)
        port_add(service, number, outside, reader);
}

static void ports_read(struct compose_service *service, const struct yaml_node *node,
                       const struct compose_reader *reader)
{
    for (uint32_t i = 0; node && node->kind == YAML_LIST && i < node->count; i++) {
        const struct yaml_node *item = node->items[i];
        if (item->kind == YAML_MAPPING) {
            const char *target =
                compose_service_text(yaml_tree_get(item, "target"), reader);
            const char *published =
                compose_service_text(yaml_tree_get(item, "published"), reader);
            if (target)
                port_add(service, target, published ? published : "", reader);
        } else {
            const char *text = compose_service_text(item, reader);
            if (text)
                port_parse(service, text, reader);
        }
    }
}

/* ---- what stands before it ---- */

/* Traefik and Caddy read the labels of other containers (traefik.http.routers.shop.rule,
 * caddy.reverse_proxy), nginx-proxy the variable VIRTUAL_HOST. */
static bool is_route(const char *label)
{
    return strncmp(label, "traefik.http.", 13) == 0 || strncmp(label, "caddy", 5) == 0 ||
           strcmp(label, "traefik.enable=true") == 0;
}

static void routes_read(struct compose_service *service, const struct yaml_node *labels,
                        const struct compose_reader *reader)
{
    for (uint32_t i = 0; labels && labels->kind != YAML_SCALAR && i < labels->count;
         i++) {
        const char *label = labels->kind == YAML_MAPPING
                                ? labels->pairs[i].key
                                : compose_service_text(labels->items[i], reader);
        service->routed = service->routed || (label && is_route(label));
    }
    if (variables_get(&service->environment, "VIRTUAL_HOST"))
        service->routed = true;
}

/* ---- what it is made of ---- */

static void build_read(struct compose_service *service, const struct yaml_node *node,
                       const struct compose_reader *reader)
{
    if (!node)
        return;
    const bool map = node->kind == YAML_MAPPING;
    const char *context =
        compose_service_text(map ? yaml_tree_get(node, "context") : node, reader);
    const char *file =
        map ? compose_service_text(yaml_tree_get(node, "dockerfile"), reader) : NULL;
    service->context = compose_service_path(reader, context ? context : ".");
    const char *text =
        map ? compose_service_text(yaml_tree_get(node, "dockerfile_inline"), reader)
            : NULL;
    service->dockerfile = file ? file : service->dockerfile;
    service->dockerfile_text = text ? text : service->dockerfile_text;
}

/* ---- limits ---- */

static void deploy_read(struct compose_service *service, const struct yaml_node *deploy,
                        const struct compose_reader *reader)
{
    const struct yaml_node *resources = yaml_tree_get(deploy, "resources");
    const struct yaml_node *limits = yaml_tree_get(resources, "limits");
    const struct yaml_node *reserved = yaml_tree_get(resources, "reservations");
    const char *condition = compose_service_text(
        yaml_tree_get(yaml_tree_get(deploy, "restart_policy"), "condition"), reader);
    service->mem_limit =
        size_of(yaml_tree_get(limits, "memory"), reader, service->mem_limit);
    service->cpus = number_of(yaml_tree_get(limits, "cpus"), reader, service->cpus);
    service->mem_reservation =
        size_of(yaml_tree_get(reserved, "memory"), reader, service->mem_reservation);
    service->replicas =
        number_of(yaml_tree_get(deploy, "replicas"), reader, service->replicas);
    if (condition)
        service->restart = strcmp(condition, "none") == 0         ? "no"
                           : strcmp(condition, "on-failure") == 0 ? "on-failure"
                                                                  : "always";
}

/* cpus, or cpu_quota out of cpu_period (100 ms unless given, in microseconds), or
 * cpu_count. */
static void cpus_read(struct compose_service *service, const struct yaml_node *node,
                      const struct compose_reader *reader)
{
    const double period = number_of(yaml_tree_get(node, "cpu_period"), reader, 100000);
    const double quota = number_of(yaml_tree_get(node, "cpu_quota"), reader, NAN);
    if (!isnan(quota) && period > 0)
        service->cpus = quota / period;
    service->cpus = number_of(yaml_tree_get(node, "cpu_count"), reader, service->cpus);
    service->cpus = number_of(yaml_tree_get(node, "cpus"), reader, service->cpus);
    service->cpu_shares =
        number_of(yaml_tree_get(node, "cpu_shares"), reader, service->cpu_shares);
}

static void limits_read(struct compose_service *service, const struct yaml_node *node,
                        const struct compose_reader *reader)
{
    deploy_read(service, yaml_tree_get(node, "deploy"), reader);
    cpus_read(service, node, reader);
    service->mem_limit =
        size_of(yaml_tree_get(node, "mem_limit"), reader, service->mem_limit);
    service->mem_reservation =
        size_of(yaml_tree_get(node, "mem_reservation"), reader, service->mem_reservation);
    service->replicas =
        number_of(yaml_tree_get(node, "scale"), reader, service->replicas);
    const char *restart = compose_service_text(yaml_tree_get(node, "restart"), reader);
    if (restart) /* on-failure:5 */
        service->restart = arena_text(reader->arena, restart, strcspn(restart, ":"));
    if (service->mem_limit <= 0) /* 0 is none */
        service->mem_limit = NAN;
    if (service->cpus <= 0)
        service->cpus = NAN;
}

void compose_service_lay(struct compose_service *service, const struct yaml_node *node,
                         const struct compose_reader *reader)
{
    const char *image = compose_service_text(yaml_tree_get(node, "image"), reader);
    service->image = image ? image : service->image;
    const char *name =
        compose_service_text(yaml_tree_get(node, "container_name"), reader);
    service->container_name = name ? name : service->container_name;
    build_read(service, yaml_tree_get(node, "build"), reader);
    service->command = words_of(yaml_tree_get(node, "command"), reader, service->command);
    service->entrypoint =
        words_of(yaml_tree_get(node, "entrypoint"), reader, service->entrypoint);
    compose_service_variables(&service->environment, yaml_tree_get(node, "env_file"),
                              reader);
    environment_read(service, yaml_tree_get(node, "environment"), reader);
    ports_read(service, yaml_tree_get(node, "ports"), reader);
    depends_read(service, node, reader);
    routes_read(service, yaml_tree_get(node, "labels"), reader);
    compose_service_names(&service->profiles, yaml_tree_get(node, "profiles"), "",
                          reader);
    limits_read(service, node, reader);
}
