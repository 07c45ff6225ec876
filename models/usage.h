/* usage.h - what a run metered over its window [warmup, end], for the bill.
 *
 * Raw amounts, no prices: models/cost.c multiplies. Every number is a double, so that
 * merging replications is the walk over a table that the rest of the summary takes.
 */
#ifndef OVERSTACK_MODELS_USAGE_H
#define OVERSTACK_MODELS_USAGE_H

#include <stdint.h>

/* What `send` steps sent away, by where it went. */
struct bytes_sent {
    double internet;              /* to users, and to services outside */
    double same_zone, cross_zone; /* to other machines */
    double region;                /* to and from the provider's managed services */
};

struct machine_usage {      /* by design.machines */
    double hours;           /* billed, in the window: by the second, while it is on */
    double credits_used;    /* CPU (user + system) in credits: vCPU-minutes */
    double surplus_credits; /* billed in the window (mode unlimited) */
    double io_requests;     /* of Aurora's storage */
    double same_zone_out_bytes, cross_zone_out_bytes, region_out_bytes;
    double cross_zone_in_bytes;
    double internet_out_bytes;
};

struct service_usage { /* by design.services; for the managed kinds */
    double calls;
    double reads, writes;           /* s3: GET and PUT requests */
    double throttled;               /* of the calls */
    double invocations;             /* lambda: that began */
    double gb_s, provisioned_gb_s;  /* lambda: of environments on demand, and of others */
    double read_units, write_units; /* dynamodb */
    double refused;                 /* calls that a limit turned away */
    double served;                  /* calls that were not refused: ses's mails */
    double published;               /* messages handed to it: sqs, sns, eventbridge */
    double delivered;               /* messages it handed to processes */
    double same_zone_out_bytes, cross_zone_out_bytes,
        region_out_bytes;       /* from anywhere */
    double cross_zone_in_bytes; /* of balancers */
    double processed_bytes;     /* by balancers and NAT gateways */
    double unit_h;              /* capacity units of balancers, see front.h */
    double unit_h_by_new, unit_h_by_open, unit_h_by_bytes, unit_h_by_rules;
    double internet_out_bytes; /* sent to users by the service itself (s3, alb) */
};

struct usage {
    double window_s; /* how long the window was; the clock may have ended early */
    double finite;   /* 1: all traffic is finite (iterations, or an end before the run's);
                        0: it goes on for ever */
    double answered; /* users' requests answered in the window */
    struct machine_usage *machines;
    struct service_usage *services;
};

#endif
