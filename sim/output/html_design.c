/* html_design.c - see html_design.h.
 *
 * Columns from left to right: who asks; managed services that users ask; each host with
 * its services; the other managed ones. Boxes of a column stand one below the other in
 * the order of the file. An arrow is a curve between the columns, and within a column an
 * arc beside it. The same stands below in words,
 * for those who cannot see it, and for a phone.
 */
#include "sim/output/html_design.h"

#include "sim/output/ellipsis.h"
#include "sim/output/look.h"
#include "sim/output/utf8.h"

#include <math.h>
#include <string.h>

enum {
    BOX_WIDTH = 150,
    BOX_HEIGHT = 30,
    GAP = 12,
    COLUMN = 235, /* from one column to the next */
    HEAD = 34,    /* above the first box, for a host's name */
    BOXES = 100,  /* more than that make no drawing */
    NAME = 17,    /* columns of text in a box */
};

static const double smallest = 0.65; /* it is made smaller to fit, but not more */

struct box {
    const char *name, *note;
    int column, row;
    bool hot; /* something of it is saturated */
};

struct drawing {
    const struct sheet *sheet;
    const json_t *report;
    json_t *services, *traffic; /* borrowed */
    struct box boxes[BOXES];
    int count;
    const char **hosts; /* by column - first_host */
    int host_count, first_host, columns;
    int rows[BOXES +
             3]; /* boxes of a column so far: who asks, two of managed ones, hosts */
};

/* ---- what is saturated ---- */

/* Does an id begin with "service.NAME." or "service.NAME[", or the same of a host? */
static bool id_is_of(const char *id, const char *kind, const char *name)
{
    const size_t first = strlen(kind), second = strlen(name);
    if (strncmp(id, kind, first) != 0 || strncmp(id + first, name, second) != 0)
        return false;
    const char after = id[first + second];
    return after == '.' || after == '[';
}

static bool is_hot(const json_t *report, const char *kind, const char *name)
{
    const json_t *resources = look_at(report, "resources");
    for (size_t i = 0; i < json_array_size(resources); i++) {
        const json_t *resource = json_array_get(resources, i);
        if (id_is_of(look_text(resource, "id"), kind, name) &&
            !isnan(look_number(resource, "saturated_at_s")))
            return true;
    }
    return false;
}

/* ---- where the boxes stand ---- */

static void box_add(struct drawing *drawing, const char *name, const char *note,
                    int column, bool hot)
{
    if (drawing->count == BOXES)
        return;
    drawing->boxes[drawing->count++] =
        (struct box){name, note, column, drawing->rows[column]++, hot};
}

static bool names_have(const json_t *names, const char *name)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *one = json_string_value(json_array_get(names, i));
        if (one && strcmp(one, name) == 0)
            return true;
    }
    return false;
}

static bool is_asked_by_users(const struct drawing *drawing, const char *name)
{
    const char *traffic;
    json_t *targets;
    json_object_foreach (drawing->traffic, traffic, targets)
        if (names_have(targets, name))
            return true;
    return false;
}

static const char *host_of(const json_t *service)
{
    const char *host = json_string_value(json_array_get(look_at(service, "hosts"), 0));
    return host ? host : "";
}

static int host_find(struct drawing *drawing, const char *host)
{
    for (int i = 0; i < drawing->host_count; i++)
        if (strcmp(drawing->hosts[i], host) == 0)
            return i;
    drawing->hosts[drawing->host_count] = host;
    return drawing->host_count++;
}

/* Managed services that users ask stand before the hosts, the others behind them. */
static void services_place(struct drawing *drawing)
{
    const char *name;
    json_t *service;
    bool front = false;
    json_object_foreach (drawing->services, name, service) {
        if (*host_of(service))
            host_find(drawing, host_of(service));
        else
            front = front || is_asked_by_users(drawing, name);
    }
    drawing->first_host = front ? 2 : 1;
    drawing->columns = drawing->first_host + drawing->host_count;
    json_object_foreach (drawing->services, name, service) {
        const bool managed = !*host_of(service), asked = is_asked_by_users(drawing, name);
        const int column =
            !managed ? drawing->first_host + host_find(drawing, host_of(service))
            : asked  ? 1
                     : drawing->columns;
        const char *kind = look_text(service, "kind");
        box_add(drawing, name, *kind ? kind : look_text(service, "preset"), column,
                is_hot(drawing->report, "service.", name));
    }
    drawing->columns += drawing->rows[drawing->columns] > 0;
}

