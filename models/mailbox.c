/* mailbox.c - see mailbox.h. */
#include "models/mailbox.h"

#include "models/broker.h"
#include "models/bus.h"
#include "models/simulation.h"

#include <math.h>

/* Delivered so often, a message is called poison: the same work killed its process each
 * time. */
enum { POISON = 5 };

static struct mailbox *mailbox_of(const struct task *task)
{
    return &task->simulation->mailboxes[task->endpoint->service->index];
}

/* ---- where it is kept ---- */

static void keep(struct mailbox *mailbox, struct task *task, struct instance *keeper)
{
    task->kept_by = keeper;
    if (keeper)
        broker_keep(keeper, mailbox->service->queue.message_bytes);
}

static void forget(const struct mailbox *mailbox, struct task *task)
{
    if (task->kept_by)
        broker_keep(task->kept_by, -mailbox->service->queue.message_bytes);
    task->kept_by = NULL;
}

/* ---- to the consumers ---- */

/* Consumers are asked in turn, so that none starves. */
static void offer(struct mailbox *mailbox, double now_s)
{
    for (uint32_t i = 0; i < mailbox->count && mailbox->messages.count; i++) {
        struct instance *instance = &mailbox->consumers[mailbox->next];
        mailbox->next = (mailbox->next + 1) % mailbox->count;
        instance_consume(instance, now_s);
    }
}

enum failure mailbox_publish(struct simulation *simulation,
                             const struct endpoint_def *endpoint, double now_s)
{
    struct mailbox *mailbox = &simulation->mailboxes[endpoint->service->index];
    struct instance *keeper = mailbox->broker ? broker_pick(mailbox->broker) : NULL;
    if (mailbox->broker && !keeper)
        return FAILURE_UNAVAILABLE;
    if (service_def_is_bus(mailbox->service) && !bus_takes(mailbox->consumers, now_s)) {
        mailbox->refused += 1;
        return FAILURE_THROTTLED;
    }
    if (mailbox->messages.count >= endpoint->service->queue.max) {
        mailbox->refused += 1;
        if (isnan(mailbox->refused_at_s))
            mailbox->refused_at_s = now_s;
        return FAILURE_REFUSED;
    }
    struct task *task = simulation_task(simulation, TASK_MESSAGE);
    task->endpoint = endpoint;
    task->queued_s = now_s;
    task->state = TASK_PUBLISHED;
    mailbox->published += 1;
    keep(mailbox, task, keeper);
    task_queue_push(&mailbox->messages, task);
    area_change(&mailbox->waiting, 1, now_s);
    offer(mailbox, now_s);
    return FAILURE_COUNT;
}

void mailbox_reserve(struct instance *consumer, struct task *task)
{
    instance_adopt(consumer, task);
    consumer->messages++;
    task->state = TASK_QUEUED;
    task->reserved = true;
    task_queue_push(&consumer->reserved, task);
    bus_count(consumer->mailbox, engine_now(consumer->simulation->engine));
}

static void waited(struct mailbox *mailbox, double age_s)
{
    mailbox->deliveries += 1;
    mailbox->wait_sum_s += age_s;
    mailbox->lag_peak_s = fmax(mailbox->lag_peak_s, age_s);
}

void mailbox_begin(struct mailbox *mailbox, struct task *task, double now_s)
{
    const double age_s = now_s - task->queued_s;
    area_change(&mailbox->waiting, -1, now_s);
    task->reserved = false;
    task->attempts++;
    if (!service_def_is_bus(mailbox->service))
        waited(mailbox, age_s);
    if (mailbox->service->queue.ack == ACK_EARLY)
        forget(mailbox, task);
    bus_count(mailbox, now_s);
}

void mailbox_done(struct task *task, enum failure failure)
{
    struct mailbox *mailbox = mailbox_of(task);
    const double now_s = engine_now(task->simulation->engine);
    forget(mailbox, task);
    bus_count(mailbox, now_s);
    if (service_def_is_bus(mailbox->service)) /* handed on, after its latency */
        waited(mailbox, now_s - task->queued_s);
    mailbox->consumed += 1;
    if (failure != FAILURE_COUNT)
        mailbox->failed += 1;
}

/* ---- back again ---- */

static bool comes_back(const struct mailbox *mailbox, const struct task *task, bool begun)
{
    if (begun && mailbox->service->queue.ack == ACK_EARLY)
        return false;
    return !mailbox->broker || task->kept_by; /* else the broker has lost it meanwhile */
}

static void push_front(struct task_queue *queue, struct task *task)
{
    task->previous = NULL;
    task->next = queue->head;
    if (queue->head)
        queue->head->previous = task;
    else
        queue->tail = task;
    queue->head = task;
    queue->count++;
}

static void note_poison(struct mailbox *mailbox, const struct task *task)
{
    if (task->attempts < POISON || mailbox->is_poisoned)
        return;
    mailbox->is_poisoned = true;
    simulation_note(task->simulation, "poison", mailbox->service->item.name,
                    simulation_text(task->simulation,
                                    "delivered %d times, its worker died over it each "
                                    "time, and it comes back for ever (ack: late)",
                                    POISON));
}

/* RabbitMQ puts it back where it was: those published after it are still behind. */
static void come_back(struct mailbox *mailbox, const struct task *task, double now_s)
{
    struct task *again = simulation_task(task->simulation, TASK_MESSAGE);
    again->endpoint = task->endpoint;
    again->queued_s = task->queued_s;
    again->attempts = task->attempts;
    again->kept_by = task->kept_by;
    again->state = TASK_PUBLISHED;
    mailbox->redelivered += 1;
    note_poison(mailbox, again);
    push_front(&mailbox->messages, again);
    area_change(&mailbox->waiting, 1, now_s);
    offer(mailbox, now_s);
}

