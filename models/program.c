/* program.c - see program.h.
 *
 * Two passes over the tree: one counts the operations, one writes them, so that the
 * array never moves and operations may point at each other.
 */
#include "models/program.h"

#include "models/dynamodb_def.h"

struct writer {
    const struct service_def *service;
    struct engine *engine;
    timeout_handler *expired;
    struct op *ops;
    uint32_t count;
    uint8_t depth;
};

static const struct step_def *step_at(const struct items *steps, uint32_t i)
{
    return (const struct step_def *)steps->items + i;
}

static uint32_t count_steps(const struct items *steps);

static uint32_t count_step(const struct step_def *step)
{
    uint32_t count = 1;
    if (step->kind == STEP_PARALLEL) {
        const struct block_def *blocks = step->parallel.items;
        for (uint32_t i = 0; i < step->parallel.count; i++)
            count += count_steps(&blocks[i].steps) + 1;
    } else if (step->kind == STEP_CHOOSE) {
        const struct branch_def *branches = step->choose.items;
        for (uint32_t i = 0; i < step->choose.count; i++)
            count += count_steps(&branches[i].steps) + 1;
    } else if (step->kind == STEP_REPEAT) {
        count += count_steps(&step->repeat.steps) + 1;
    } else if (step->kind == STEP_CACHE) {
        count += count_steps(&step->cache.miss) + 2;
    } else if (step->kind == STEP_PUBLISH) {
        count += 2;
    }
    return count;
}

static uint32_t count_steps(const struct items *steps)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < steps->count; i++)
        count += count_step(step_at(steps, i));
    return count;
}

static void write_steps(struct writer *w, const struct items *steps);

static struct op *add(struct writer *w, enum op_kind kind)
{
    struct op *op = &w->ops[w->count++];
    op->kind = (uint8_t)kind;
    return op;
}

static void write_parallel(struct writer *w, struct op *op, const struct step_def *step)
{
    const struct block_def *blocks = step->parallel.items;
    const uint32_t count = step->parallel.count;
    const struct op **targets = arena_array(&w->engine->arena, count, sizeof *targets);
    for (uint32_t i = 0; i < count; i++) {
        targets[i] = &w->ops[w->count];
        write_steps(w, &blocks[i].steps);
        add(w, OP_END);
    }
    op->count = (uint16_t)count;
    op->targets = targets;
    op->next = &w->ops[w->count];
}

static void write_choose(struct writer *w, struct op *op, const struct step_def *step)
{
    const struct branch_def *branches = step->choose.items;
    const uint32_t count = step->choose.count;
    const struct op **targets = arena_array(&w->engine->arena, count, sizeof *targets);
    struct op **ends = arena_array(&w->engine->arena, count, sizeof *ends);
    double *limits = arena_array(&w->engine->arena, count, sizeof *limits);
    double sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        targets[i] = &w->ops[w->count];
        limits[i] = sum += branches[i].probability;
        write_steps(w, &branches[i].steps);
        ends[i] = add(w, OP_JUMP);
    }
    op->next = &w->ops[w->count];
    for (uint32_t i = 0; i < count; i++)
        ends[i]->next = op->next;
    op->count = (uint16_t)count;
    op->targets = targets;
    op->limits = limits;
}

static void write_repeat(struct writer *w, struct op *op, const struct step_def *step)
{
    op->number = step->repeat.times;
    op->depth = w->depth++;
    const struct op *body = &w->ops[w->count];
    write_steps(w, &step->repeat.steps);
    struct op *again = add(w, OP_AGAIN);
    again->next = body;
    again->depth = op->depth;
    w->depth--;
    op->next = &w->ops[w->count];
}

/* The lookup, the draw, the steps of a miss; a lookup that fails goes to those. */
static void write_cache(struct writer *w, struct op *lookup, const struct step_def *step)
{
    struct op *draw = add(w, OP_CACHE);
    draw->number = lookup->number = step->cache.index;
    draw->depth = lookup->depth = w->depth++;
    lookup->next = &w->ops[w->count];
    write_steps(w, &step->cache.miss);
    struct op *fill = add(w, OP_FILL);
    fill->number = step->cache.index;
    fill->depth = draw->depth;
    w->depth--;
    draw->next = &w->ops[w->count];
}

static const uint8_t step_ops[] = {
    [STEP_CPU] = OP_CPU,       [STEP_SLEEP] = OP_SLEEP,   [STEP_READ] = OP_READ,
    [STEP_WRITE] = OP_WRITE,   [STEP_MEMORY] = OP_MEMORY, [STEP_ALLOCATE] = OP_ALLOCATE,
    [STEP_LEAK] = OP_LEAK,     [STEP_CALL] = OP_CALL,     [STEP_PUBLISH] = OP_PUBLISH,
    [STEP_PARALLEL] = OP_FORK, [STEP_CHOOSE] = OP_CHOOSE, [STEP_REPEAT] = OP_LOOP,
    [STEP_SEND] = OP_SEND,     [STEP_FAIL] = OP_FAIL,     [STEP_CACHE] = OP_CALL,
};

