/* document_add.c - see document_add.h.
 */
#include "sim/output/document_add.h"

#include "sim/output/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

void document_add(json_t *object, const char *key, json_t *value)
{
    assert(!json_object_get(object, key));
    const int failed = json_object_set_new(object, key, value);
    assert(!failed);
    (void)failed;
}

void document_add_named(json_t *object, const char *key, json_t *value)
{
    char other[1024];
    if (!json_object_get(object, key)) {
        document_add(object, key, value);
        return;
    }
    snprintf(other, sizeof other, "%s#2", key);
    document_add(object, other, value);
}

void document_add_number(json_t *object, const char *key, double value)
{
    document_add(object, key, json_figure(value));
}

void document_add_text(json_t *object, const char *key, const char *text)
{
    document_add(object, key, json_words(text));
}

void document_add_texts(json_t *object, const char *key, const char *const *texts,
                        size_t count)
{
    json_t *array = document_add_array(object, key);
    for (size_t i = 0; i < count; i++) {
        const int failed = json_array_append_new(array, json_words(texts[i]));
        assert(failed == 0);
        (void)failed;
    }
}

void document_add_flag(json_t *object, const char *key, bool flag)
{
    document_add(object, key, json_boolean(flag));
}

void document_add_interval(json_t *object, const char *key, const double bounds[2])
{
    if (!isfinite(bounds[0]) || !isfinite(bounds[1])) {
        document_add(object, key, json_null());
        return;
    }
    json_t *pair = document_add_array(object, key);
    json_array_append_new(pair, json_figure(bounds[0]));
    json_array_append_new(pair, json_figure(bounds[1]));
}

json_t *document_add_object(json_t *object, const char *key)
{
    json_t *member = json_object();
    document_add(object, key, member);
    return member;
}

json_t *document_add_array(json_t *object, const char *key)
{
    json_t *member = json_array();
    document_add(object, key, member);
    return member;
}

json_t *document_add_item(json_t *array)
{
    json_t *item = json_object();
    const int failed = json_array_append_new(array, item);
    assert(!failed);
    (void)failed;
    return item;
}
