/* summary.c - finding things in a summary by name and by time; see summary.h.
 */
#include "models/summary.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* "host." + a name + ".memory." + another: names have up to 255 bytes (YAML_BUILD_KEY). */
enum { SERIES_NAME = 640 };

const struct series *summary_series(const struct summary *summary, const char *format,
                                    ...)
{
    char name[SERIES_NAME];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof(name), format, arguments);
    va_end(arguments);
    for (uint32_t i = 0; i < summary->series_count; i++)
        if (strcmp(summary->series[i].name, name) == 0)
            return &summary->series[i];
    return NULL;
}

const struct request_summary *summary_request(const struct summary *summary,
                                              const char *name)
{
    for (uint32_t i = 0; i < summary->request_count; i++)
        if (strcmp(summary->requests[i].name, name) == 0)
            return &summary->requests[i];
    return NULL;
}

uint32_t summary_step(const struct summary *summary, double at_s)
{
    if (!(at_s > 0) || summary->step_count == 0)
        return 0;
    const double step = at_s / summary->step_s;
    return step < summary->step_count ? (uint32_t)step : summary->step_count - 1;
}

double summary_needs_s(const struct summary *summary, double longer)
{
    const double warmup_s = summary->design->simulate.warmup_s;
    return warmup_s + longer * (summary->simulated_s - warmup_s);
}
