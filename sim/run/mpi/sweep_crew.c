/* sweep_crew.c - a crew under MPI; see sweep_crew.h.
 *
 * Work is shared as it goes (self-scheduling): who is free asks and gets a range of
 * places, a quarter of what an even share of the rest would be, so that ranges become
 * small towards the end and nobody waits long for the last one. A range never reaches
 * beyond the leader's window; who asks for one that would has to wait until rows have
 * left. The leader alone has the database: the others ask it for what is known.
 *
 * Every process has one thread that talks to MPI, so MPI_THREAD_FUNNELED will do.
 */
#include "sim/run/sweep_crew.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_ASK, TAG_RANGE, TAG_FIND, TAG_FOUND, TAG_ROW };
enum { RANGE_MOST = 64 };

const char *sweep_crew_begin(struct sweep_crew *crew)
{
    *crew = (struct sweep_crew){.rank = 0, .size = 1};
    if (!getenv("OMPI_COMM_WORLD_SIZE") && !getenv("PMI_SIZE") && !getenv("PMIX_RANK"))
        return NULL; /* no mpirun: as if built without */
    int level;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS ||
        level < MPI_THREAD_FUNNELED)
        return "MPI cannot be started";
    MPI_Comm_rank(MPI_COMM_WORLD, &crew->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &crew->size);
    return NULL;
}

/* ---- messages ---- */

struct message {
    char *bytes;
    int size;
    int from, tag;
};

static void *take_memory(size_t size)
{
    void *bytes = malloc(size ? size : 1);
    if (!bytes)
        arena_exhausted(size);
    return bytes;
}

