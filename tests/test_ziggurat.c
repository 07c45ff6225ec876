/* test_ziggurat.c - the tables, against what defines them: layers of equal area.
 *
 * The widths X[i] come back out of the table; what is added up here has rounding errors
 * of a few units in the last place (1e-16) of numbers near 1, in differences of densities
 * as small as 1e-3: 1e-12 is far above them, and far below a wrong entry.
 */
#include "sim/core/ziggurat.h"
#include "tests/support/near.h"

#include <gsl/gsl_cdf.h>

#define WITHIN 1e-12

static double density_exponential(double x)
{
    return exp(-x);
}

static double density_normal(double x)
{
    return exp(-x * x / 2);
}

struct table {
    const struct ziggurat_layer *layers;
    double places;
    double (*density)(double x);
    double whole; /* area under the density */
};

static const struct table tables[] = {
    {ziggurat_exponential, 0x1p53, density_exponential, 1},
    {ziggurat_normal, 0x1p52, density_normal, 1.2533141373155003}, /* sqrt(pi / 2) */
};

static double width(const struct table *table, int layer)
{
    return layer < ZIGGURAT_LAYERS ? table->layers[layer].scale * table->places : 0;
}

static double tail(const struct table *table)
{
    const double from = width(table, 1);
    return table->whole *
           (table->whole == 1 ? exp(-from) : 2 * gsl_cdf_ugaussian_Q(from));
}

static void layers_have_equal_areas(void **state)
{
    (void)state;
    for (int t = 0; t < 2; t++) {
        const struct table *table = &tables[t];
        const double edge = width(table, 1);
        const double area = edge * table->density(edge) + tail(table);
        assert_near(width(table, 0) * table->density(edge), area, area * WITHIN);
        for (int i = 1; i < ZIGGURAT_LAYERS; i++) {
            const double low = table->density(width(table, i));
            const double high = table->density(width(table, i + 1));
            assert_near(width(table, i) * (high - low), area, area * WITHIN);
        }
    }
}

static void layers_get_narrower(void **state)
{
    (void)state;
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < ZIGGURAT_LAYERS; i++)
            assert_true(width(&tables[t], i) > width(&tables[t], i + 1));
}

/* The part of a layer that the next one covers lies under the density. */
static void sure_places_are_those_under_the_next_layer(void **state)
{
    (void)state;
    for (int t = 0; t < 2; t++) {
        const struct table *table = &tables[t];
        for (int i = 0; i < ZIGGURAT_LAYERS; i++) {
            const double inside = width(table, i + 1) / width(table, i) * table->places;
            assert_near((double)table->layers[i].inside, inside, 4);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_have_equal_areas),
        cmocka_unit_test(layers_get_narrower),
        cmocka_unit_test(sure_places_are_those_under_the_next_layer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
