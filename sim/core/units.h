/* units.h - numbers with units, from text and back.
 *
 * Every reader returns NULL when it understood the whole text, else what would have
 * been right ("a duration such as 250ms, 3s or 2h"). White space around is allowed.
 * All results are in base units: seconds, bytes, bits or bytes a second, 1/s, shares
 * in 0..1. Writers give the short form a person reads, in a buffer of UNIT_TEXT bytes.
 */
#ifndef OVERSTACK_CORE_UNITS_H
#define OVERSTACK_CORE_UNITS_H

#include <stdbool.h>
#include <stddef.h>

enum { UNIT_TEXT = 32 };

/* Sign, digits, point, exponent; no hexadecimal, no inf, no nan. */
const char *units_read_number(const char *text, double *value);
/* A whole number >= 0. */
const char *units_read_count(const char *text, double *value);
const char *units_read_duration(const char *text, double *value_s);
const char *units_read_size(const char *text, double *value_bytes);
const char *units_read_rate(const char *text, double *value_per_s);
const char *units_read_bandwidth(const char *text, double *value_bits_per_s);
const char *units_read_throughput(const char *text, double *value_bytes_per_s);
/* "80%" or "0.8"; the range is the caller's. */
const char *units_read_share(const char *text, double *value);

enum price_per {
    PRICE_ONCE,
    PRICE_PER_HOUR,
    PRICE_PER_MONTH,
    PRICE_PER_CALL,
    PRICE_PER_GB_MONTH,
    PRICE_PER_GB
};

struct price {
    double amount;
    char currency[4]; /* "USD", "KRW": three capital letters */
    enum price_per per;
    bool given;
};

/* "25 USD", "300000 KRW/month", "0.0116 USD/h", "0.04 USD/call", "0.08 USD/GB-month". */
const char *units_read_price(const char *text, struct price *price);

/* 3 significant digits: "12.3 ms", "1.5 h", "12 d". */
void units_write_duration(char text[UNIT_TEXT], double value_s);
/* "512 MiB", "1.5 GiB". */
void units_write_size(char text[UNIT_TEXT], double value_bytes);
/* "80/s", "3/h". */
void units_write_rate(char text[UNIT_TEXT], double value_per_s);
/* "82%", "0.4%". */
void units_write_share(char text[UNIT_TEXT], double value);
/* 3 significant digits, thousands as 12,300. */
void units_write_number(char text[UNIT_TEXT], double value);
/* Whole numbers exactly, "4,838"; others as units_write_number. */
void units_write_count(char text[UNIT_TEXT], double value);
/* The shortest text that reads back as the same double; never nan, inf or -0
 * (asserts). For JSON and CSV. */
void units_write_exact(char text[UNIT_TEXT], double value);

#endif
