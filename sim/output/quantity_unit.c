/* quantity_unit.c - see quantity_unit.h.
 */
#include "sim/output/quantity_unit.h"

const char *quantity_unit_name(enum quantity_unit unit)
{
    static const char *const names[] = {
        [QUANTITY_NUMBER] = "",
        [QUANTITY_SHARE] = "share",
        [QUANTITY_DURATION] = "s",
        [QUANTITY_SIZE] = "bytes",
        [QUANTITY_RATE] = "1/s",
        [QUANTITY_BANDWIDTH] = "bits/s",
        [QUANTITY_THROUGHPUT] = "bytes/s",
        [QUANTITY_MONEY] = "",
    };
    return names[unit];
}
