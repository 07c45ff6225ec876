/* sweep_source.h - a file with the rows of a sweep or of a shard: NDJSON, CSV or SQLite.
 */
#ifndef OVERSTACK_OUTPUT_SWEEP_SOURCE_H
#define OVERSTACK_OUTPUT_SWEEP_SOURCE_H

#include "sim/output/sweep_lines.h"
#include "sim/run/sweep_reader.h"

enum sweep_source_kind { SWEEP_SOURCE_NDJSON, SWEEP_SOURCE_CSV, SWEEP_SOURCE_SQLITE };

struct sweep_source {
    const char *file;
    enum sweep_source_kind kind;
    char key[SWEEP_LINES_KEY + 1]; /* of its sweep; "" while it has no row */
    uint64_t points;               /* of the whole sweep */
    /* The row it stands at: */
    bool at_end;
    uint64_t point;
    const char *line;     /* NDJSON, CSV: as it is, with its newline */
    struct sweep_row row; /* SQLite */
    /* Its own business: */
    const char *header; /* CSV */
    struct sweep_head head;
    struct sweep_reader *reader;
    FILE *in;
    char *text; /* what `line` points to */
    size_t capacity;
    uint64_t line_number;
    struct arena arena; /* of the row */
};

/* Opens the file and stands at its first row. NULL, or why not. Texts are the arena's. */
const char *sweep_source_open(struct sweep_source *source, const char *file,
                              struct arena *arena);
/* Goes on to the next row. NULL, or what is wrong with it. */
const char *sweep_source_next(struct sweep_source *source, struct arena *arena);
void sweep_source_close(struct sweep_source *source);

#endif
