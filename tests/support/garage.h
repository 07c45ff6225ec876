/* garage.h - a small model for the tests of field tables: a garage with cars, which uses
 * every kind of field and every flag.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_GARAGE_H
#define OVERSTACK_TESTS_SUPPORT_GARAGE_H

#include "sim/core/field.h"

enum colour { COLOUR_RED, COLOUR_BLUE };
enum part_kind { PART_BOLT = 3, PART_WAIT, PART_BOX };

struct engine_def { /* shorthand: power */
    double power, rate;
};

struct seat_def { /* only as a word */
    struct item item;
    const char *name;
};

struct part_def { /* one of */
    struct item item;
    int kind;
    double size_bytes;
    struct distribution wait;
    struct items box;
};

struct trip_def {
    struct item item;
    double share;
};

struct car_def {
    struct item item;
    const char *kind_text;
    const char *name;
    double weight, wheels, length_s, size_bytes, rate_per_s, bits, bytes_per_s, share;
    double speed;
    struct price price;
    struct distribution delay;
    int electric, colour;
    const char *owner;
    struct engine_def engine, spare;
    struct items seats, parts, trips;
    const struct yaml_node *note;
    double wings;
};

struct garage_def {
    struct items cars;
    double doors;
};

extern const struct table garage_table, garage_car_table, garage_part_table;

#endif
