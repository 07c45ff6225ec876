/* page_of_run.h - what the page of a run says, against the JSON of the same run.
 */
#ifndef OVERSTACK_TESTS_BROWSER_PAGE_OF_RUN_H
#define OVERSTACK_TESTS_BROWSER_PAGE_OF_RUN_H

#include <jansson.h>

/* Fails the test where they differ. `facts`: of page.js. */
void page_of_run_check(const json_t *facts, const json_t *report);

#endif
