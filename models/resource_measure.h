/* resource_measure.h - how full a resource is, and when exactly it was first too small.
 */
#ifndef OVERSTACK_MODELS_RESOURCE_MEASURE_H
#define OVERSTACK_MODELS_RESOURCE_MEASURE_H

#include "models/resource.h"

#include <stdbool.h>

/* Of its service; there is at least one. */
struct instance *resource_measure_first(const struct resource *resource,
                                        const struct simulation *simulation);

/* The integral of what is in use, up to now_s, in units of the capacity; 0 for a level. */
double resource_measure_area(const struct resource *resource,
                             const struct simulation *simulation, double now_s);
double resource_measure_capacity(const struct resource *resource,
                                 const struct simulation *simulation);

/* Is it looked at only at the end of each step? Then how full it is now. */
bool resource_measure_is_level(const struct resource *resource);
double resource_measure_level(const struct resource *resource,
                              const struct simulation *simulation, double now_s);

/* The counter of what was turned away or held, 0 where there is none. */
double resource_measure_marks(const struct resource *resource,
                              const struct simulation *simulation);

/* Was it saturated in the step that ends now with that mean (or level)? *at_s: the exact
 * moment of the first time, or NAN. */
bool resource_measure_saturated(struct resource *resource,
                                const struct simulation *simulation, double mean,
                                double now_s, double *at_s);

#endif
