/* gateway.h - what passes a NAT gateway: connections, and the bytes that share its bandwidth.
 *
 * A gateway has one address, and so as many ports for each destination: 55,000 (AWS, VPC
 * user guide, NAT gateways). A call from a machine behind it to what is outside holds one
 * from its beginning to its answer; when all to that service are taken, further calls
 * fail (`connection`; AWS counts ErrorPortAllocation). Each zone's gateway has its own.
 *
 * A gateway carries 5 Gbps and grows by itself to 100 (same source). What machines receive
 * through it shares that as transfers share a card (nic.h, transfer.h). The other way
 * carries nothing: requests have no size (wire.h).
 */
#ifndef OVERSTACK_MODELS_GATEWAY_H
#define OVERSTACK_MODELS_GATEWAY_H

#include "models/allowance.h"
#include "models/nic.h"
#include "models/task.h"

struct simulation;

struct gateway {                  /* of one service: all its zones */
    double *open;                 /* connections, by zone and service called */
    struct allowance connections; /* of the fullest */
    struct nic_direction *ways;   /* by zone: to the machines */
    uint32_t zone_count;
    double share; /* of the last step in which the busiest carried something */
};

/* For every NAT gateway of the design. */
void gateway_init(struct simulation *simulation);
void gateway_open_window(struct simulation *simulation, double now_s);
/* A step of the timeline ends now. */
void gateway_step(struct gateway *gateway, double now_s, double dt_s);

/* A call that leaves. False: its gateway has no connection for it. */
bool gateway_open(const struct task *caller, double now_s);
/* It is answered, or given up. */
void gateway_close(const struct task *caller, double now_s);

/* By which the machine, which is behind one, receives what comes from outside. */
struct nic_direction *gateway_way(const struct simulation *simulation,
                                  const struct machine *machine);

/* The number of the gateway that a machine in that zone uses. */
uint32_t gateway_number(const struct service_def *service, const char *zone);

#endif
