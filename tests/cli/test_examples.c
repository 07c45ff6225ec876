/* Every example shows what its comment says: which of its variants hold, which do not,
 * and what gives way first.
 */
#include <dirent.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#define FOLDER "configs/examples"

enum { HOLDS = 0, DOES_NOT = 99 }; /* exit codes */

/* clang-format off */
static const struct example {
    const char *name, *variant;
    int code;
    const char *first; /* the resource that is saturated first, "" none; NULL: any */
} examples[] = {
    {"starter", "", HOLDS, NULL},
    {"timeouts-and-retries", "", HOLDS, ""},
    {"timeouts-and-retries", "no-retries", DOES_NOT, ""},
    {"timeouts-and-retries", "slow-day", DOES_NOT, ""},
    {"connection-pool", "", HOLDS, ""},
    {"connection-pool", "small", DOES_NOT, "service.api.pool.store"},
    {"connection-pool", "large", HOLDS, ""},
    {"credits", "", DOES_NOT, "host.web.credits"},
    {"credits", "unlimited", HOLDS, ""},
    {"credits", "steady", HOLDS, ""},
    {"swap", "", HOLDS, "host.small.memory"},
    {"swap", "none", DOES_NOT, "host.small.memory"},
    {"swap", "busy", DOES_NOT, "host.small.memory"},
    {"recycle", "", DOES_NOT, "host.web.memory"},
    {"recycle", "recycle", HOLDS, ""},
    {"recycle", "lockstep", HOLDS, ""},
    {"retry-storm", "", DOES_NOT, "host.db.cpu"},
    {"retry-storm", "budget", HOLDS, "host.db.cpu"},
    {"retry-storm", "breaker", HOLDS, "host.db.cpu"},
    {"retry-storm", "cancels", HOLDS, "host.db.cpu"},
    {"retry-storm", "patient", HOLDS, "host.db.cpu"},
    {"failover", "", HOLDS, ""},
    {"failover", "careless", DOES_NOT, ""},
    {"failover", "workers", HOLDS, ""},
    {"failover", "checked", HOLDS, ""},
    {"ecs", "", HOLDS, ""},
    {"ecs", "lost", DOES_NOT, "service.api.placement"},
    {"ecs", "room", HOLDS, ""},
    {"ecs", "t3-nano", DOES_NOT, "service.api.placement"},
    {"ecs", "fargate", HOLDS, ""},
    {"ecs", "filled", HOLDS, ""},
    {"ecs-autoscale", "", HOLDS, "service.api.placement"},
    {"ecs-autoscale", "spare", HOLDS, ""},
    {"ecs-autoscale", "fixed", HOLDS, ""},
    {"messages", "", HOLDS, "service.mailer.threads"},
    {"messages", "small", DOES_NOT, "service.mailer.threads"},
    {"messages", "bounded", DOES_NOT, "service.mailer.threads"},
    {"order-mails", "", HOLDS, "service.mail.rate_limit"},
    {"order-mails", "faster", HOLDS, ""},
    {"order-mails", "fail", HOLDS, "service.mail.rate_limit"},
    {"static-site", "", HOLDS, ""},
    {"static-site", "cold", HOLDS, ""},
    {"static-site", "no-edge", HOLDS, ""},
    {"cold-cache", "", DOES_NOT, "host.db.cpu"},
    {"cold-cache", "room", HOLDS, ""},
    {"cold-cache", "steady", HOLDS, ""},
    {"daily", "", HOLDS, ""},
    {"daily", "weekends", DOES_NOT, "host.web.credits"},
    {"daily", "thursday", HOLDS, ""},
    {"journey", "", DOES_NOT, "host.web.cpu"},
    {"journey", "spread", HOLDS, ""},
    {"journey", "remember", DOES_NOT, ""},
    {"bots", "", DOES_NOT, "host.web.cpu"},
    {"bots", "edge", HOLDS, ""},
    {"bots", "reacts", DOES_NOT, "host.web.cpu"},
    {"trace", "", DOES_NOT, "host.web.cpu"},
    {"trace", "even", HOLDS, ""},
    {"trace", "cores", HOLDS, ""},
    {"autoscale", "", DOES_NOT, "host.web[0].cpu"},
    {"autoscale", "requests", DOES_NOT, "host.web[0].cpu"},
    {"autoscale", "ahead", HOLDS, ""},
    {"autoscale", "step", DOES_NOT, "host.web[0].cpu"},
    {"autoscale", "fixed", DOES_NOT, "host.web[0].cpu"},
    {"serverless", "", DOES_NOT, "service.pages.concurrency"},
    {"serverless", "reserved", DOES_NOT, "service.pages.concurrency"},
    {"serverless", "raised", HOLDS, ""},
    {"serverless", "java", HOLDS, ""},
    {"serverless", "provisioned", HOLDS, ""},
    {"serverless", "small", DOES_NOT, ""},
    {"serverless", "capacity", DOES_NOT, "service.log.write_units"},
    {"weighted", "", DOES_NOT, NULL},
    {"weighted", "weighted", HOLDS, ""},
};
/* clang-format on */
enum { EXAMPLES = sizeof examples / sizeof *examples };

