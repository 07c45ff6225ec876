/* balance_def.h - the key `balance`: how callers pick among a service's instances, when
 * they leave one out, and how its health is checked.
 */
#ifndef OVERSTACK_MODELS_BALANCE_DEF_H
#define OVERSTACK_MODELS_BALANCE_DEF_H

#include "sim/core/field.h"

struct endpoint_def;

enum balance_policy {
    BALANCE_ROUND_ROBIN,
    BALANCE_WEIGHTED,
    BALANCE_LEAST_CONNECTIONS,
    BALANCE_RANDOM,
    BALANCE_TWO_CHOICES,
    BALANCE_STICKY,
};

struct weight_def {
    struct item item; /* item.name: a host or machine */
    double weight;
};

struct health_def {
    const char *endpoint; /* of the service that is checked */
    double interval_s, timeout_s;
    double healthy, unhealthy; /* checks in a row */
    /* Resolved by world: */
    int given;
    const struct endpoint_def *asks;
};

struct balance_def {
    int policy;
    struct items weights;     /* of struct weight_def */
    double max_fails;         /* 0: nobody is ever left out */
    double fail_timeout_s;    /* failures within it count; so long it is left out */
    double next_upstream;     /* further instances that one call is tried on */
    double connect_timeout_s; /* INFINITY: until the caller's system gives up */
    double slow_start_s;      /* 0: none */
    double clients;           /* sticky: those that open traffic comes from */
    struct health_def health;
    const char *path; /* resolved: where it was given, services.lb.balance */
};

extern const struct table balance_def_table;

#endif