void mailbox_killed(struct task *task, bool begun, double now_s)
{
    struct mailbox *mailbox = mailbox_of(task);
    bus_count(mailbox, now_s);
    if (comes_back(mailbox, task, begun)) {
        come_back(mailbox, task, now_s);
    } else {
        forget(mailbox, task);
        mailbox->lost += 1;
    }
    simulation_task_free(task);
}

/* ---- the broker dies ---- */

static void lose_one(struct mailbox *mailbox, struct task *task, double now_s)
{
    area_change(&mailbox->waiting, -1, now_s);
    mailbox->lost += 1;
    simulation_task_free(task);
}

static void lose_waiting(struct mailbox *mailbox, const struct instance *keeper,
                         double now_s)
{
    struct task *next;
    for (struct task *task = mailbox->messages.head; task; task = next) {
        next = task->next;
        if (task->kept_by != keeper)
            continue;
        task_queue_remove(&mailbox->messages, task);
        lose_one(mailbox, task, now_s);
    }
}

/* Reserved ones go; who works on one goes on, but can no longer give it back. */
static void lose_taken(struct mailbox *mailbox, struct instance *consumer,
                       const struct instance *keeper, double now_s)
{
    struct task *next, *task = instance_next_member(consumer, &consumer->members);
    for (; task; task = next) {
        next = instance_next_member(consumer, &task->member);
        if (task->kind != TASK_MESSAGE || task->kept_by != keeper)
            continue;
        task->kept_by = NULL;
        if (!task->reserved)
            continue;
        task_queue_remove(&consumer->reserved, task);
        instance_disown(task);
        task->instance = NULL;
        consumer->messages--;
        lose_one(mailbox, task, now_s);
    }
}

void mailbox_lose(struct instance *keeper, double now_s)
{
    struct simulation *simulation = keeper->simulation;
    for (uint32_t s = 0; s < simulation->design->services.count; s++) {
        struct mailbox *mailbox = &simulation->mailboxes[s];
        if (mailbox->broker != keeper->broker)
            continue;
        const double before = mailbox->lost;
        lose_waiting(mailbox, keeper, now_s);
        for (uint32_t i = 0; i < mailbox->count; i++)
            lose_taken(mailbox, &mailbox->consumers[i], keeper, now_s);
        if (mailbox->lost > before)
            simulation_note(simulation, "messages_lost", mailbox->service->item.name,
                            simulation_text(simulation, "%.0f were in the memory of %s",
                                            mailbox->lost - before, keeper->def->name));
        offer(mailbox, now_s); /* what other instances of the broker keep */
    }
}

/* ---- figures ---- */

double mailbox_kept(const struct mailbox *mailbox)
{
    double kept = mailbox->messages.count;
    for (uint32_t i = 0; i < mailbox->count; i++)
        kept += mailbox->consumers[i].messages;
    return kept;
}

double mailbox_lag_s(const struct mailbox *mailbox, double now_s)
{
    const struct task *first = mailbox->messages.head;
    double lag_s = first ? now_s - first->queued_s : 0;
    for (uint32_t i = 0; i < mailbox->count; i++) {
        first = mailbox->consumers[i].reserved.head;
        if (first)
            lag_s = fmax(lag_s, now_s - first->queued_s);
    }
    return lag_s;
}

void mailbox_open_window(struct mailbox *mailbox, double now_s)
{
    area_advance(&mailbox->waiting, now_s);
    mailbox->waiting.area = mailbox->waiting_area = 0;
    mailbox->kept_at_first = mailbox_kept(mailbox);
    mailbox->published = mailbox->consumed = mailbox->failed = mailbox->lost = 0;
    mailbox->redelivered = mailbox->refused = 0;
    mailbox->deliveries = mailbox->wait_sum_s = mailbox->lag_peak_s = 0;
    mailbox->refused_at_s = NAN;
}

void mailbox_collect(struct mailbox *mailbox, struct message_summary *summary,
                     double now_s)
{
    const double kept = mailbox_kept(mailbox), waiting = mailbox->waiting.value;
    const double delivered = mailbox->deliveries;
    *summary = (struct message_summary){
        .kept_at_first = mailbox->kept_at_first,
        .published = mailbox->published,
        .consumed = mailbox->consumed,
        .failed = mailbox->failed,
        .lost = mailbox->lost,
        .redelivered = mailbox->redelivered,
        .refused = mailbox->refused,
        .waiting_end = waiting,
        .in_hand_end = kept - waiting,
        .wait_mean = delivered > 0 ? mailbox->wait_sum_s / delivered : NAN,
        .lag_end = mailbox_lag_s(mailbox, now_s),
    };
    summary->lag_peak = fmax(mailbox->lag_peak_s, summary->lag_end);
}

void mailbox_init(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    const uint32_t count = design->services.count;
    simulation->mailboxes =
        arena_array(&simulation->engine->arena, count, sizeof *simulation->mailboxes);
    for (uint32_t s = 0; s < count; s++) {
        const struct service_def *service = design_service(design, s);
        simulation->mailboxes[s] = (struct mailbox){
            .service = service,
            .consumers = &simulation->instances[service->first_instance],
            .count = service_def_all(service),
            .broker = service->queue.kept_by
                          ? simulation->brokers[service->queue.kept_by->index]
                          : NULL,
            .refused_at_s = NAN,
        };
        for (uint32_t i = 0; i < service_def_all(service); i++)
            simulation->mailboxes[s].consumers[i].mailbox = &simulation->mailboxes[s];
    }
}
