/* money.c - see money.h.
 */
#include "sim/output/money.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>
#include <string.h>

struct money money_of(const json_t *tree)
{
    const char *currency = look_text(tree, "currency");
    const double rate = look_number(tree, "rate");
    if (!*currency || isnan(rate))
        return (struct money){"USD", 1};
    return (struct money){currency, rate};
}

const char *money_text(struct arena *arena, struct money money, double usd)
{
    return human_money(arena, usd * money.rate, money.currency);
}

const char *money_amount(struct arena *arena, struct money money, double usd)
{
    const char *text = money_text(arena, money, usd);
    const size_t name = strlen(money.currency) + 1;
    return strlen(text) > name ? arena_text(arena, text, strlen(text) - name) : text;
}

const char *money_title(struct arena *arena, struct money money)
{
    return arena_format(arena, "%s/month", money.currency);
}
