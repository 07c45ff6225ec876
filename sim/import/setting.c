/* setting.c - see setting.h.
 *
 * A database's presets hold the buffers of its defaults as part of memory.base, so that
 * only who measures knows what it comes to with other ones: that is left to the reader.
 */
#include "sim/import/setting.h"

#include <stdlib.h>
#include <string.h>

enum setting_use { USE_THREADS, USE_WORKERS, USE_NONE };

static const struct setting {
    const char *preset, *option;
    enum setting_use use;
} settings[] = {
    {"mysql", "--max-connections", USE_THREADS},
    {"mysql", "--max_connections", USE_THREADS},
    {"mysql", "--innodb-buffer-pool-size", USE_NONE},
    {"mysql", "--innodb_buffer_pool_size", USE_NONE},
    {"mysql", "--performance-schema", USE_NONE},
    {"mysql", "--performance_schema", USE_NONE},
    {"postgresql", "max_connections", USE_THREADS},
    {"postgresql", "shared_buffers", USE_NONE},
    {"postgresql", "work_mem", USE_NONE},
    {"redis", "--maxmemory", USE_NONE},
    {"mongo", "--wiredTigerCacheSizeGB", USE_NONE},
    {"memcached", "-t", USE_WORKERS},
    {"memcached", "--threads", USE_WORKERS},
    {"memcached", "-m", USE_NONE},
    {"memcached", "--memory-limit", USE_NONE},
    {"node-express", "--max-old-space-size", USE_NONE},
};

/* The value of --option=value, --option value, -m64, -coption=value; NULL without. */
static const char *value_of(const char *words, const char *option, struct arena *arena)
{
    const size_t length = strlen(option);
    const bool brief = length == 2;
    for (const char *at = strstr(words, option); at; at = strstr(at + 1, option)) {
        const char *value = at + length;
        const bool begins = at == words || at[-1] == ' ' || at[-1] == '=' ||
                            (at - words >= 2 && strncmp(at - 2, "-c", 2) == 0) ||
                            (at - words >= 2 && strncmp(at - 2, "--", 2) == 0);
        if (!begins || !(brief || *value == '=' || *value == ' '))
            continue;
        value += strspn(value, "= ");
        if (*value)
            return arena_text(arena, value, strcspn(value, " "));
    }
    return NULL;
}

static void unread_add(struct guess *guess, const char *option, const char *value,
                       struct arena *arena)
{
    const char *before = guess->unread ? guess->unread : "";
    guess->unread =
        arena_format(arena, "%s%s%s %s", before, *before ? ", " : "", option, value);
}

void setting_read(struct guess *guess, const char *words, struct arena *arena)
{
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        const struct setting *setting = &settings[i];
        const char *value = guess->preset && strcmp(guess->preset, setting->preset) == 0
                                ? value_of(words, setting->option, arena)
                                : NULL;
        const long number = value ? strtol(value, NULL, 10) : 0;
        if (!value)
            continue;
        if (setting->use == USE_THREADS && number > 0)
            guess->threads = (double)number;
        else if (setting->use == USE_WORKERS && number > 0)
            guess->workers = (double)number;
        else
            unread_add(guess, setting->option, value, arena);
    }
}
