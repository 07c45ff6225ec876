/* cost_group.h - the bill of machines that come and go.
 *
 * A group's `min` machines (the lowest that any schedule sets) are there all month and
 * billed like those of another host. What it had above them is metered: each machine from
 * being asked for until it is off, by the second, a minute at least. A volume, an address
 * and the metrics of monitoring go with their machine, hour by hour (730 to the month).
 */
#ifndef OVERSTACK_MODELS_COST_GROUP_H
#define OVERSTACK_MODELS_COST_GROUP_H

#include "models/cost_lines.h"

/* Machine-hours in the run: of those that are always there, and of all. */
double cost_group_least_h(const struct cost_bill *bill, const struct host_def *host,
                          double all_h);

/* The alarms that its policy makes. */
void cost_group_add_alarms(struct cost_bill *bill, const char *name,
                           const struct autoscale_def *def);

/* The lines beside those of the `min` machines; all_h: machine-hours in the run,
 * price: of one, by the hour (NAN usd: not known). */
void cost_group_add(struct cost_bill *bill, const struct host_def *host, double all_h,
                    struct cost_price price);

#endif
