/* answer.c - see answer.h.
 */
#include "sim/cli/answer.h"

#include "sim/output/file.h"
#include "sim/output/json.h"

#include <errno.h>
#include <string.h>

static bool answer_is_file(const struct options *options)
{
    return options->output && strcmp(options->output, "-") != 0;
}

static const char *answer_try_output(const struct options *options, struct arena *arena)
{
    struct file file;
    if (!answer_is_file(options))
        return NULL;
    const char *fault = file_open(&file, options->output, arena);
    if (!fault)
        file_abandon(&file);
    return fault;
}

const char *answer_try(const struct options *options, struct arena *arena)
{
    const char *fault = answer_try_output(options, arena);
    if (fault || !options->plots.folder)
        return fault;
    return file_make_folder(options->plots.folder, arena);
}

const char *answer_write(const struct options *options, answer_render *render,
                         void *object, struct arena *arena)
{
    struct file file;
    if (!answer_is_file(options)) {
        render(object, stdout);
        if (fflush(stdout) == 0 && !ferror(stdout))
            return NULL;
        return arena_format(arena, "cannot write to standard output: %s",
                            strerror(errno));
    }
    const char *fault = file_open(&file, options->output, arena);
    if (fault)
        return fault;
    render(object, file.stream);
    return file_commit(&file);
}

struct answer {
    const struct options *options;
    const struct answer_forms *forms;
    json_t *report;
};

static void answer_render_report(void *object, FILE *out)
{
    const struct answer *answer = object;
    switch (answer->options->format) {
    case FORMAT_JSON:
        json_write(answer->report, out);
        break;
    case FORMAT_CSV:
        answer->forms->csv(answer->report, out);
        break;
    case FORMAT_MARKDOWN:
        answer->forms->markdown(answer->report, out);
        break;
    case FORMAT_HTML:
        answer->forms->html(answer->report, out);
        break;
    default:
        answer->forms->text(answer->report, options_style(answer->options), out);
    }
}

const char *answer_report(const struct options *options, const struct answer_forms *forms,
                          json_t *report, struct arena *arena)
{
    struct answer answer = {options, forms, report};
    return answer_write(options, answer_render_report, &answer, arena);
}
