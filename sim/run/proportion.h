/* proportion.h - how sure is a share that was counted?
 */
#ifndef OVERSTACK_RUN_PROPORTION_H
#define OVERSTACK_RUN_PROPORTION_H

#include <stdint.h>

/* The interval of a probability of which `hits` of `count` independent trials were seen,
 * that holds it at least with `level`: Clopper and Pearson (1934), Biometrika 26, by the
 * quantiles of the beta distribution. 0 to 1 when nothing was tried. */
void proportion_interval(uint32_t hits, uint32_t count, double level, double *low,
                         double *high);

#endif
