/* threshold_select.h - what stands in the braces: http_req_duration{spring.write}.
 *
 * Each function says whether a thing is selected by `selector`; NULL selects all.
 */
#ifndef OVERSTACK_MODELS_THRESHOLD_SELECT_H
#define OVERSTACK_MODELS_THRESHOLD_SELECT_H

#include "models/design.h"

/* By endpoint ("spring.write"), service ("spring") or traffic ("students",
 * "traffic.students"); a filter for summary_requests_pick, object: the selector. Bots are
 * selected by the name of their traffic only. */
bool threshold_select_flow(const struct design *design, const struct flow_def *flow,
                           const void *selector);

/* By host ("web": all its machines) or machine ("web[1]"). */
bool threshold_select_machine(const struct design *design, uint32_t machine,
                              const char *selector);

/* By resource ("host.web.cpu", also without "host." or "service.") or by what a
 * resource belongs to ("web", "host.web", "spring.pool"). */
bool threshold_select_resource(const char *id, const char *selector);

/* Whoever an occurrence names, an instance or a machine, stands on a machine that the
 * selector selects. */
bool threshold_select_who(const struct design *design, const char *who,
                          const char *selector);

#endif
