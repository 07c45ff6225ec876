/* yaml_tree.c - YAML as a tree whose every node knows its place.
 *
 * Reading: the bytes are checked first (yaml_source), then libyaml's events, one after
 * the other, are handed to yaml_build, which knows the rules of our trees and stops at
 * the first limit that is passed. libyaml itself only ever looks a line ahead, so
 * stopping early bounds its time and memory too. libyaml counts lines and columns from
 * 0, people and editors from 1.
 *
 * Editing never shares: a merge makes a fresh tree, and what is put in was copied or is
 * the caller's to give.
 */
#include "sim/input/yaml_tree.h"
#include "sim/input/yaml_build.h"
#include "sim/input/yaml_canonical.h"
#include "sim/input/yaml_hint.h"
#include "sim/input/yaml_index.h"
#include "sim/input/yaml_path.h"
#include "sim/input/yaml_set.h"
#include "sim/input/yaml_source.h"

#include <string.h>
#include <yaml.h>

/* ---- reading ---- */

struct reading {
    struct yaml_build build;
    yaml_parser_t parser;
    const char *name, *text;
    size_t length;
    struct error_list *errors;
    uint32_t documents;
};

static struct place place_of(const struct reading *reading, yaml_mark_t mark)
{
    return (struct place){reading->name, (int)mark.line + 1, (int)mark.column + 1};
}

/* libyaml's own complaint, with where the thing began and what it probably means. */
static bool reading_report(struct reading *reading)
{
    const yaml_parser_t *parser = &reading->parser;
    const struct place place = place_of(reading, parser->problem_mark);
    const char *problem = parser->problem ? parser->problem : "cannot be read";
    const char *context = parser->context ? parser->context : "";
    const char *hint = yaml_hint_text(problem, context, reading->text, reading->length,
                                      place.line, place.column);
    if (strstr(context, "next token")) /* says nothing */
        context = "";
    if (*context)
        context = arena_format(reading->build.arena, " %s that begins at line %d",
                               context, (int)parser->context_mark.line + 1);
    error_list_add(reading->errors, place, NULL, "not YAML: %s%s%s%s", problem, context,
                   hint ? "; " : "", hint ? hint : "");
    return false;
}

static bool reading_refuse(struct reading *reading, yaml_mark_t mark, const char *why)
{
    error_list_add(reading->errors, place_of(reading, mark), NULL, "%s", why);
    return false;
}

static bool reading_scalar(struct reading *reading, const yaml_event_t *event)
{
    const struct yaml_text text = {
        .text = (const char *)event->data.scalar.value,
        .length = event->data.scalar.length,
        .quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE,
    };
    return yaml_build_scalar(&reading->build, text,
                             (const char *)event->data.scalar.anchor,
                             place_of(reading, event->start_mark));
}

static const yaml_char_t *event_tag(const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return event->data.scalar.tag;
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return event->data.sequence_start.tag;
    if (event->type == YAML_MAPPING_START_EVENT)
        return event->data.mapping_start.tag;
    return NULL;
}

static bool reading_begin(struct reading *reading, const yaml_event_t *event)
{
    const struct place place = place_of(reading, event->start_mark);
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return yaml_build_begin(&reading->build, YAML_LIST,
                                event->data.sequence_start.style ==
                                    YAML_FLOW_SEQUENCE_STYLE,
                                (const char *)event->data.sequence_start.anchor, place);
    return yaml_build_begin(&reading->build, YAML_MAPPING,
                            event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                            (const char *)event->data.mapping_start.anchor, place);
}

static bool reading_event(struct reading *reading, const yaml_event_t *event)
{
    if (event_tag(event))
        return reading_refuse(reading, event->start_mark,
                              "tags (!) have no meaning here; a text that begins with ! "
                              "needs quotes");
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (reading->documents++ > 0)
            return reading_refuse(reading, event->start_mark,
                                  "a second document (---); one file holds one");
        return true;
    case YAML_SCALAR_EVENT:
        return reading_scalar(reading, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return reading_begin(reading, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return yaml_build_end(&reading->build);
    case YAML_ALIAS_EVENT:
        return yaml_build_alias(&reading->build, (const char *)event->data.alias.anchor,
                                place_of(reading, event->start_mark));
    default:
        return true;
    }
}

static bool reading_run(struct reading *reading)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reading->parser, &event))
            return reading_report(reading);
        const bool end = event.type == YAML_STREAM_END_EVENT;
        const bool fine = reading_event(reading, &event);
        yaml_event_delete(&event);
        if (!fine || end)
            return fine;
    }
}

