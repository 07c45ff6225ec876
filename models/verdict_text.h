/* verdict_text.h - how the verdict writes times, and takes names apart.
 */
#ifndef OVERSTACK_MODELS_VERDICT_TEXT_H
#define OVERSTACK_MODELS_VERDICT_TEXT_H

#include "models/summary.h"

/* A moment of the run as a person says it: "42.5 s", "3 min 10 s", "5 h 12 min",
 * "12 d 2 h". */
void verdict_text_time(char text[UNIT_TEXT], double at_s);

/* "4.9 GiB are needed, 3.8 GiB exist"; where both would read the same, what is missing:
 * "64 KiB more than the 1 GiB that exist are needed". */
const char *verdict_text_need(double need_bytes, double exist_bytes, struct arena *arena);

/* "529,120 KRW", "369.82 USD", "200 USD": cents where there are any, none in a currency
 * that has none. What is less than a cent keeps 3 digits. */
const char *verdict_text_money(double amount, const char *currency, struct arena *arena);

/* The machine a resource belongs to ("host.web[0].cpu"), UINT32_MAX when it is not a
 * machine's. */
uint32_t verdict_text_machine(const struct summary *summary,
                              const struct resource_summary *resource);

/* The service a resource belongs to ("service.spring.threads"), NULL when it is not a
 * service's. */
const struct instance_summary *
verdict_text_service(const struct summary *summary,
                     const struct resource_summary *resource);

/* "memory on web", "threads of spring", "connections of spring to mysql". */
const char *verdict_text_resource(const struct summary *summary,
                                  const struct resource_summary *resource,
                                  struct arena *arena);

#endif
