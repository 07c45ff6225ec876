/* near.h - comparing doubles in tests. cmocka's assert_float_equal compares floats, which
 * know seven digits: too few for a clock.
 */
#ifndef OVERSTACK_TESTS_NEAR_H
#define OVERSTACK_TESTS_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails unless |got - expected| <= within; NAN is near nothing. */
#define assert_near(got, expected, within)                                               \
    near_check((got), (expected), (within), #got, __FILE__, __LINE__)

static inline void near_check(double got, double expected, double within,
                              const char *what, const char *file, int line)
{
    if (fabs(got - expected) <= within)
        return;
    print_error("%s: %.17g, expected %.17g within %g\n", what, got, expected, within);
    _fail(file, line);
}

#endif