/* The report; NULL when there is none. What it said goes to standard error. */
static json_t *run(const struct example *example, int *code)
{
    const char *given = getenv("OVERSTACK");
    char command[1024];
    snprintf(command, sizeof command, "'%s' run " FOLDER "/%s.yaml %s %s --format json",
             given && *given ? given : "./overstack", example->name,
             *example->variant ? "--variant" : "", example->variant);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    json_t *report = json_loadf(pipe, 0, NULL);
    const int status = pclose(pipe);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return report;
}

static void shows_what_it_says(void **state)
{
    const struct example *example = *state;
    int code;
    json_t *report = run(example, &code);
    if (code != example->code)
        fail_msg("%s %s: exit code %d, expected %d", example->name, example->variant,
                 code, example->code);
    const json_t *first = json_object_get(json_object_get(report, "verdict"), "first");
    const json_t *resource = json_object_get(first, "resource");
    const char *found = json_is_string(resource) ? json_string_value(resource) : "";
    if (example->first)
        assert_string_equal(found, example->first);
    json_decref(report);
}

static bool is_listed(const char *name, size_t length)
{
    for (int i = 0; i < EXAMPLES; i++)
        if (strlen(examples[i].name) == length &&
            strncmp(examples[i].name, name, length) == 0)
            return true;
    return false;
}

static void every_example_is_tested_here(void **state)
{
    (void)state;
    DIR *folder = opendir(FOLDER);
    int count = 0;
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        const char *ending = strstr(entry->d_name, ".yaml");
        if (!ending)
            continue;
        count++;
        if (!is_listed(entry->d_name, (size_t)(ending - entry->d_name)))
            fail_msg("%s has no line in this test", entry->d_name);
    }
    closedir(folder);
    assert_true(count >= 7);
}

static void no_example_has_a_key_without_effect(void **state)
{
    const struct example *example = *state;
    char command[512], line[512] = "";
    const char *given = getenv("OVERSTACK");
    snprintf(command, sizeof command,
             "'%s' check " FOLDER "/%s.yaml %s %s 2>&1 >/dev/null",
             given && *given ? given : "./overstack", example->name,
             *example->variant ? "--variant" : "", example->variant);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    if (!fgets(line, sizeof line, pipe))
        line[0] = '\0';
    pclose(pipe);
    assert_string_equal(line, "");
}

int main(void)
{
    struct CMUnitTest tests[2 * EXAMPLES + 1];
    for (int i = 0; i < EXAMPLES; i++) {
        void *example = (void *)(uintptr_t)&examples[i];
        tests[2 * i] = (struct CMUnitTest){examples[i].name, shows_what_it_says, NULL,
                                           NULL, example};
        tests[2 * i + 1] = (struct CMUnitTest){
            examples[i].name, no_example_has_a_key_without_effect, NULL, NULL, example};
    }
    tests[2 * EXAMPLES] =
        (struct CMUnitTest)cmocka_unit_test(every_example_is_tested_here);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