/* ---- drawing ---- */

static double left_of(const struct box *box)
{
    return 20 + COLUMN * (double)box->column;
}

static double top_of(const struct box *box)
{
    return 10 + HEAD + (BOX_HEIGHT + GAP) * (double)box->row;
}

static void write_arrow(const struct drawing *drawing, const struct box *from,
                        const struct box *to, const char *class_name)
{
    const double y1 = top_of(from) + BOX_HEIGHT / 2., y2 = top_of(to) + BOX_HEIGHT / 2.;
    const int way = (to->column > from->column) - (to->column < from->column);
    const double x1 = left_of(from) + (way < 0 ? 0 : BOX_WIDTH);
    const double x2 = left_of(to) + (way > 0 ? 0 : BOX_WIDTH);
    const double arc = 20 + 5 * fmin(10, fabs((double)to->row - from->row));
    const double bend1 = way ? (x2 - x1) / 2 : arc, bend2 = way ? -bend1 : arc;
    sheet_markup(drawing->sheet,
                 "<path class=\"%s\" marker-end=\"url(#head)\" d=\"M%.0f %.0fC%.0f "
                 "%.0f %.0f %.0f %.0f %.0f\"><title>",
                 class_name, x1, y1, x1 + bend1, y1, x2 + bend2, y2, x2, y2);
    sheet_text(drawing->sheet, from->name);
    sheet_text(drawing->sheet,
               strcmp(class_name, "call") == 0 ? " asks " : " publishes to ");
    sheet_text(drawing->sheet, to->name);
    sheet_markup(drawing->sheet, "</title></path>\n");
}

static void write_arrows(const struct drawing *drawing, const struct box *from,
                         const json_t *names, const char *class_name)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        for (int k = 0; name && k < drawing->count; k++)
            if (drawing->boxes[k].column > 0 && strcmp(drawing->boxes[k].name, name) == 0)
                write_arrow(drawing, from, &drawing->boxes[k], class_name);
    }
}

/* A name that is too long is cut: all of it is in the words below and under the pointer. */
static void write_box(const struct drawing *drawing, const struct box *box)
{
    const double x = left_of(box), y = top_of(box);
    const struct sheet *sheet = drawing->sheet;
    sheet_markup(sheet,
                 "<g class=\"box%s%s\"><rect x=\"%.0f\" y=\"%.0f\" width=\"%d\" "
                 "height=\"%d\" rx=\"4\"/>",
                 box->column == 0 ? " who" : "", box->hot ? " hot" : "", x, y, BOX_WIDTH,
                 BOX_HEIGHT);
    sheet_markup(sheet, "<title>");
    sheet_text(sheet, box->name);
    sheet_text(sheet, *box->note ? ", " : "");
    sheet_text(sheet, box->note);
    sheet_text(sheet, box->hot ? ": saturated" : "");
    sheet_markup(sheet, "</title><text x=\"%.0f\" y=\"%.0f\">", x + 8, y + 19);
    sheet_text(sheet, box->hot ? "! " : "");
    sheet_text(sheet, ellipsis_cut(sheet->arena, box->name, NAME - 2 * box->hot));
    sheet_markup(sheet, "</text>");
    if (utf8_width(box->name) + utf8_width(box->note) < NAME + 1 - 2 * box->hot) {
        sheet_markup(sheet, "<text class=\"note\" x=\"%.0f\" y=\"%.0f\">",
                     x + BOX_WIDTH - 6, y + 19);
        sheet_text(sheet, box->note);
        sheet_markup(sheet, "</text>");
    }
    sheet_markup(sheet, "</g>\n");
}

static void write_host(const struct drawing *drawing, int column)
{
    const struct sheet *sheet = drawing->sheet;
    const char *name = drawing->hosts[column - drawing->first_host];
    const bool hot = is_hot(drawing->report, "host.", name);
    const double x = 20 + COLUMN * (double)column - 12;
    const double height = HEAD + 6 + (BOX_HEIGHT + GAP) * (double)drawing->rows[column];
    sheet_markup(sheet,
                 "<g class=\"host%s\"><rect x=\"%.0f\" y=\"6\" width=\"%d\" "
                 "height=\"%.0f\" rx=\"6\"/><text x=\"%.0f\" y=\"26\">",
                 hot ? " hot" : "", x, BOX_WIDTH + 64, height, x + 10);
    sheet_text(sheet, hot ? "! " : "");
    sheet_text(sheet, ellipsis_cut(sheet->arena, name, NAME + 6));
    sheet_markup(sheet, "</text></g>\n");
}

