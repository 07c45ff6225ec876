/* scenario.c - scenarios written by a test, loaded as the program loads them.
 */
#define _GNU_SOURCE /* nftw */
#include "tests/support/scenario.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void scenario_begin(struct scenario *scenario)
{
    *scenario = (struct scenario){.design = NULL};
    arena_init(&scenario->arena);
    error_list_init(&scenario->errors, &scenario->arena);
    strcpy(scenario->folder, "/tmp/overstack-test-XXXXXX");
    assert_non_null(mkdtemp(scenario->folder));
    scenario->options = world_options_of(NULL);
    scenario->options.sets = scenario->sets;
}

static int remove_one(const char *path, const struct stat *status, int kind,
                      struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void scenario_end(struct scenario *scenario)
{
    nftw(scenario->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_clear(&scenario->arena);
}

const char *scenario_write(struct scenario *scenario, const char *name, const char *text)
{
    const char *path = arena_format(&scenario->arena, "%s/%s", scenario->folder, name);
    char *folder = arena_text(&scenario->arena, path, strlen(path));
    *strrchr(folder, '/') = '\0';
    mkdir(folder, 0700);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    return path;
}

const struct design *scenario_load(struct scenario *scenario, const char *text)
{
    scenario->options.file = scenario_write(scenario, "scenario.yaml", text);
    error_list_init(&scenario->errors, &scenario->arena);
    scenario->design =
        world_load(&scenario->options, &scenario->arena, &scenario->errors);
    return scenario->design;
}

const struct design *scenario_accept(struct scenario *scenario, const char *text)
{
    if (!scenario_load(scenario, text)) {
        scenario_print(scenario);
        fail_msg("the scenario was refused");
    }
    return scenario->design;
}

void scenario_set(struct scenario *scenario, const char *text)
{
    assert_true(scenario->options.set_count < 8);
    scenario->sets[scenario->options.set_count++] = text;
}

bool scenario_says(const struct scenario *scenario, const char *part)
{
    for (size_t i = 0; i < scenario->errors.count; i++)
        if (strstr(error_text(&scenario->errors, &scenario->errors.items[i]), part))
            return true;
    return false;
}

void scenario_print(const struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->errors.count; i++)
        print_error("%s\n", error_text(&scenario->errors, &scenario->errors.items[i]));
}

const char *scenario_assumption(const struct scenario *scenario, const char *path)
{
    const struct ledger *ledger = &scenario->design->ledger;
    for (size_t i = 0; i < ledger->count; i++)
        if (strcmp(ledger->items[i].path, path) == 0)
            return ledger->items[i].value;
    return NULL;
}

const struct service_def *scenario_service(const struct scenario *scenario,
                                           const char *name)
{
    for (uint32_t i = 0; i < scenario->design->services.count; i++) {
        const struct service_def *service = design_service(scenario->design, i);
        if (strcmp(service->item.name, name) == 0)
            return service;
    }
    fail_msg("there is no service %s", name);
    return NULL;
}

const struct host_def *scenario_host(const struct scenario *scenario, const char *name)
{
    for (uint32_t i = 0; i < scenario->design->hosts.count; i++) {
        const struct host_def *host = design_host(scenario->design, i);
        if (strcmp(host->item.name, name) == 0)
            return host;
    }
    fail_msg("there is no host %s", name);
    return NULL;
}
