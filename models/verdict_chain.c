/* verdict_chain.c - putting links in order and folding what happens again.
 */
#include "models/verdict_chain.h"

#include "models/verdict_text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_TIMES = 3 }; /* repeats that are named one by one */

void verdict_chain_init(struct verdict_chain *chain, const struct summary *summary,
                        struct arena *arena)
{
    *chain = (struct verdict_chain){.summary = summary, .arena = arena};
}

void verdict_chain_add(struct verdict_chain *chain, double at_s, const char *key,
                       const char *format, ...)
{
    if (chain->count == chain->capacity) {
        chain->capacity = chain->capacity ? 2 * chain->capacity : 32;
        chain->links = arena_grow(chain->arena, chain->links, chain->count,
                                  chain->capacity, sizeof(*chain->links));
    }
    va_list arguments;
    va_start(arguments, format);
    chain->links[chain->count] = (struct verdict_link){
        .at_s = at_s,
        .key = arena_text(chain->arena, key, strlen(key)),
        .what = arena_format_list(chain->arena, format, arguments),
        .order = chain->count,
    };
    va_end(arguments);
    chain->count++;
}

void verdict_chain_mean(struct verdict_chain *chain, double span_s)
{
    chain->links[chain->count - 1].span_s = span_s;
}

void verdict_chain_symptom(struct verdict_chain *chain)
{
    chain->links[chain->count - 1].symptom = true;
}

/* At the same moment: causes, what is a mean, symptoms. */
static int chain_rank(const struct verdict_link *link)
{
    return link->symptom ? 2 : link->span_s > 0;
}

static int chain_compare(const void *a, const void *b)
{
    const struct verdict_link *one = a, *two = b;
    if (one->at_s != two->at_s)
        return one->at_s < two->at_s ? -1 : 1;
    if (chain_rank(one) != chain_rank(two))
        return chain_rank(one) - chain_rank(two);
    return one->order < two->order ? -1 : one->order > two->order;
}

/* The sentence of link i with the times of its repeats, which lose their key. What reads
 * as the same time as the one before is no repeat to anybody. */
static const char *chain_fold(struct verdict_chain *chain, uint32_t i)
{
    const char *what = chain->links[i].what;
    char time[UNIT_TEXT], before[UNIT_TEXT];
    double last_s = 0;
    uint32_t repeats = 0;
    verdict_text_time(before, chain->links[i].at_s);
    for (uint32_t k = i + 1; k < chain->count; k++) {
        struct verdict_link *link = &chain->links[k];
        if (!link->key || strcmp(link->key, chain->links[i].key) != 0)
            continue;
        link->key = NULL;
        verdict_text_time(time, link->at_s);
        if (strcmp(time, before) == 0)
            continue;
        memcpy(before, time, sizeof before);
        last_s = link->at_s;
        if (repeats++ >= CHAIN_TIMES)
            continue;
        what = arena_format(chain->arena, "%s%s%s", what,
                            repeats == 1 ? "; again at " : ", ", time);
    }
    if (repeats <= CHAIN_TIMES)
        return what;
    verdict_text_time(time, last_s);
    if (repeats == CHAIN_TIMES + 1)
        return arena_format(chain->arena, "%s and %s", what, time);
    return arena_format(chain->arena, "%s and %u more times, the last at %s", what,
                        (unsigned)(repeats - CHAIN_TIMES), time);
}

void verdict_chain_finish(struct verdict_chain *chain, struct verdict_summary *verdict)
{
    if (chain->count)
        qsort(chain->links, chain->count, sizeof(*chain->links), chain_compare);
    verdict->chain =
        arena_array(chain->arena, VERDICT_CHAIN_LIMIT, sizeof(*verdict->chain));
    verdict->chain_count = 0;
    for (uint32_t i = 0; i < chain->count; i++)
        if (chain->links[i].key && verdict->chain_count < VERDICT_CHAIN_LIMIT)
            verdict->chain[verdict->chain_count++] = (struct cause){
                chain->links[i].at_s, chain_fold(chain, i), chain->links[i].span_s};
}
