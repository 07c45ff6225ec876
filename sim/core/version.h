/* version.h - which program wrote a report.
 */
#ifndef OVERSTACK_CORE_VERSION_H
#define OVERSTACK_CORE_VERSION_H

#define OVERSTACK_VERSION "0.1.0"

enum { OVERSTACK_SCHEMA = 1 }; /* of scenario files and of JSON reports */

#endif
