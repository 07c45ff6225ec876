/* measured_file.h - figures of a load test, from what the tool left behind.
 *
 *   k6      --summary-export, or the data of handleSummary() saved as JSON: latencies of
 *           http_req_duration{expected_response:true}, the share of http_req_failed
 *   Locust  --csv: NAME_stats.csv, the row Aggregated
 *
 * They are figures of all requests. A scenario's latencies are those of answered ones;
 * where a file counts failed ones among them and some failed, its latencies are left out.
 * How many came a second is no figure to fit to, for a tool counts the seconds in which its
 * users start and end too; it is kept to tell another load.
 */
#ifndef OVERSTACK_CLI_MEASURED_FILE_H
#define OVERSTACK_CLI_MEASURED_FILE_H

#include "sim/run/observation.h"

/* Adds what the file has. False when an error was added. */
bool measured_file_read(const char *file, struct observations *observations,
                        struct error_list *errors);

#endif