static void reading_parse(struct reading *reading)
{
    if (!yaml_parser_initialize(&reading->parser)) {
        const struct place place = {.file = reading->name};
        error_list_add(reading->errors, place, NULL, "no memory for the YAML parser");
        return;
    }
    yaml_parser_set_encoding(&reading->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reading->parser, (const unsigned char *)reading->text,
                                 reading->length);
    const bool complete = reading_run(reading);
    yaml_parser_delete(&reading->parser);
    if (complete && !reading->build.root) {
        const struct place place = {.file = reading->name};
        error_list_add(reading->errors, place, NULL, "there is nothing in the file");
    }
}

struct yaml_node *yaml_tree_parse(const char *name, const char *text, size_t length,
                                  struct arena *arena, struct error_list *errors)
{
    static const char mark[3] = "\xef\xbb\xbf"; /* a byte order mark is no column */
    const size_t errors_before = errors->errors;
    if (!yaml_source_check(name, text, length, errors))
        return NULL;
    const bool marked = length >= sizeof(mark) && memcmp(text, mark, sizeof(mark)) == 0;
    const size_t skipped = marked ? sizeof(mark) : 0;
    struct reading reading = {.name = name,
                              .text = text + skipped,
                              .length = length - skipped,
                              .errors = errors};
    yaml_build_init(&reading.build, arena, errors);
    reading_parse(&reading);
    return errors->errors == errors_before ? reading.build.root : NULL;
}

struct yaml_node *yaml_tree_read(const char *file, struct arena *arena,
                                 struct error_list *errors)
{
    size_t length;
    const char *text = yaml_source_read(file, arena, errors, &length);
    if (!text)
        return NULL;
    return yaml_tree_parse(yaml_source_name(file), text, length, arena, errors);
}

/* ---- the tree ---- */

static struct yaml_pair *pair_of(const struct yaml_node *mapping, const char *key)
{
    if (!mapping || mapping->kind != YAML_MAPPING)
        return NULL;
    for (uint32_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->pairs[i].key, key) == 0)
            return &mapping->pairs[i];
    return NULL;
}

struct yaml_node *yaml_tree_get(const struct yaml_node *mapping, const char *key)
{
    const struct yaml_pair *pair = pair_of(mapping, key);
    return pair ? pair->value : NULL;
}

bool yaml_tree_is_null(const struct yaml_node *node)
{
    if (!node)
        return true;
    if (node->kind != YAML_SCALAR || node->quoted)
        return false;
    return node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
           strcmp(node->text, "null") == 0;
}

struct yaml_node *yaml_tree_scalar(struct arena *arena, const char *text,
                                   struct place place)
{
    struct yaml_node *node = arena_allocate(arena, sizeof(*node));
    node->kind = YAML_SCALAR;
    node->place = place;
    node->text = arena_text(arena, text, strlen(text));
    return node;
}

struct yaml_node *yaml_tree_mapping(struct arena *arena, struct place place)
{
    struct yaml_node *node = arena_allocate(arena, sizeof(*node));
    node->kind = YAML_MAPPING;
    node->place = place;
    return node;
}

struct yaml_node *yaml_tree_copy(struct arena *arena, const struct yaml_node *node)
{
    struct yaml_node *copy = arena_allocate(arena, sizeof(*copy));
    *copy = *node;
    copy->capacity = node->count;
    if (node->kind == YAML_LIST) {
        copy->items = arena_array(arena, node->count, sizeof(struct yaml_node *));
        for (uint32_t i = 0; i < node->count; i++)
            copy->items[i] = yaml_tree_copy(arena, node->items[i]);
    } else if (node->kind == YAML_MAPPING) {
        copy->pairs = arena_array(arena, node->count, sizeof(struct yaml_pair));
        for (uint32_t i = 0; i < node->count; i++) {
            copy->pairs[i] = node->pairs[i];
            copy->pairs[i].value = yaml_tree_copy(arena, node->pairs[i].value);
        }
    }
    return copy;
}

