/* unit_slip.c - 10 sec, 4gb, 80/sec: what the unit was meant to be.
 *
 * Other tools and languages write units in many ways. Letter case aside, each spelling
 * below has one meaning; a size in `g` or `gi` follows docker and Kubernetes, where both
 * are powers of 1024.
 */
#include "sim/input/unit_slip.h"

#include <string.h>
#include <strings.h>

struct slip {
    enum field_kind kind;
    const char *written, *meant;
};

static const struct slip slips[] = {
    {FIELD_DURATION, "sec", "s"},
    {FIELD_DURATION, "secs", "s"},
    {FIELD_DURATION, "second", "s"},
    {FIELD_DURATION, "seconds", "s"},
    {FIELD_DURATION, "s", "s"},
    {FIELD_DURATION, "msec", "ms"},
    {FIELD_DURATION, "msecs", "ms"},
    {FIELD_DURATION, "millis", "ms"},
    {FIELD_DURATION, "milliseconds", "ms"},
    {FIELD_DURATION, "ms", "ms"},
    {FIELD_DURATION, "usec", "us"},
    {FIELD_DURATION, "us", "us"},
    {FIELD_DURATION, "mins", "m"},
    {FIELD_DURATION, "minute", "m"},
    {FIELD_DURATION, "minutes", "m"},
    {FIELD_DURATION, "m", "m"},
    {FIELD_DURATION, "hr", "h"},
    {FIELD_DURATION, "hrs", "h"},
    {FIELD_DURATION, "hour", "h"},
    {FIELD_DURATION, "hours", "h"},
    {FIELD_DURATION, "h", "h"},
    {FIELD_DURATION, "day", "d"},
    {FIELD_DURATION, "days", "d"},
    {FIELD_DURATION, "d", "d"},
    {FIELD_SIZE, "b", "B"},
    {FIELD_SIZE, "byte", "B"},
    {FIELD_SIZE, "bytes", "B"},
    {FIELD_SIZE, "k", "KiB"},
    {FIELD_SIZE, "ki", "KiB"},
    {FIELD_SIZE, "kib", "KiB"},
    {FIELD_SIZE, "kb", "kB"},
    {FIELD_SIZE, "m", "MiB"},
    {FIELD_SIZE, "mi", "MiB"},
    {FIELD_SIZE, "mib", "MiB"},
    {FIELD_SIZE, "mb", "MB"},
    {FIELD_SIZE, "g", "GiB"},
    {FIELD_SIZE, "gi", "GiB"},
    {FIELD_SIZE, "gib", "GiB"},
    {FIELD_SIZE, "gb", "GB"},
    {FIELD_SIZE, "t", "TiB"},
    {FIELD_SIZE, "ti", "TiB"},
    {FIELD_SIZE, "tib", "TiB"},
    {FIELD_SIZE, "tb", "TB"},
    {FIELD_RATE, "rps", "/s"},
    {FIELD_RATE, "/sec", "/s"},
    {FIELD_RATE, "/second", "/s"},
    {FIELD_RATE, "per second", "/s"},
    {FIELD_RATE, "/minute", "/m"},
    {FIELD_RATE, "/hour", "/h"},
    {FIELD_RATE, "/hr", "/h"},
    {FIELD_RATE, "/day", "/d"},
    {FIELD_BANDWIDTH, "mbps", "Mbps"},
    {FIELD_BANDWIDTH, "mbit/s", "Mbps"},
    {FIELD_BANDWIDTH, "mbit", "Mbps"},
    {FIELD_BANDWIDTH, "gbps", "Gbps"},
    {FIELD_BANDWIDTH, "gbit/s", "Gbps"},
    {FIELD_BANDWIDTH, "gbit", "Gbps"},
    {FIELD_THROUGHPUT, "mb/s", "MB/s"},
    {FIELD_THROUGHPUT, "mib/s", "MiB/s"},
    {FIELD_THROUGHPUT, "gb/s", "GB/s"},
    {FIELD_SHARE, "percent", "%"},
    {FIELD_SHARE, "pct", "%"},
};

const char *unit_slip_repair(enum field_kind kind, const char *text, struct arena *arena)
{
    const size_t digits = strspn(text, "0123456789.");
    const char *unit = text + digits + strspn(text + digits, " ");
    if (digits == 0)
        return NULL;
    if (kind == FIELD_DISTRIBUTION)
        kind = FIELD_DURATION;
    for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++)
        if (slips[i].kind == kind && strcasecmp(slips[i].written, unit) == 0)
            return arena_format(arena, "%.*s%s", (int)digits, text, slips[i].meant);
    return NULL;
}