static double ceil_to_count(double value)
{
    const double whole = (double)(uint64_t)value;
    return whole < value ? whole + 1 : whole;
}

/* Of a table, its units. */
static void write_io(const struct writer *w, struct op *op, const struct io_def *io)
{
    const double given = io->ops;
    op->number = io->size_bytes;
    if (w->service->kind == KIND_DYNAMODB)
        op->operations =
            dynamodb_def_units(&w->service->dynamodb,
                               op->kind == OP_READ ? DYNAMODB_READ : DYNAMODB_WRITE, io);
    else
        op->operations = given >= 0 ? given : ceil_to_count(io->size_bytes / 262144.0);
}

static void write_call(struct writer *w, struct op *op, const struct step_def *step)
{
    struct arena *arena = &w->engine->arena;
    op->timeouts = arena_allocate(arena, sizeof *op->timeouts);
    timeout_list_init(op->timeouts, w->engine, &step->call.timeout, w->expired,
                      arena_format(arena, "%s.timeout", step->item.path));
}

/* What publishing costs the broker. */
static void write_offer(struct writer *w, const struct step_def *step)
{
    struct op *op = add(w, OP_CALL);
    op->call = &step->call;
    op->random = engine_stream(
        w->engine, arena_format(&w->engine->arena, "%s.broker", step->item.path));
    write_call(w, op, step);
}

static void write_step(struct writer *w, const struct step_def *step)
{
    if (step->kind == STEP_PUBLISH && step->publish_to &&
        step->publish_to->service->queue.kept_by && step->call.callee)
        write_offer(w, step);
    struct op *op = add(w, step_ops[step->kind]);
    op->duration = &step->duration;
    op->number = step->kind == STEP_FAIL ? step->fail : step->size_bytes;
    op->call = &step->call;
    op->publish = step->publish_to;
    op->random = engine_stream(w->engine, step->item.path);
    if (step->kind == STEP_READ || step->kind == STEP_WRITE)
        write_io(w, op, &step->io);
    else if (step->kind == STEP_CALL || step->kind == STEP_CACHE)
        write_call(w, op, step);
    else if (step->kind == STEP_PARALLEL)
        write_parallel(w, op, step);
    else if (step->kind == STEP_CHOOSE)
        write_choose(w, op, step);
    else if (step->kind == STEP_REPEAT)
        write_repeat(w, op, step);
    if (step->kind == STEP_CACHE)
        write_cache(w, op, step);
}

static void write_steps(struct writer *w, const struct items *steps)
{
    for (uint32_t i = 0; i < steps->count; i++)
        write_step(w, step_at(steps, i));
}

/* ---- expectations ---- */

struct expected {
    double cpu_s, allocate_bytes;
};

static struct expected expect_steps(const struct items *steps);

static void expect_add(struct expected *sum, struct expected part, double times)
{
    sum->cpu_s += times * part.cpu_s;
    sum->allocate_bytes += times * part.allocate_bytes;
}

static struct expected expect_step(const struct step_def *step)
{
    struct expected sum = {0, 0};
    const struct block_def *blocks = step->parallel.items;
    const struct branch_def *branches = step->choose.items;
    switch (step->kind) {
    case STEP_CPU:
        sum.cpu_s = step->duration.mean_s;
        break;
    case STEP_ALLOCATE:
        sum.allocate_bytes = step->size_bytes;
        break;
    case STEP_PARALLEL:
        for (uint32_t i = 0; i < step->parallel.count; i++)
            expect_add(&sum, expect_steps(&blocks[i].steps), 1);
        break;
    case STEP_CHOOSE:
        for (uint32_t i = 0; i < step->choose.count; i++)
            expect_add(&sum, expect_steps(&branches[i].steps), branches[i].probability);
        break;
    case STEP_REPEAT:
        expect_add(&sum, expect_steps(&step->repeat.steps), step->repeat.times);
        break;
    case STEP_CACHE:
        expect_add(&sum, expect_steps(&step->cache.miss), 1 - step->cache.hit);
        break;
    default:
        break;
    }
    return sum;
}

static struct expected expect_steps(const struct items *steps)
{
    struct expected sum = {0, 0};
    for (uint32_t i = 0; i < steps->count; i++)
        expect_add(&sum, expect_step(step_at(steps, i)), 1);
    return sum;
}

void program_compile(struct program *program, const struct endpoint_def *endpoint,
                     struct engine *engine, timeout_handler *expired)
{
    struct writer w = {
        .service = endpoint->service, .engine = engine, .expired = expired};
    const uint32_t count = count_steps(&endpoint->steps) + 1;
    w.ops = arena_array(&engine->arena, count, sizeof *w.ops);
    write_steps(&w, &endpoint->steps);
    add(&w, OP_END);
    const struct expected sum = expect_steps(&endpoint->steps);
    *program = (struct program){
        .first = w.ops,
        .endpoint = endpoint,
        .cpu_mean_s = sum.cpu_s,
        .allocate_bytes = sum.allocate_bytes,
    };
}
