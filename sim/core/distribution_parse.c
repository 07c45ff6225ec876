/* distribution_parse.c - reads the DIST of the scenario.
 *
 *   DIST = duration | NAME "(" argument { separator argument } ")"
 *
 * The text is cut into its arguments (arguments.h), then one short function for each
 * name turns them into parameters. A function takes the arguments it knows; one that
 * nobody took is an error. Limits keep the parameters where the formulas stay finite.
 *
 * Parameters from what the user gives (c2 = cv^2 = scv, m = the mean):
 *   lognormal(m, cv)    b^2 = ln(1 + c2),  a = ln m - b^2 / 2
 *   lognormal(pX, pY)   b = ln(y / x) / (zY - zX),  a = ln x - b zX,  z: normal quantiles
 *   hyperexp(m, scv)    p = (1 +- sqrt((c2 - 1) / (c2 + 1))) / 2   (Whitt 1982)
 *   weibull(m, k)       scale = m / G(1 + 1/k)
 *   pareto(m, alpha)    least = m (alpha - 1) / alpha
 * A variation of 0 gives a constant; one that makes an exponential gives that, which is
 * drawn faster.
 */
#include "sim/core/arguments.h"
#include "sim/core/distribution.h"
#include "sim/core/empirical.h"
#include "sim/core/error.h"
#include "sim/core/units.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define DURATION_LIMIT_S 1e12 /* 30,000 years; a draw of many means stays finite */
#define SCV_LIMIT        1e6  /* a phase of probability 1e-6 is hardly ever drawn */

struct call {
    struct arena *arena;
    const char *folder;
    const char *usage; /* how this distribution is written */
    struct arguments arguments;
    const char *expected; /* the first thing that was wrong */
};

/* Says what would have been right; the first complaint stays. */
static bool call_refuse(struct call *call, const char *expected)
{
    if (!call->expected)
        call->expected =
            expected ? arena_format(call->arena, "%s in %s", expected, call->usage)
                     : call->usage;
    return false;
}

static bool call_duration(struct call *call, const char *name, int position,
                          double *value_s)
{
    const char *text = arguments_take(&call->arguments, name, position);
    if (!text || units_read_duration(text, value_s) || *value_s > DURATION_LIMIT_S)
        return call_refuse(call, arena_format(call->arena, "a duration for %s", name));
    return true;
}

/* A number within [least, most] that must be named. */
static bool call_number(struct call *call, const char *name, double least, double most,
                        double *value)
{
    const char *text = arguments_take(&call->arguments, name, -1);
    if (!text || units_read_number(text, value) || *value < least || *value > most)
        return call_refuse(
            call, arena_format(call->arena, "%s from %g to %g", name, least, most));
    return true;
}

/* Variance / mean^2, given as scv or as its root. */
static bool call_scv(struct call *call, double least, double *scv)
{
    if (arguments_have(&call->arguments, "scv"))
        return call_number(call, "scv", least, SCV_LIMIT, scv);
    double cv;
    if (!call_number(call, "cv", least, sqrt(SCV_LIMIT), &cv)) /* least is 0 or 1 */
        return false;
    *scv = cv * cv;
    return true;
}

static bool parse_exponential(struct call *call, struct distribution *d)
{
    return call_duration(call, "mean", 0, &d->mean_s);
}

static bool parse_uniform(struct call *call, struct distribution *d)
{
    if (!call_duration(call, "min", 0, &d->a) || !call_duration(call, "max", 1, &d->b))
        return false;
    if (d->a > d->b)
        return call_refuse(call, "min <= max");
    d->mean_s = (d->a + d->b) / 2;
    if (d->a == d->b)
        *d = distribution_constant(d->a);
    return true;
}

static bool parse_erlang(struct call *call, struct distribution *d)
{
    if (!call_duration(call, "mean", 0, &d->mean_s) ||
        !call_number(call, "k", 1, 1000, &d->a))
        return false;
    if (d->a != floor(d->a))
        return call_refuse(call, "a whole number k");
    d->b = d->mean_s / d->a;
    if (d->a == 1)
        d->kind = DISTRIBUTION_EXPONENTIAL;
    return true;
}

static bool parse_gamma(struct call *call, struct distribution *d)
{
    double scv;
    if (!call_duration(call, "mean", 0, &d->mean_s) || !call_scv(call, 0, &scv))
        return false;
    d->a = 1 / scv;
    d->b = d->mean_s * scv;
    if (scv == 0 || isinf(d->a))
        *d = distribution_constant(d->mean_s);
    else if (scv == 1)
        d->kind = DISTRIBUTION_EXPONENTIAL;
    return true;
}

