/* text.c - see text.h. Each section is a file of its own.
 */
#include "sim/output/text.h"

#include "sim/output/paper.h"
#include "sim/output/text_cost.h"
#include "sim/output/text_hosts.h"
#include "sim/output/text_notes.h"
#include "sim/output/text_requests.h"
#include "sim/output/text_resources.h"
#include "sim/output/text_services.h"
#include "sim/output/text_timeline.h"
#include "sim/output/text_verdict.h"

void text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct paper paper = {out, style, &arena};
    text_verdict_write(&paper, report);
    text_timeline_write(&paper, report);
    text_requests_write(&paper, report);
    text_hosts_write(&paper, report);
    text_services_write(&paper, report);
    text_resources_write(&paper, report);
    text_cost_write(&paper, report, false);
    text_notes_write(&paper, report);
    arena_clear(&arena);
}
