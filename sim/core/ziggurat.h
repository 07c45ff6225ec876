/* ziggurat.h - tables for drawing from the exponential and the normal density.
 *
 * Under the density lie 256 layers of equal area, so one of them is chosen with 8 random
 * bits. Other bits of the same number, an integer j, give the place in the layer:
 * x = j * scale. As long as j < inside, x lies under the density whatever the height
 * (99 draws in 100); else the layer's wedge, or in layer 0 the tail, decides
 * (random.c). That the layer's bits are not also the place's is Doornik's correction
 * (2005) of the method as Marsaglia and Tsang published it (2000).
 */
#ifndef OVERSTACK_CORE_ZIGGURAT_H
#define OVERSTACK_CORE_ZIGGURAT_H

#include <stdint.h>

enum { ZIGGURAT_LAYERS = 256 };

struct ziggurat_layer {
    int64_t inside; /* places below it need no further test */
    double scale;   /* width of the layer / number of places */
};

/* Places: 2^53 on one side. */
extern const struct ziggurat_layer ziggurat_exponential[ZIGGURAT_LAYERS];
/* Places: 2^52 on either side of 0. */
extern const struct ziggurat_layer ziggurat_normal[ZIGGURAT_LAYERS];

#endif
