/* shop.h - a scenario in a folder of its own, and commands over it as a user types them.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_SHOP_H
#define OVERSTACK_TESTS_SUPPORT_SHOP_H

#include <jansson.h>
#include <stddef.h>

extern const char shop_text[]; /* of shop.yaml: one core, a block `sweep` of 15 points */

struct shop {
    char folder[64];
    /* What the last command printed; `other`: the one before, of shop_expect_same. */
    char text[1 << 20], errors[1 << 14], other[1 << 20];
};

/* A test's set-up, with the scenario as shop.yaml, or with shop_text; its tear-down. */
int shop_open(void **state, const char *scenario);
int shop_begin(void **state);
int shop_end(void **state);

void shop_write(struct shop *shop, const char *name, const char *text);
void shop_read(const char *folder, const char *name, char *text, size_t size);

/* Runs `command` in the folder, by the shell; $0 is the program. Returns its code. */
int shop_shell(struct shop *shop, const char *command);
void shop_expect(struct shop *shop, const char *command, int code);
void shop_expect_error(struct shop *shop, const char *command, int code,
                       const char *part);
/* Does the command print what the one before printed? */
void shop_expect_same(struct shop *shop, const char *command);

/* The JSON object in the line of that number, from 0. */
json_t *shop_line(const char *text, int number);
int shop_lines(const char *text);
const char *shop_word(json_t *line, const char *key);

/* Runs SQL on a database of the folder; asks it for a whole number. */
void shop_sql(struct shop *shop, const char *name, const char *sql);
int shop_ask(struct shop *shop, const char *name, const char *sql);

#endif
