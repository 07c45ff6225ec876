/* document_add.h - puts a member into an object of the report, in the order of calls.
 *
 * jansson answers with NULL when there is no memory. The program gives it an allocator
 * that stops the process then, as arena.h does, so a NULL here is our own mistake (two
 * members of one name) and asserted.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_ADD_H
#define OVERSTACK_OUTPUT_DOCUMENT_ADD_H

#include <jansson.h>
#include <stdbool.h>

/* Takes `value` over. */
void document_add(json_t *object, const char *key, json_t *value);
/* For keys that a user's names make: a service `system` owns memory under the same name
 * as the operating system, a service `traffic` has endpoints like a traffic's. The second
 * of a name gets "#2" behind it. */
void document_add_named(json_t *object, const char *key, json_t *value);

void document_add_number(json_t *object, const char *key, double value);   /* NAN: null */
void document_add_text(json_t *object, const char *key, const char *text); /* or null */
void document_add_texts(json_t *object, const char *key, const char *const *texts,
                        size_t count);
void document_add_flag(json_t *object, const char *key, bool flag);
/* [low, high], or null when there is no interval. */
void document_add_interval(json_t *object, const char *key, const double bounds[2]);
/* A new object or array as a member; borrowed. */
json_t *document_add_object(json_t *object, const char *key);
json_t *document_add_array(json_t *object, const char *key);
/* A new object at the end of an array; borrowed. */
json_t *document_add_item(json_t *array);

#endif
