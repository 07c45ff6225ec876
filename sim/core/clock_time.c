/* clock_time.c - see clock_time.h.
 *
 * Digits are read by hand: logs have millions of lines, and strptime follows the locale.
 */
#include "sim/core/clock_time.h"

#include <string.h>

struct date {
    int year, month, day, hour, minute;
    double second;
};

/* Days from 1970-01-01, counted in years that begin with March, so that the leap day is
 * the last of a year: 365 days a year, one more every 4th, not every 100th, every 400th. */
static double days_of(const struct date *date)
{
    const int year = date->month > 2 ? date->year : date->year - 1;
    const int month = date->month > 2 ? date->month - 3 : date->month + 9;
    const int in_year = (153 * month + 2) / 5 + date->day - 1;
    return 365.0 * year + year / 4 - year / 100 + year / 400 + in_year - 719468;
}

static bool is_date(const struct date *date)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap =
        date->year % 4 == 0 && (date->year % 100 != 0 || date->year % 400 == 0);
    if (date->month < 1 || date->month > 12 || date->day < 1 ||
        date->day > days[date->month - 1] ||
        (date->month == 2 && date->day == 29 && !leap))
        return false;
    /* A leap second is written as :60. */
    return date->hour <= 23 && date->minute <= 59 && date->second < 61;
}

static double seconds_of(const struct date *date, double offset_s)
{
    return days_of(date) * 86400 + date->hour * 3600 + date->minute * 60 + date->second -
           offset_s;
}

static bool take_number(const char **text, int digits, int *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++) {
        const char digit = (*text)[i];
        if (digit < '0' || digit > '9')
            return false;
        *value = 10 * *value + (digit - '0');
    }
    *text += digits;
    return true;
}

static bool take(const char **text, char wanted)
{
    if (**text != wanted)
        return false;
    ++*text;
    return true;
}

static void take_fraction(const char **text, double *second)
{
    double unit = 1;
    if (**text != '.' && **text != ',')
        return;
    for (++*text; **text >= '0' && **text <= '9'; ++*text)
        *second += (unit /= 10) * (**text - '0');
}

/* Z, +09:00, +0900, +09, or nothing. */
static bool take_offset(const char **text, double *offset_s)
{
    int hours, minutes = 0;
    *offset_s = 0;
    if (take(text, 'Z') || (**text != '+' && **text != '-'))
        return true;
    const int sign = *(*text)++ == '-' ? -1 : 1;
    if (!take_number(text, 2, &hours))
        return false;
    const bool colon = take(text, ':');
    if (((**text >= '0' && **text <= '9') || colon) && !take_number(text, 2, &minutes))
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return hours <= 23 && minutes <= 59;
}

bool clock_time_read_iso(const char *text, double *at_s)
{
    struct date date = {0};
    double offset_s;
    int second = 0;
    if (!take_number(&text, 4, &date.year) || !take(&text, '-') ||
        !take_number(&text, 2, &date.month) || !take(&text, '-') ||
        !take_number(&text, 2, &date.day) || (!take(&text, 'T') && !take(&text, ' ')) ||
        !take_number(&text, 2, &date.hour) || !take(&text, ':') ||
        !take_number(&text, 2, &date.minute))
        return false;
    if (take(&text, ':') && !take_number(&text, 2, &second))
        return false;
    date.second = second;
    take_fraction(&text, &date.second);
    if (!take_offset(&text, &offset_s) || *text != '\0' || !is_date(&date))
        return false;
    *at_s = seconds_of(&date, offset_s);
    return true;
}

static bool take_month(const char **text, int *month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++)
        if (strncmp(*text, names + (size_t)i * 3, 3) == 0) {
            *month = i + 1;
            *text += 3;
            return true;
        }
    return false;
}

bool clock_time_read_log(const char *text, double *at_s)
{
    struct date date = {0};
    double offset_s;
    int second;
    if (!take_number(&text, 2, &date.day) || !take(&text, '/') ||
        !take_month(&text, &date.month) || !take(&text, '/') ||
        !take_number(&text, 4, &date.year) || !take(&text, ':') ||
        !take_number(&text, 2, &date.hour) || !take(&text, ':') ||
        !take_number(&text, 2, &date.minute) || !take(&text, ':') ||
        !take_number(&text, 2, &second) || !take(&text, ' ') ||
        !take_offset(&text, &offset_s) || *text != ']')
        return false;
    date.second = second;
    if (!is_date(&date))
        return false;
    *at_s = seconds_of(&date, offset_s);
    return true;
}
