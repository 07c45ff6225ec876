/* yaml_text.h - YAML in a test's own words: a text in, a tree or error lines out.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_YAML_TEXT_H
#define OVERSTACK_TESTS_SUPPORT_YAML_TEXT_H

#include "sim/input/yaml_tree.h"

struct yaml_text_case { /* what a test works in; begin and end it */
    struct arena arena;
    struct error_list errors;
};

void yaml_text_begin(struct yaml_text_case *c);
void yaml_text_end(struct yaml_text_case *c);

/* Parses as file "t"; NULL when there were errors. */
struct yaml_node *yaml_text_parse(struct yaml_text_case *c, const char *text);
/* Parses; fails the test when there are errors. */
struct yaml_node *yaml_text_good(struct yaml_text_case *c, const char *text);
/* The canonical form: what the tree holds, on one line. */
const char *yaml_text_of(struct yaml_text_case *c, const struct yaml_node *node);

/* All error lines, sorted, each ended by a newline. */
const char *yaml_text_errors(struct yaml_text_case *c);

/* Parses in a case of its own and fails unless exactly these lines are the errors. */
void yaml_text_expect_errors(const char *text, const char *lines);

#endif
