/* failure_words.h - why requests failed, in words.
 */
#ifndef OVERSTACK_OUTPUT_FAILURE_WORDS_H
#define OVERSTACK_OUTPUT_FAILURE_WORDS_H

/* What a reason of the report means to someone who never ran a server; "" for one that is
 * not known here. */
const char *failure_words(const char *reason);

#endif
