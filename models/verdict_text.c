/* verdict_text.c - how the verdict writes times, and takes names apart.
 */
#include "models/verdict_text.h"

#include "models/verdict_managed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two units, `ratio` of the smaller one in the other; it is rounded and left out at 0. */
static void text_two(char text[UNIT_TEXT], double small, long ratio, const char *big_name,
                     const char *small_name)
{
    const long whole = lround(small);
    if (whole % ratio == 0)
        snprintf(text, UNIT_TEXT, "%ld %s", whole / ratio, big_name);
    else
        snprintf(text, UNIT_TEXT, "%ld %s %ld %s", whole / ratio, big_name, whole % ratio,
                 small_name);
}

void verdict_text_time(char text[UNIT_TEXT], double at_s)
{
    if (at_s < 59.95)
        units_write_duration(text, at_s);
    else if (at_s < 3599.5)
        text_two(text, at_s, 60, "min", "s");
    else if (at_s < 86370)
        text_two(text, at_s / 60, 60, "h", "min");
    else
        text_two(text, at_s / 3600, 24, "d", "h");
}

/* "host.web[0].cpu" is named after "web[0]" when prefix is "host.". */
static bool text_belongs(const char *id, const char *prefix, const char *name)
{
    const size_t head = strlen(prefix), length = strlen(name);
    return strncmp(id, prefix, head) == 0 && strncmp(id + head, name, length) == 0 &&
           id[head + length] == '.';
}

uint32_t verdict_text_machine(const struct summary *summary,
                              const struct resource_summary *resource)
{
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        if (text_belongs(resource->id, "host.", summary->hosts[i].name))
            return i;
    return UINT32_MAX;
}

const struct instance_summary *
verdict_text_service(const struct summary *summary,
                     const struct resource_summary *resource)
{
    for (uint32_t i = 0; i < summary->design->services.count; i++)
        if (text_belongs(resource->id, "service.", summary->services[i].name))
            return &summary->services[i];
    return NULL;
}

/* How each kind is called, before the name of what it belongs to. */
static const char *const text_kinds[RESOURCE_KIND_COUNT] = {
    [RESOURCE_CPU] = "CPU on",
    [RESOURCE_CREDITS] = "CPU credits of",
    [RESOURCE_MEMORY] = "memory on",
    [RESOURCE_SWAP] = "swap on",
    [RESOURCE_VOLUME] = "the volume of",
    [RESOURCE_THREADS] = "threads of",
    [RESOURCE_BACKLOG] = "the backlog of",
    [RESOURCE_POOL] = "connections of",
    [RESOURCE_CONNECTIONS] = "the connections of",
    [RESOURCE_HEAP] = "the heap of",
    [RESOURCE_LIMIT] = "the limit of",
    [RESOURCE_QUOTA] = "the CPU quota of",
    [RESOURCE_LOOPS] = "the event loops of",
    [RESOURCE_MEM_LIMIT] = "the memory limit of",
    [RESOURCE_BURST] = "the volume's burst of",
    [RESOURCE_QUEUE] = "the message queue of",
    [RESOURCE_WATERMARK] = "the memory watermark of",
    [RESOURCE_NETWORK] = "the network of",
    [RESOURCE_PLACEMENT] = "the placement of",
    [RESOURCE_ALLOWANCE] = "the allowance of",
    [RESOURCE_BANDWIDTH] = "the bandwidth of",
};

const char *verdict_text_resource(const struct summary *summary,
                                  const struct resource_summary *resource,
                                  struct arena *arena)
{
    const uint32_t machine = verdict_text_machine(summary, resource);
    const struct instance_summary *service = verdict_text_service(summary, resource);
    const size_t head = strlen("host."), tail = strlen(".machines");
    if (resource->kind == RESOURCE_MACHINES)
        return arena_format(
            arena, "the machines of %s",
            arena_text(arena, resource->id + head, strlen(resource->id) - head - tail));
    if ((machine == UINT32_MAX && !service) || !text_kinds[resource->kind])
        return resource->id;
    const char *name =
        machine != UINT32_MAX ? summary->hosts[machine].name : service->name;
    if (strcmp(strrchr(resource->id, '.'), ".concurrency") == 0)
        return arena_format(arena, "the concurrency of %s", name);
    if (resource->kind == RESOURCE_ALLOWANCE)
        return verdict_managed_text(resource->id, name, arena);
    if (resource->kind != RESOURCE_POOL)
        return arena_format(arena, "%s %s", text_kinds[resource->kind], name);
    return arena_format(arena, "%s %s to %s", text_kinds[RESOURCE_POOL], name,
                        strrchr(resource->id, '.') + 1);
}

const char *verdict_text_need(double need_bytes, double exist_bytes, struct arena *arena)
{
    char need[UNIT_TEXT], exist[UNIT_TEXT];
    units_write_size(need, need_bytes);
    units_write_size(exist, exist_bytes);
    if (strcmp(need, exist) != 0)
        return arena_format(arena, "%s are needed, %s exist", need, exist);
    units_write_size(need, need_bytes > exist_bytes ? need_bytes - exist_bytes : 0);
    return arena_format(arena, "%s more than the %s that exist are needed", need, exist);
}

/* Currencies without a minor unit in daily use (ISO 4217). */
static bool text_has_no_cents(const char *currency)
{
    static const char *const names[] = {"KRW", "JPY", "VND", "CLP", "IDR", "HUF", "ISK"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], currency) == 0)
            return true;
    return false;
}

const char *verdict_text_money(double amount, const char *currency, struct arena *arena)
{
    const bool whole = text_has_no_cents(currency) || amount == floor(amount);
    if (fabs(amount) < 0.01 && amount != 0)
        return arena_format(arena, "%.3g %s", amount, currency);
    const char *digits = arena_format(arena, "%.*f", whole ? 0 : 2, amount);
    const size_t length = strcspn(digits, ".");
    char *grouped = arena_allocate(arena, 2 * strlen(digits) + 1);
    char *to = grouped;
    for (size_t i = 0; digits[i]; i++) {
        if (i > 0 && i < length && (length - i) % 3 == 0 && digits[i - 1] != '-')
            *to++ = ',';
        *to++ = digits[i];
    }
    return arena_format(arena, "%s %s", grouped, currency);
}