/* "p99" is 0.99; 0 when it is none. */
static double percentile_of(const char *name)
{
    double percent;
    if (name[0] != 'p' || units_read_number(name + 1, &percent))
        return 0;
    return percent > 0 && percent < 100 ? percent / 100 : 0;
}

/* From two percentiles, in any order. */
static bool parse_lognormal_percentiles(struct call *call, struct distribution *d)
{
    double p[2], x_s[2];
    for (int i = 0; i < 2; i++) {
        p[i] = percentile_of(call->arguments.items[i].name);
        if (p[i] == 0 || !call_duration(call, call->arguments.items[i].name, -1, &x_s[i]))
            return call_refuse(call, "two percentiles");
        if (x_s[i] == 0)
            return call_refuse(call, "percentiles above 0");
    }
    if (p[0] == p[1] || (p[0] < p[1] ? x_s[0] > x_s[1] : x_s[0] < x_s[1]))
        return call_refuse(call, "two percentiles, the higher one not the shorter");
    if (x_s[0] == x_s[1]) {
        *d = distribution_constant(x_s[0]);
        return true;
    }
    const double z0 = gsl_cdf_ugaussian_Pinv(p[0]), z1 = gsl_cdf_ugaussian_Pinv(p[1]);
    d->b = log(x_s[1] / x_s[0]) / (z1 - z0);
    d->a = log(x_s[0]) - d->b * z0;
    d->mean_s = exp(d->a + d->b * d->b / 2);
    if (!(d->mean_s <= DURATION_LIMIT_S)) /* NAN, too, when z1 is hardly above z0 */
        return call_refuse(call, "percentiles closer together (the mean is too long)");
    return true;
}

static bool parse_lognormal(struct call *call, struct distribution *d)
{
    if (call->arguments.count == 2 && call->arguments.items[0].name[0] == 'p')
        return parse_lognormal_percentiles(call, d);
    double scv;
    if (!call_duration(call, "mean", 0, &d->mean_s) || !call_scv(call, 0, &scv))
        return false;
    const double variance = log1p(scv);
    d->b = sqrt(variance);
    d->a = log(d->mean_s) - variance / 2;
    if (scv == 0)
        *d = distribution_constant(d->mean_s);
    return true;
}

static bool parse_hyperexponential(struct call *call, struct distribution *d)
{
    double scv;
    if (!call_duration(call, "mean", 0, &d->mean_s) || !call_scv(call, 1, &scv))
        return false;
    const double root = sqrt((scv - 1) / (scv + 1));
    d->a = (1 + root) / 2;
    d->b = 1 / ((scv + 1) * (1 + root)); /* (1 - root) / 2 without cancellation */
    if (scv == 1)
        d->kind = DISTRIBUTION_EXPONENTIAL;
    return true;
}

static bool parse_weibull(struct call *call, struct distribution *d)
{
    if (!call_duration(call, "mean", 0, &d->mean_s) ||
        !call_number(call, "k", 0.1, 100, &d->a))
        return false;
    d->b = d->mean_s / tgamma(1 + 1 / d->a);
    if (d->a == 1)
        d->kind = DISTRIBUTION_EXPONENTIAL;
    return true;
}

static bool parse_pareto(struct call *call, struct distribution *d)
{
    if (!call_duration(call, "mean", 0, &d->mean_s) ||
        !call_number(call, "alpha", 1, 1000, &d->a))
        return false;
    if (d->a == 1)
        return call_refuse(call, "alpha above 1 (else there is no mean)");
    d->b = d->mean_s * (d->a - 1) / d->a;
    return true;
}

/* A relative name is looked up beside the scenario. */
static const char *call_path(const struct call *call, const char *name)
{
    if (name[0] == '/' || !call->folder || !call->folder[0])
        return name;
    return arena_format(call->arena, "%s/%s", call->folder, name);
}

static bool is_duration_unit(struct call *call, const char *text)
{
    double unit_s;
    return strcspn(text, "0123456789") == strlen(text) && /* 1m9s is a duration, too */
           !units_read_duration(arena_format(call->arena, "1%s", text), &unit_s);
}