static void mapping_add(struct arena *arena, struct yaml_node *mapping,
                        struct yaml_pair pair)
{
    if (mapping->count >= mapping->capacity) {
        mapping->capacity = mapping->count ? 2 * mapping->count : 4;
        mapping->pairs = arena_grow(arena, mapping->pairs, mapping->count,
                                    mapping->capacity, sizeof(struct yaml_pair));
    }
    mapping->pairs[mapping->count++] = pair;
}

void yaml_tree_put(struct arena *arena, struct yaml_node *mapping, const char *key,
                   struct yaml_node *value)
{
    struct yaml_pair *pair = pair_of(mapping, key);
    if (pair) {
        pair->value = value;
        return;
    }
    const char *copy = arena_text(arena, key, strlen(key));
    mapping_add(arena, mapping, (struct yaml_pair){copy, value->place, value});
}

bool yaml_tree_remove(struct yaml_node *mapping, const char *key)
{
    struct yaml_pair *pair = pair_of(mapping, key);
    if (!pair)
        return false;
    const size_t number = (size_t)(pair - mapping->pairs);
    mapping->count--;
    memmove(pair, pair + 1, (mapping->count - number) * sizeof(*pair));
    return true;
}

/* ---- merging ---- */

static struct yaml_index index_of(struct arena *arena, const struct yaml_node *mapping)
{
    struct yaml_index index;
    yaml_index_init(&index, mapping, 0, arena);
    for (uint32_t i = 0; i < mapping->count; i++)
        yaml_index_enter(&index, i);
    return index;
}

static struct yaml_node *merge_value(struct arena *arena, const struct yaml_node *under,
                                     const struct yaml_node *over);

/* Every key of either; what a null removes is left out. */
static struct yaml_node *merge_mappings(struct arena *arena,
                                        const struct yaml_node *under,
                                        const struct yaml_node *over)
{
    struct yaml_node *merged = yaml_tree_mapping(arena, over->place);
    merged->origin_kind = over->origin_kind;
    merged->origin_source = over->origin_source;
    const struct yaml_index unders = index_of(arena, under);
    const struct yaml_index overs = index_of(arena, over);
    for (uint32_t i = 0; i < under->count; i++) {
        const struct yaml_pair *laid = yaml_index_find(&overs, under->pairs[i].key);
        struct yaml_pair pair = laid ? *laid : under->pairs[i];
        pair.value = laid ? merge_value(arena, under->pairs[i].value, laid->value)
                          : yaml_tree_copy(arena, under->pairs[i].value);
        if (pair.value)
            mapping_add(arena, merged, pair);
    }
    for (uint32_t i = 0; i < over->count; i++) {
        struct yaml_pair pair = over->pairs[i];
        if (yaml_index_find(&unders, pair.key))
            continue;
        pair.value = merge_value(arena, NULL, pair.value);
        if (pair.value)
            mapping_add(arena, merged, pair);
    }
    return merged;
}

/* NULL when `over` is null: the key goes. */
static struct yaml_node *merge_value(struct arena *arena, const struct yaml_node *under,
                                     const struct yaml_node *over)
{
    static const struct yaml_node nothing = {.kind = YAML_MAPPING};
    if (yaml_tree_is_null(over))
        return NULL;
    if (over->kind != YAML_MAPPING)
        return yaml_tree_copy(arena, over);
    const bool both = under && under->kind == YAML_MAPPING;
    return merge_mappings(arena, both ? under : &nothing, over);
}

struct yaml_node *yaml_tree_merge(struct arena *arena, const struct yaml_node *under,
                                  const struct yaml_node *over)
{
    struct yaml_node *merged = merge_value(arena, under, over);
    return merged ? merged : yaml_tree_copy(arena, under);
}

/* ---- paths ---- */

struct yaml_node *yaml_tree_find(const struct yaml_node *root, const char *path)
{
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count;
    if (!root || !yaml_path_split(path, parts, &count))
        return NULL;
    struct yaml_node *node = NULL;
    for (uint32_t i = 0; i < count; i++) {
        struct yaml_node **slot = yaml_path_slot(i == 0 ? root : node, parts[i]);
        if (!slot)
            return NULL;
        node = *slot;
    }
    return node;
}

bool yaml_tree_set(struct yaml_node *root, const char *path, struct yaml_node *value,
                   struct arena *arena, struct error_list *errors)
{
    return yaml_set_value(root, path, value, arena, errors);
}

const char *yaml_tree_canonical(const struct yaml_node *node, struct arena *arena,
                                size_t *length)
{
    return yaml_canonical_text(node, arena, length);
}
