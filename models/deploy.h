/* deploy.h - a deployment: the instances of a service are replaced by new ones.
 *
 * rolling: `surge` spare instances are started first. Then `batch` instances at a time
 * are withdrawn (they take no new calls), finish what they have for up to `drain`, after
 * which the rest is killed, stop, start anew paying `start`, and serve; then the next
 * batch. At the end the spares are drained and go. Where there are health checks, an
 * instance must have passed one before the deployment goes on.
 * all_at_once: the same with all instances in one batch.
 * blue_green: a spare for each instance is started; when all are ready, traffic changes
 * over to them at once, and those of before are drained and go. They are the spares of
 * the next deployment.
 *
 * Spares are part of the design from the beginning (instance_def.spare), on the machines
 * of those they stand in for; they take memory only while they run. A deployment waits
 * for as long as its instances need to be ready; one of a service that is already being
 * deployed begins when that is done.
 */
#ifndef OVERSTACK_MODELS_DEPLOY_H
#define OVERSTACK_MODELS_DEPLOY_H

#include "models/instance.h"

#include <stdbool.h>

struct deploy;
struct fault;

/* At set-up, for a fault whose event is a deployment. */
struct deploy *deploy_create(struct fault *fault);
/* Its time has come. */
void deploy_begin(struct deploy *deploy, double now_s);
bool deploy_is_open(const struct deploy *deploy);
/* The run is over. */
void deploy_close(struct deploy *deploy, double now_s);

/* Something about an instance that is being deployed has changed: the deployment looks
 * at it before this moment is over. */
void deploy_look(struct deploy *deploy);

#endif