static bool parse_empirical(struct call *call, struct distribution *d)
{
    struct empirical read;
    const char *name = arguments_take(&call->arguments, "file", 0);
    const char *unit = arguments_take(&call->arguments, "unit", -1);
    unit = unit ? unit : "s";
    if (!name)
        return call_refuse(call, "a file");
    if (!is_duration_unit(call, unit))
        return call_refuse(call, "a unit such as ms");
    const char *expected =
        empirical_read(&read, call_path(call, name), unit, DURATION_LIMIT_S, call->arena);
    if (expected)
        return call_refuse(call, expected);
    d->values = read.values_s;
    d->count = read.count;
    d->mean_s = read.mean_s;
    return true;
}

static const struct distribution_form {
    const char *name;
    enum distribution_kind kind;
    bool (*parse)(struct call *call, struct distribution *d);
    const char *usage;
} forms[] = {
    {"exp", DISTRIBUTION_EXPONENTIAL, parse_exponential, "exp(6ms)"},
    {"uniform", DISTRIBUTION_UNIFORM, parse_uniform, "uniform(1ms, 5ms)"},
    {"erlang", DISTRIBUTION_ERLANG, parse_erlang, "erlang(6ms, k=4)"},
    {"gamma", DISTRIBUTION_GAMMA, parse_gamma, "gamma(6ms, cv=0.5)"},
    {"lognormal", DISTRIBUTION_LOGNORMAL, parse_lognormal,
     "lognormal(6ms, cv=1.2) or lognormal(p50=10ms, p99=80ms)"},
    {"hyperexp", DISTRIBUTION_HYPEREXPONENTIAL, parse_hyperexponential,
     "hyperexp(6ms, scv=4)"},
    {"weibull", DISTRIBUTION_WEIBULL, parse_weibull, "weibull(6ms, k=0.7)"},
    {"pareto", DISTRIBUTION_PARETO, parse_pareto, "pareto(6ms, alpha=2.5)"},
    {"empirical", DISTRIBUTION_EMPIRICAL, parse_empirical,
     "empirical(file.csv) or empirical(file.csv, unit=ms)"},
};

enum { FORM_COUNT = sizeof(forms) / sizeof(forms[0]) };

static const char *const general_usage =
    "a duration such as 6ms, or exp(6ms), uniform(1ms, 5ms), erlang(6ms, k=4), "
    "gamma(6ms, cv=0.5), lognormal(6ms, cv=1.2), hyperexp(6ms, scv=4), "
    "weibull(6ms, k=0.7), pareto(6ms, alpha=2.5) or empirical(file.csv)";

static const char *skip_space(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* NULL when there is none; then *nearest is the one most like it, or NULL. */
static const struct distribution_form *form_find(const char *name,
                                                 const struct distribution_form **nearest)
{
    const char *names[FORM_COUNT];
    for (int i = 0; i < FORM_COUNT; i++)
        names[i] = forms[i].name;
    const char *near = error_nearest(name, names, FORM_COUNT);
    *nearest = NULL;
    for (int i = 0; i < FORM_COUNT; i++) {
        if (strcmp(name, forms[i].name) == 0)
            return &forms[i];
        if (near == forms[i].name)
            *nearest = &forms[i];
    }
    return NULL;
}

static bool call_parse(struct call *call, const struct distribution_form *form,
                       const char *text, struct distribution *d)
{
    if (!arguments_read(&call->arguments, text, call->arena))
        return call_refuse(call, NULL);
    *d = (struct distribution){.kind = form->kind};
    if (!form->parse(call, d))
        return call_refuse(call, NULL);
    if (!arguments_are_taken(&call->arguments))
        return call_refuse(call, "no more arguments than");
    if (d->mean_s == 0)
        *d = distribution_constant(0);
    return true;
}

bool distribution_parse(struct distribution *distribution, const char *text,
                        const char *folder, struct arena *arena, const char **expected)
{
    struct call call = {.arena = arena, .folder = folder};
    struct distribution d = {0};
    double value_s;
    text = skip_space(text);
    const size_t length = strcspn(text, " \t\r\n(");
    const char *bracket = skip_space(text + length);
    if (*bracket != '(') {
        if (units_read_duration(text, &value_s) || value_s > DURATION_LIMIT_S) {
            *expected = general_usage;
            return false;
        }
        *distribution = distribution_constant(value_s);
        return true;
    }
    const struct distribution_form *nearest;
    const struct distribution_form *form =
        form_find(arena_text(arena, text, length), &nearest);
    call.usage = form ? form->usage : nearest ? nearest->usage : general_usage;
    if (form && call_parse(&call, form, bracket + 1, &d)) {
        *distribution = d;
        return true;
    }
    *expected = call.expected ? call.expected : call.usage;
    return false;
}