/* To be freed by the caller. */
static struct message receive(int from, int tag)
{
    MPI_Status status;
    struct message message;
    MPI_Probe(from, tag, MPI_COMM_WORLD, &status);
    MPI_Get_count(&status, MPI_BYTE, &message.size);
    message.bytes = take_memory((size_t)message.size);
    message.from = status.MPI_SOURCE;
    message.tag = status.MPI_TAG;
    MPI_Recv(message.bytes, message.size, MPI_BYTE, message.from, message.tag,
             MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return message;
}

static void send_bytes(const void *bytes, size_t size, int to, int tag)
{
    MPI_Send(bytes, (int)size, MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

/* A place and a row. */
static char *packed(uint64_t place, const struct sweep_row *row, size_t *size)
{
    *size = sizeof(place) + sweep_row_pack(row, NULL);
    char *bytes = take_memory(*size);
    memcpy(bytes, &place, sizeof(place));
    sweep_row_pack(row, bytes + sizeof(place));
    return bytes;
}

/* ---- the leader ---- */

struct leader {
    const struct sweep_run_options *options;
    struct sweep_sink sink;
    uint64_t next, count; /* places */
    uint64_t rows;
    int workers;  /* that have not been sent home */
    int *waiting; /* ranks that asked for a range beyond the window */
    int waiting_count;
    struct arena arena; /* of one message */
};

static bool is_stopped(const struct leader *leader)
{
    return leader->options->stop && atomic_load(leader->options->stop) != 0;
}

static uint64_t range_size(const struct leader *leader)
{
    const uint64_t rest = is_stopped(leader) ? 0 : leader->count - leader->next;
    const uint64_t share = rest / (4 * (uint64_t)leader->workers);
    return share > RANGE_MOST ? RANGE_MOST : share > 0 ? share : rest > 0;
}

/* False: not yet, the window is full. A range of nothing sends the worker home. */
static bool range_give(struct leader *leader, int rank)
{
    uint64_t range[2] = {leader->next, range_size(leader)};
    if (range[0] + range[1] > leader->sink.window.first + SWEEP_WINDOW)
        return false;
    leader->next += range[1];
    leader->workers -= range[1] == 0;
    send_bytes(range, sizeof(range), rank, TAG_RANGE);
    return true;
}

static void waiting_serve(struct leader *leader)
{
    while (leader->waiting_count > 0 &&
           range_give(leader, leader->waiting[leader->waiting_count - 1]))
        leader->waiting_count--;
}

static void row_take(struct leader *leader, const struct message *message)
{
    struct sweep_row row;
    uint64_t place;
    memcpy(&place, message->bytes, sizeof(place));
    sweep_row_unpack(&row, message->bytes + sizeof(place), &leader->arena);
    sweep_run_done(&leader->sink, place, &row);
    leader->rows++;
    waiting_serve(leader);
}

static void find_answer(struct leader *leader, const struct message *message)
{
    struct sweep_row row = sweep_row_of(0);
    size_t size = 0;
    char *bytes = NULL;
    if (leader->options->database &&
        sweep_database_find(leader->options->database, message->bytes, &row,
                            &leader->arena))
        bytes = packed(0, &row, &size);
    send_bytes(bytes, size, message->from, TAG_FOUND);
    free(bytes);
}

static void leader_answer(struct leader *leader)
{
    struct message message = receive(MPI_ANY_SOURCE, MPI_ANY_TAG);
    arena_reset(&leader->arena);
    switch (message.tag) {
    case TAG_ASK:
        if (!range_give(leader, message.from))
            leader->waiting[leader->waiting_count++] = message.from;
        break;
    case TAG_FIND:
        find_answer(leader, &message);
        break;
    case TAG_ROW:
        row_take(leader, &message);
        break;
    }
    free(message.bytes);
}

static uint64_t lead(const struct sweep_crew *crew, const struct sweep *sweep,
                     const struct sweep_run_options *options)
{
    struct leader leader = {
        .options = options,
        .sink = {.database = options->database},
        .count = sweep_shard_points(sweep, options->shard, options->shards),
        .workers = crew->size - 1,
        .waiting = take_memory((size_t)crew->size * sizeof(int)),
    };
    arena_init(&leader.arena);
    sweep_window_init(&leader.sink.window, options->out, options->object);
    while (leader.workers > 0)
        leader_answer(&leader);
    sweep_window_clear(&leader.sink.window);
    arena_clear(&leader.arena);
    free(leader.waiting);
    return leader.rows;
}

/* ---- the others ---- */

static void row_send(void *object, uint64_t place, const struct sweep_row *row)
{
    size_t size;
    char *bytes = packed(place, row, &size);
    (void)object;
    send_bytes(bytes, size, 0, TAG_ROW);
    free(bytes);
}

static bool row_ask(void *object, const char *hash, struct sweep_row *row,
                    struct arena *arena)
{
    (void)object;
    send_bytes(hash, HASH_TEXT, 0, TAG_FIND);
    const struct message found = receive(0, TAG_FOUND);
    if (found.size > 0) {
        struct sweep_row known;
        char *kept = arena_allocate(arena, (size_t)found.size);
        memcpy(kept, found.bytes, (size_t)found.size);
        sweep_row_unpack(&known, kept + sizeof(uint64_t), arena);
        known.point = row->point;
        known.values = row->values;
        known.value_count = row->value_count;
        memcpy(known.hash, row->hash, sizeof(known.hash));
        *row = known;
    }
    free(found.bytes);
    return found.size > 0;
}

static void follow(const struct sweep *sweep, const struct sweep_run_options *options,
                   bool has_database)
{
    struct sweep_work work = {.sweep = sweep,
                              .shard = options->shard,
                              .shards = options->shards,
                              .jobs = 1, /* it is this thread that talks to MPI */
                              .find = has_database ? row_ask : NULL,
                              .done = row_send};
    for (;;) {
        uint64_t range[2];
        send_bytes(NULL, 0, 0, TAG_ASK);
        MPI_Recv(range, sizeof(range), MPI_BYTE, 0, TAG_RANGE, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
        if (range[1] == 0)
            return;
        work.first = range[0];
        work.count = range[1];
        sweep_work_on(&work);
    }
}

/* ---- all ---- */

struct order { /* from the leader to all */
    int go, has_database;
    char key[HASH_TEXT];
};

/* A machine with another file would bring rows that belong nowhere. */
static void order_check(const struct sweep_crew *crew, const struct order *order,
                        const char *key)
{
    if (!order->go || (key && strcmp(order->key, key) == 0))
        return;
    fprintf(stderr,
            "overstack sweep: process %d has %s, so its rows would not belong to the "
            "sweep\n",
            crew->rank, key ? "another file, catalog or program" : "no scenario");
    MPI_Abort(MPI_COMM_WORLD, 1);
}

static struct order order_share(const struct sweep_crew *crew, struct order order,
                                const char *key)
{
    MPI_Bcast(&order, sizeof(order), MPI_BYTE, 0, MPI_COMM_WORLD);
    if (crew->rank > 0)
        order_check(crew, &order, key);
    return order;
}

uint64_t sweep_crew_run(struct sweep_crew *crew, const struct sweep *sweep,
                        const struct sweep_run_options *options)
{
    struct order order = {.go = 1, .has_database = options->database != NULL};
    crew->ran = true;
    if (crew->size == 1)
        return sweep_run(sweep, options);
    memcpy(order.key, sweep->head.key, sizeof(order.key));
    order = order_share(crew, order, sweep->head.key);
    if (crew->rank == 0)
        return lead(crew, sweep, options);
    if (order.go) /* else the leader could not begin, and said why */
        follow(sweep, options, order.has_database);
    return 0;
}

void sweep_crew_end(struct sweep_crew *crew)
{
    int started;
    MPI_Initialized(&started);
    if (!started)
        return;
    if (!crew->ran && crew->size > 1)
        order_share(crew, (struct order){.go = 0}, NULL);
    MPI_Finalize();
}
