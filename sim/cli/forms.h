/* forms.h - the experiments whose report is one JSON document, and the forms it can take:
 * by the command itself, and by `overstack report` from a saved one.
 */
#ifndef OVERSTACK_CLI_FORMS_H
#define OVERSTACK_CLI_FORMS_H

#include "sim/cli/answer.h"
#include "sim/core/error.h"

struct forms {
    const char *command;    /* as the document names it */
    struct answer_forms of; /* those it does not have are NULL */
    /* Draws the figures of --plots; NULL: there are none. */
    void (*figures)(const json_t *report, const struct plot_place *place,
                    struct arena *arena, struct error_list *messages);
};

/* What each of them can write. */
enum {
    FORMATS_EXPERIMENT = FORMATS_TEXT_JSON_CSV | 1 << FORMAT_MARKDOWN | 1 << FORMAT_HTML,
};

/* NULL: no such experiment. */
const struct forms *forms_find(const char *command);

/* Draws the figures of --plots, if that is given. False when a file could not be written;
 * a missing gnuplot is only told. `name` is shown in messages. */
bool forms_draw(const struct forms *forms, const struct options *options,
                const json_t *report, const char *name, struct arena *arena);

#endif
