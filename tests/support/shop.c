/* shop.c - see shop.h. */
#include "tests/support/shop.h"

#include "tests/support/near.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char shop_text[] =
    "overstack: 1\n"
    "name: shop\n"
    "simulate: {duration: 30s, seed: 3}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 4GiB, price: 0.01 USD/h}}}\n"
    "services:\n"
    "  s: {on: h, threads: 2, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 50/s, target: s.go}\n"
    "thresholds: {http_req_duration: [\"p(95) < 200ms\"]}\n"
    "sweep:\n"
    "  vary: {traffic.users.rate: 20..120:20/s, services.s.threads: [1, 2, 4]}\n"
    "  where: threads * 60 >= rate\n";

void shop_read(const char *folder, const char *name, char *text, size_t size)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = 0;
    fclose(file);
}

void shop_write(struct shop *shop, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", shop->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

int shop_open(void **state, const char *scenario)
{
    struct shop *shop = calloc(1, sizeof *shop);
    strcpy(shop->folder, "/tmp/overstack-test-XXXXXX");
    *state = shop;
    if (!mkdtemp(shop->folder))
        return -1;
    shop_write(shop, "shop.yaml", scenario);
    return 0;
}

int shop_begin(void **state)
{
    return shop_open(state, shop_text);
}

int shop_end(void **state)
{
    struct shop *shop = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", shop->folder);
    const int code = system(command);
    free(shop);
    return code;
}

/* By a file, so that the command may hold quotes of both kinds. */
int shop_shell(struct shop *shop, const char *command)
{
    const char *program = getenv("OVERSTACK");
    char *path = realpath(program && *program ? program : "./overstack", NULL);
    char line[4096];
    assert_non_null(path);
    shop_write(shop, "command", command);
    snprintf(line, sizeof line, "cd %s && sh -c \"$(cat command)\" '%s' >out 2>err",
             shop->folder, path);
    free(path);
    const int status = system(line);
    shop_read(shop->folder, "out", shop->text, sizeof shop->text);
    shop_read(shop->folder, "err", shop->errors, sizeof shop->errors);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void shop_expect(struct shop *shop, const char *command, int code)
{
    const int got = shop_shell(shop, command);
    if (got != code)
        fail_msg("%s: code %d, expected %d\n%s", command, got, code, shop->errors);
}

void shop_expect_error(struct shop *shop, const char *command, int code, const char *part)
{
    shop_expect(shop, command, code);
    if (!strstr(shop->errors, part))
        fail_msg("%s: '%s' is not in:\n%s", command, part, shop->errors);
}

/* Does the command print what the one before printed? */
void shop_expect_same(struct shop *shop, const char *command)
{
    strcpy(shop->other, shop->text);
    shop_expect(shop, command, 0);
    if (strcmp(shop->text, shop->other) != 0)
        fail_msg("%s prints something else", command);
}

json_t *shop_line(const char *text, int number)
{
    for (; number > 0 && text; number--)
        text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL;
    assert_non_null(text);
    json_t *line = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
    assert_non_null(line);
    return line;
}

int shop_lines(const char *text)
{
    int lines = 0;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

const char *shop_word(json_t *line, const char *key)
{
    return json_string_value(json_object_get(line, key));
}

void shop_sql(struct shop *shop, const char *name, const char *sql)
{
    char path[128], *fault = NULL;
    sqlite3 *database;
    snprintf(path, sizeof path, "%s/%s", shop->folder, name);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, sql, NULL, NULL, &fault) != SQLITE_OK)
        fail_msg("%s: %s", sql, fault);
    sqlite3_close(database);
}

int shop_ask(struct shop *shop, const char *name, const char *sql)
{
    char path[128];
    sqlite3 *database;
    sqlite3_stmt *statement;
    snprintf(path, sizeof path, "%s/%s", shop->folder, name);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const int answer = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return answer;
}
