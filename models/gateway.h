/* gateway.h - the connections that pass a NAT gateway.
 *
 * A gateway has one address, and so as many ports for each destination: 55,000 (AWS, VPC
 * user guide, NAT gateways). A call from a machine behind it to what is outside holds one
 * from its beginning to its answer; when all to that service are taken, further calls
 * fail (`connection`; AWS counts ErrorPortAllocation). Each zone's gateway has its own.
 */
#ifndef OVERSTACK_MODELS_GATEWAY_H
#define OVERSTACK_MODELS_GATEWAY_H

#include "models/allowance.h"
#include "models/task.h"

struct simulation;

struct gateway {                  /* of one service: all its zones */
    double *open;                 /* connections, by zone and service called */
    struct allowance connections; /* of the fullest */
};

/* For every NAT gateway of the design. */
void gateway_init(struct simulation *simulation);
void gateway_open_window(struct simulation *simulation);

/* A call that leaves. False: its gateway has no connection for it. */
bool gateway_open(const struct task *caller, double now_s);
/* It is answered, or given up. */
void gateway_close(const struct task *caller, double now_s);

/* The number of the gateway that a machine in that zone uses. */
uint32_t gateway_number(const struct service_def *service, const char *zone);

#endif
