/* broker.h - a service in whose memory other services' messages wait (`queue.broker`).
 *
 * Each message takes `queue.message` bytes of anonymous memory of one instance of the
 * broker, from being published until it is acknowledged, so that a backlog can fill the
 * machine or reach mem_limit. Messages are dealt in turn over the instances that are up;
 * when none is, publishing fails (unavailable). Memory is all there is: an instance that
 * dies or is restarted loses what it kept (queues that are not durable). Publishers and
 * consumers connect again at once.
 *
 * Alarm (`memory.watermark`): RabbitMQ compares the memory it uses with the watermark
 * every 2.5 s (rabbit_memory_monitor, memory_monitor_interval); above it, on any instance,
 * all connections that publish are blocked until a later look finds all instances at or
 * below it. The thread that publishes waits, consumers go on. What the interval lets
 * through is the overshoot one sees in practice.
 *
 * After an alarm the broker is wary: those who wait publish one after the other, newcomers
 * behind them, as long as memory is at or below the watermark, so that what had piled up
 * at the publishers does not come at once (RabbitMQ paces it by credit flow). It stays so
 * until nobody had to wait between two looks.
 */
#ifndef OVERSTACK_MODELS_BROKER_H
#define OVERSTACK_MODELS_BROKER_H

#include "models/instance.h"

struct broker {
    const struct service_def *service;
    struct simulation *simulation;
    struct instance *instances;
    uint32_t count, next;
    bool alarm;
    bool wary;            /* an alarm has ended: each publication is checked */
    bool waited;          /* somebody, since the last look */
    event_id event;       /* the look that will find a change */
    event_id turn;        /* there is room for those who wait */
    struct task *turn_of; /* the one that may publish now */
    struct task_queue blocked;
    struct area blocked_area; /* publishers that wait */
    double alarm_at_s;        /* first time in the window; NAN */
};

/* simulation->brokers, by service; NULL for those that are none. */
void broker_init(struct simulation *simulation);
void broker_open_window(struct broker *broker, double now_s);

/* The next instance that is up, or NULL. */
struct instance *broker_pick(struct broker *broker);
/* So many bytes of messages come (or go: negative). */
void broker_keep(struct instance *instance, double bytes);
/* Its memory has changed. */
void broker_watch(struct instance *instance);
/* True: there is no room, and the task waits in state TASK_BLOCKED. */
bool broker_blocks(struct broker *broker, struct task *task, double now_s);
/* A task that waits is killed. */
void broker_leave(struct broker *broker, struct task *task, double now_s);

/* The kernel kills it: notes why its watermark did not protect it. */
void broker_killed(struct instance *instance, double now_s);

/* Bytes at which the instance raises its alarm; INFINITY: never. */
double broker_watermark_bytes(const struct instance *instance);

#endif