static void write_drawing(const struct drawing *drawing)
{
    const struct sheet *sheet = drawing->sheet;
    int most = 1;
    for (int i = 0; i <= drawing->columns; i++)
        most = drawing->rows[i] > most ? drawing->rows[i] : most;
    const double width = COLUMN * (double)drawing->columns;
    const double height = 20 + HEAD + (BOX_HEIGHT + GAP) * (double)most;
    sheet_markup(
        sheet,
        "<div class=\"wide\"><svg class=\"design\" viewBox=\"0 0 %.0f %.0f\" "
        "width=\"%.0f\" style=\"max-width:max(100%%,%.0fpx)\" role=\"img\" "
        "aria-label=\"What stands "
        "where and who asks whom\">\n<defs><marker id=\"head\" viewBox=\"0 0 8 8\" "
        "refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
        "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
        width, height, width, smallest * width);
    for (int i = 0; i < drawing->host_count; i++)
        write_host(drawing, drawing->first_host + i);
    for (int i = 0; i < drawing->count; i++) {
        const struct box *box = &drawing->boxes[i];
        const json_t *service = json_object_get(drawing->services, box->name);
        const json_t *targets = json_object_get(drawing->traffic, box->name);
        write_arrows(drawing, box, box->column == 0 ? targets : look_at(service, "calls"),
                     "call");
        if (box->column > 0)
            write_arrows(drawing, box, look_at(service, "publishes"), "publish");
    }
    for (int i = 0; i < drawing->count; i++)
        write_box(drawing, &drawing->boxes[i]);
    sheet_markup(sheet, "</svg></div>\n");
}

/* ---- in words ---- */

static void write_names(const struct sheet *sheet, const char *what, const json_t *names)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        sheet_text(sheet, i > 0 ? ", " : what);
        sheet_text(sheet, name ? name : "");
    }
}

static void write_words(const struct sheet *sheet, const json_t *report)
{
    const char *name;
    json_t *one;
    sheet_markup(sheet, "<details><summary>The same in words</summary>\n<ul>\n");
    json_object_foreach (look_at(report, "design/traffic"), name, one) {
        sheet_markup(sheet, "<li>");
        sheet_text(sheet, name);
        write_names(sheet, ": asks ", one);
        sheet_markup(sheet, "</li>\n");
    }
    json_object_foreach (look_at(report, "design/services"), name, one) {
        sheet_markup(sheet, "<li>");
        sheet_text(sheet, name);
        write_names(sheet, ", on ", look_at(one, "hosts"));
        write_names(sheet, ": asks ", look_at(one, "calls"));
        write_names(sheet, "; publishes to ", look_at(one, "publishes"));
        sheet_markup(sheet, is_hot(report, "service.", name)
                                ? " <b>(saturated)</b></li>\n"
                                : "</li>\n");
    }
    sheet_markup(sheet, "</ul></details>\n");
}

static void write_picture(const struct sheet *sheet, const json_t *report)
{
    struct drawing *drawing = arena_allocate(sheet->arena, sizeof(*drawing));
    drawing->sheet = sheet;
    drawing->report = report;
    drawing->services = look_at(report, "design/services");
    drawing->traffic = look_at(report, "design/traffic");
    drawing->hosts = arena_array(sheet->arena, json_object_size(drawing->services) + 1,
                                 sizeof(char *));
    const char *name;
    json_t *targets;
    json_object_foreach (drawing->traffic, name, targets)
        box_add(drawing, name, "traffic", 0, false);
    services_place(drawing);
    write_drawing(drawing);
    sheet_element(sheet, "p class=\"dim\"",
                  "Solid arrows ask and wait, dashed ones publish. What is marked ! was "
                  "saturated at some time.");
}

void html_design_write(const struct sheet *sheet, const json_t *report)
{
    const size_t services = json_object_size(look_at(report, "design/services"));
    const size_t boxes = services + json_object_size(look_at(report, "design/traffic"));
    if (services == 0)
        return;
    sheet_markup(sheet, "<h2>Design</h2>\n");
    if (boxes <= BOXES)
        write_picture(sheet, report);
    else
        sheet_element(sheet, "p",
                      arena_format(sheet->arena,
                                   "%zu services and kinds of traffic are too many for a "
                                   "drawing.",
                                   boxes));
    write_words(sheet, report);
}
