/* answer.h - puts a command's answer where --output says.
 */
#ifndef OVERSTACK_CLI_ANSWER_H
#define OVERSTACK_CLI_ANSWER_H

#include "sim/cli/options.h"

#include <jansson.h>
#include <stdio.h>

/* Writes the answer; errors stay in the stream. */
typedef void answer_render(void *object, FILE *out);

/* NULL, or why --output or --plots could not be written: to be asked before long work. The
 * folder of --plots is made. */
const char *answer_try(const struct options *options, struct arena *arena);

/* To the file of --output, whole or not at all, or to standard output. NULL, or why it
 * could not be written. */
const char *answer_write(const struct options *options, answer_render *render,
                         void *object, struct arena *arena);

/* How a command writes its report in the formats that it takes; JSON is the report. */
struct answer_forms {
    void (*text)(const json_t *report, struct paper_style style, FILE *out);
    void (*csv)(const json_t *report, FILE *out);
    void (*markdown)(const json_t *report, FILE *out);
    void (*html)(const json_t *report, FILE *out);
};

/* The same for a report in the format asked for. */
const char *answer_report(const struct options *options, const struct answer_forms *forms,
                          json_t *report, struct arena *arena);

#endif
