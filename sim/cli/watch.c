/* watch.c - see watch.h.
 */
#include "sim/cli/watch.h"

void watch_begin(struct watch *watch, const struct options *options, const char *things)
{
    progress_init(&watch->progress, options->quiet);
    watch->things = things;
    interrupt_end();
}

void watch_show(void *object, uint64_t done, uint64_t of)
{
    struct watch *watch = object;
    interrupt_ask(); /* there is something to report now */
    progress_show(&watch->progress, done, of, watch->things);
}

void watch_end(struct watch *watch)
{
    interrupt_reset();
    progress_clear(&watch->progress);
}
