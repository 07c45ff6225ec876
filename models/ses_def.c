/* ses_def.c - see ses_def.h.
 *
 * AWS sets the sending rate of each account: 1 mail/s until it has left the sandbox, then
 * as asked for. So there is no default.
 */
#include "models/ses_def.h"

#include "models/event_def.h"
#include "models/managed_def.h"

/* clang-format off */
#define AT(member) offsetof(struct service_def, member)
static const struct field ses_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "rate_limit", .kind = FIELD_RATE, .offset = AT(rate_limit_per_s),
     .flags = FIELD_REQUIRED | FIELD_SETTABLE, .tag = SETTING_RATE_LIMIT, .min = 1e-6,
     .max = 1e6, .help = "Mails the account may send in a time; 1/s in the sandbox."},
    {.key = "on_limit", .kind = FIELD_CHOICE, .offset = AT(on_limit), .standard = "fail",
     .choices = managed_def_on_limits,
     .help = "Above the limit a call fails (throttled) or waits."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Time until a mail is accepted."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a mail (0.0001 USD/call) or of a month, in place of the catalog's."},
    MANAGED_DEF_ENDPOINTS,
};
#undef AT

const struct table ses_def_table = {
    .name = "ses", .size = sizeof(struct service_def),
    .help = "Mail sending: one call, one mail.",
    .fields = ses_def_fields, .count = FIELD_COUNT_OF(ses_def_fields),
    .habits = managed_def_alone,
};
/* clang-format on */
