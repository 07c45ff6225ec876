/* look.c - see look.h.
 */
#include "sim/output/look.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

json_t *look_at(const json_t *tree, const char *at)
{
    json_t *node = (json_t *)(uintptr_t)tree;
    while (node && *at) {
        char key[64];
        const size_t length = strcspn(at, "/");
        if (length >= sizeof key)
            return NULL;
        memcpy(key, at, length);
        key[length] = 0;
        node = json_object_get(node, key);
        at += length + (at[length] == '/');
    }
    return node;
}

double look_number(const json_t *tree, const char *at)
{
    const json_t *node = look_at(tree, at);
    return json_is_number(node) ? json_number_value(node) : NAN;
}

const char *look_text(const json_t *tree, const char *at)
{
    const char *text = json_string_value(look_at(tree, at));
    return text ? text : "";
}

double look_need(const json_t *host)
{
    const double highest = look_number(host, "memory/need_highest");
    return isnan(highest) ? look_number(host, "memory/need_peak") : highest;
}

bool look_flag(const json_t *tree, const char *at)
{
    return json_is_true(look_at(tree, at));
}
