/* recommend_text.h - what `overstack recommend` found, as a person reads it: 80 columns.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_TEXT_H
#define OVERSTACK_OUTPUT_RECOMMEND_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

enum {
    RECOMMEND_TEXT_CHEAPER = 20
}; /* cheaper ones that are shown; the dearest of them */

/* Renders a tree of recommend_document.h. Errors stay in the stream. */
void recommend_text_write(const json_t *report, struct paper_style style, FILE *out);

#endif
