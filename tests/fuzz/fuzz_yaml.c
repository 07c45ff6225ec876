/* fuzz_yaml.c - entry for libFuzzer: any bytes as a scenario file, through reading,
 * merging, setting and filling. Whatever comes, it is a tree or an error, never a crash.
 *
 *   clang -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -I. \
 *       $(pkg-config --cflags gsl yaml-0.1) tests/fuzz/fuzz_yaml.c sim/input/[a-z]*.c \
 *       sim/core/[a-z]*.c models/[a-z]*_def.c models/instance_type.c \
 *       $(pkg-config --libs gsl yaml-0.1) -lm -o build/fuzz_yaml
 *   mkdir -p build/corpus && build/fuzz_yaml -max_len=4096 -timeout=5 \
 *       build/corpus configs/stories configs/examples tests/bad_configs
 *
 * A deterministic relative runs with the ordinary tests: tests/test_yaml_hostile.c.
 */
#include "models/design_def.h"
#include "sim/input/fields.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* An error list and a result that disagree are as bad as a crash. */
static void agree(bool fine, const struct error_list *errors)
{
    if (fine != (errors->errors == 0))
        abort();
}

static void fill(struct arena *arena, struct error_list *errors,
                 const struct yaml_node *root)
{
    struct scenario_def def = {0};
    struct fields fields;
    struct ledger ledger;
    ledger_init(&ledger, arena);
    fields_init(&fields, arena, errors, &ledger, "/nonexistent");
    agree(fields_fill(&fields, &scenario_table, root, "", &def), errors);
}

static void edit(struct arena *arena, struct error_list *errors,
                 const struct yaml_node *root)
{
    size_t length;
    const struct place place = {"--set", 0, 0};
    struct yaml_node *merged = yaml_tree_merge(arena, root, root);
    struct yaml_node *value = yaml_tree_scalar(arena, "9", place);
    yaml_tree_canonical(merged, arena, &length);
    yaml_tree_set(merged, "services.spring.endpoints.write.0.cpu", value, arena, errors);
    yaml_tree_find(merged, "traffic.users.mix.\"spring.read\"");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct error_list errors;
    arena_init(&arena);
    error_list_init(&errors, &arena);
    const struct yaml_node *root =
        yaml_tree_parse("fuzz", (const char *)bytes, size, &arena, &errors);
    agree(root != NULL, &errors);
    if (root) {
        fill(&arena, &errors, root);
        edit(&arena, &errors, root);
    }
    error_list_sort(&errors);
    for (size_t i = 0; i < errors.count; i++)
        error_text(&errors, &errors.items[i]);
    arena_clear(&arena);
    return 0;
}
