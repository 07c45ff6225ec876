/* sweep_run.c - see sweep_run.h. */
#include "sim/run/sweep_run.h"

void sweep_run_done(void *sink, uint64_t place, const struct sweep_row *row)
{
    struct sweep_sink *own = sink;
    if (own->database)
        sweep_database_put(own->database, row);
    sweep_window_put(&own->window, place, row);
}

bool sweep_run_find(void *sink, const char *hash, struct sweep_row *row,
                    struct arena *arena)
{
    const struct sweep_sink *own = sink;
    return sweep_database_find(own->database, hash, row, arena);
}

uint64_t sweep_run(const struct sweep *sweep, const struct sweep_run_options *options)
{
    struct sweep_sink sink = {.database = options->database};
    const struct sweep_work work = {
        .sweep = sweep,
        .shard = options->shard,
        .shards = options->shards,
        .count = sweep_shard_points(sweep, options->shard, options->shards),
        .jobs = options->jobs,
        .find = options->database ? sweep_run_find : NULL,
        .done = sweep_run_done,
        .object = &sink,
        .stop = options->stop};
    sweep_window_init(&sink.window, options->out, options->object);
    const uint64_t rows = sweep_work_on(&work);
    sweep_window_clear(&sink.window);
    return rows;
}
