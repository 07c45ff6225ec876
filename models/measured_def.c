/* measured_def.c - the keys of the block `measured`.
 */
#include "models/measured_def.h"

/* clang-format off */
#define AT(member) offsetof(struct measured_def, member)
static const struct field measured_def_fields[] = {
    {.key = "variant", .kind = FIELD_TEXT, .offset = AT(variant),
     .help = "The variant of the file that was measured; default the file itself."},
    {.key = "traffic", .kind = FIELD_TEXT, .offset = AT(traffic),
     .help = "Whose requests: a name under `traffic`. Without it and `endpoint`: all."},
    {.key = "endpoint", .kind = FIELD_TEXT, .offset = AT(endpoint),
     .help = "Requests for which endpoint, one that traffic asks for: spring.write."},
    {.key = "host", .kind = FIELD_TEXT, .offset = AT(host),
     .help = "Whose `cpu`: web, which is the mean of all its machines, or web[0]."},
    {.key = "mean", .kind = FIELD_DURATION, .offset = AT(mean_s),
     .help = "Latency of answered requests, as all of these."},
    {.key = "min", .kind = FIELD_DURATION, .offset = AT(min_s), .help = "The shortest."},
    {.key = "p50", .kind = FIELD_DURATION, .offset = AT(p50_s), .help = "The median."},
    {.key = "p90", .kind = FIELD_DURATION, .offset = AT(p90_s), .help = "Percentile."},
    {.key = "p95", .kind = FIELD_DURATION, .offset = AT(p95_s), .help = "Percentile."},
    {.key = "p99", .kind = FIELD_DURATION, .offset = AT(p99_s), .help = "Percentile."},
    {.key = "max", .kind = FIELD_DURATION, .offset = AT(max_s), .help = "The longest."},
    {.key = "rate", .kind = FIELD_RATE, .offset = AT(rate_per_s),
     .help = "Requests that ended, answered or failed."},
    {.key = "failed_rate", .kind = FIELD_SHARE, .offset = AT(failed_rate),
     .help = "Share of them that failed."},
    {.key = "cpu", .kind = FIELD_SHARE, .offset = AT(cpu),
     .help = "Mean utilisation of the `host`, of all its cores."},
    {.key = "error", .kind = FIELD_SHARE, .offset = AT(error), .standard = "1%",
     .help = "How exactly it was measured and written down, as a share of each figure "
             "(standard deviation), beside what one run scatters."},
};
#undef AT

const struct table measured_table = {
    .name = "measured", .size = sizeof(struct measured_def),
    .help = "Figures of a real system under this traffic, for `overstack calibrate`; no "
            "other command uses them.",
    .fields = measured_def_fields, .count = FIELD_COUNT_OF(measured_def_fields),
};
/* clang-format on */
