/* trial.h - one replication of a small scenario, and quick ways to ask what happened.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_TRIAL_H
#define OVERSTACK_TESTS_SUPPORT_TRIAL_H

#include "models/simulation.h"
#include "tests/support/scenario.h"

struct trial {
    struct scenario scenario;
    struct engine engine;
    const struct summary *summary; /* of the last run */
};

/* cmocka's set-up and tear-down of a test: *state is a struct trial. */
int trial_begin(void **state);
int trial_end(void **state);
#define TRIAL_TEST(test) cmocka_unit_test_setup_teardown(test, trial_begin, trial_end)

/* Runs the scenario (printf-style YAML, without `overstack` and `name`) once. What an
 * earlier run found is forgotten. */
void trial_run(struct trial *trial, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* By name; the test fails when there is none. */
const struct request_summary *trial_requests(const struct trial *trial, const char *name);
const struct host_summary *trial_host(const struct trial *trial, const char *name);
const struct instance_summary *trial_instance(const struct trial *trial,
                                              const char *name);
const struct instance_summary *trial_service(const struct trial *trial, const char *name);
const struct resource_summary *trial_resource(const struct trial *trial, const char *id);
const struct series *trial_series(const struct trial *trial, const char *name);

/* How often something of that kind happened to that one (NULL: to anybody). */
uint32_t trial_count(const struct trial *trial, const char *kind, const char *who);
/* When it happened for the n-th time, counted from 0; NAN: it did not. */
double trial_at_s(const struct trial *trial, const char *kind, const char *who,
                  uint32_t n);
/* What was said about it; the test fails when it did not happen. */
const char *trial_why(const struct trial *trial, const char *kind, const char *who,
                      uint32_t n);

#endif
