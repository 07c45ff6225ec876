/* invariants_intervals.c - see invariants_intervals.h. */
#include "tests/support/invariants_intervals.h"

#include "models/metric.h"
#include "tests/support/near.h"

/* An interval holds its figure; without one both ends say nothing. Percentiles and means
 * are sums in another order, so they may differ by rounding. */
static int check_interval(const char *what, double value, const double ci[2])
{
    const double slack = 1e-9 * fmax(1, fabs(value));
    const bool none = isnan(ci[0]) && isnan(ci[1]);
    if (none || (ci[0] - slack <= value && value <= ci[1] + slack))
        return 0;
    print_error("%s: %.17g is not within %.17g to %.17g\n", what, value, ci[0], ci[1]);
    return 1;
}

/* A moment is one of the run, and so are both ends of its interval. */
static int check_moment(const char *what, double at_s, const double ci[2], double run_s)
{
    const bool outside = ci[0] < 0 || ci[1] > run_s;
    if (outside)
        print_error("%s: from %g s to %g s, the run has %g s\n", what, ci[0], ci[1],
                    run_s);
    return outside + check_interval(what, at_s, ci);
}

static int check_request(const struct request_summary *found)
{
    return check_interval(found->name, found->latency.mean, found->latency.ci_mean) +
           check_interval(found->name, found->latency.p50, found->latency.ci_p50) +
           check_interval(found->name, found->latency.p95, found->latency.ci_p95) +
           check_interval(found->name, found->latency.p99, found->latency.ci_p99) +
           check_interval(found->name, found->failed_rate, found->failed_rate_ci);
}

/* Undecided is a limit inside, which only more replications can move out. */
static int check_threshold(const struct threshold_summary *found)
{
    const double limit = found->definition->limit;
    const bool inside = found->ci[0] < limit && limit < found->ci[1];
    int broken = check_interval(found->definition->expression, found->value, found->ci);
    if (found->undecided != inside || (found->undecided && found->more < 1)) {
        print_error("%s: undecided %d, limit %g within %g to %g, %g more\n",
                    found->definition->expression, found->undecided, limit, found->ci[0],
                    found->ci[1], found->more);
        broken++;
    }
    return broken;
}

/* As many samples as replications, and of one replication no doubt. */
static int check_whole(const struct summary *summary)
{
    const bool fine =
        summary->sample_count == summary->replications &&
        (!summary->undecided || (summary->replications > 1 && !(summary->more < 1)));
    if (!fine)
        print_error("%u samples of %g replications, undecided %d, %g more\n",
                    summary->sample_count, summary->replications, summary->undecided,
                    summary->more);
    return !fine;
}

int invariants_intervals_broken(const struct summary *summary)
{
    const double run_s = summary->design->simulate.duration_s;
    int broken = check_whole(summary) +
                 check_interval("bill", summary->cost.month_usd, summary->cost.month_ci) +
                 check_moment("first", summary->verdict.first_at_s,
                              summary->verdict.first_ci, run_s);
    for (uint32_t i = 0; i < summary->request_count; i++)
        broken += check_request(&summary->requests[i]);
    for (uint32_t i = 0; i < summary->resource_count; i++)
        broken +=
            check_moment(summary->resources[i].id, summary->resources[i].saturated_at,
                         summary->resources[i].saturated_ci, run_s);
    for (uint32_t i = 0; i < summary->design->threshold_count; i++)
        broken += check_threshold(&summary->thresholds[i]);
    return broken;
}
