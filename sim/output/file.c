/* file.c - see file.h.
 */
#include "sim/output/file.h"

#include "sim/output/file_stale.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ATTEMPTS = 100, PERMISSIONS = 0666 /* less the user's umask */ };

static const char *refusal(struct arena *arena, const char *target, int number)
{
    return arena_format(arena, "cannot write %s: %s", target, strerror(number));
}

/* Where a link leads; the target itself when there is nothing yet. */
static const char *followed(struct arena *arena, const char *target)
{
    char *path = realpath(target, NULL);
    const char *kept = path ? arena_text(arena, path, strlen(path)) : target;
    free(path);
    return kept;
}

/* A new file beside the target, for nobody else yet; -1 and errno when there can be
 * none. */
static int open_beside(struct file *file)
{
    const char *slash = strrchr(file->target, '/');
    const int folder = slash ? (int)(slash + 1 - file->target) : 0;
    const char *ending = strrchr(file->target + folder, '.'); /* gnuplot goes by it */
    file_stale_remove(arena_text(file->arena, file->target, (size_t)folder));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        file->temporary =
            arena_format(file->arena, "%.*s" FILE_STALE_BEGIN "%ld-%d%s", folder,
                         file->target, (long)getpid(), attempt, ending ? ending : "");
        const int descriptor =
            open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PERMISSIONS);
        if (descriptor < 0 && errno != EEXIST)
            return descriptor;
        if (descriptor >= 0 && file_stale_hold(descriptor))
            return descriptor;
        if (descriptor >= 0)
            close(descriptor);
    }
    errno = EEXIST;
    return -1;
}

/* The lock outlives the stream, until the temporary name is gone. */
static void let_go(struct file *file)
{
    if (file->held >= 0)
        close(file->held);
    file->held = -1;
}

const char *file_open(struct file *file, const char *target, struct arena *arena)
{
    struct stat before;
    const bool exists = stat(target, &before) == 0;
    *file = (struct file){.target = followed(arena, target), .arena = arena};
    if (exists && S_ISDIR(before.st_mode))
        return refusal(arena, target, EISDIR);
    const bool direct = exists && !S_ISREG(before.st_mode);
    const int descriptor =
        direct ? open(target, O_WRONLY | O_CLOEXEC) : open_beside(file);
    if (descriptor < 0)
        return refusal(arena, target, errno);
    if (direct)
        file->temporary = NULL;
    else if (exists)
        (void)!fchmod(descriptor, before.st_mode & 07777); /* as before, if we may */
    file->held = direct ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    file->stream = fdopen(descriptor, "w");
    if (!file->stream) {
        const int number = errno;
        close(descriptor);
        if (file->temporary)
            unlink(file->temporary);
        let_go(file);
        return refusal(arena, target, number);
    }
    return NULL;
}

/* Everything is on the disk, and the stream closed; errno otherwise. */
static bool settle(struct file *file)
{
    bool fine = fflush(file->stream) == 0 && !ferror(file->stream);
    if (fine && file->temporary)
        fine = fsync(fileno(file->stream)) == 0;
    const int number = errno;
    const bool closed = fclose(file->stream) == 0;
    file->stream = NULL;
    if (!fine)
        errno = number;
    return fine && closed;
}

const char *file_commit(struct file *file)
{
    errno = EIO; /* what an error that was noticed earlier by the stream alone becomes */
    const bool fine =
        settle(file) && (!file->temporary || rename(file->temporary, file->target) == 0);
    const int number = errno;
    if (!fine && file->temporary)
        unlink(file->temporary);
    let_go(file);
    return fine ? NULL : refusal(file->arena, file->target, number);
}

void file_abandon(struct file *file)
{
    fclose(file->stream);
    file->stream = NULL;
    if (file->temporary)
        unlink(file->temporary);
    let_go(file);
}

static bool is_folder(const char *path)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(found.st_mode);
}

const char *file_make_folder(const char *folder, struct arena *arena)
{
    char *path = arena_text(arena, folder, strlen(folder));
    for (char *slash = path + 1; *path; slash++) {
        const char here = *slash;
        if (here != '/' && here != 0)
            continue;
        *slash = 0;
        if (!is_folder(path) && mkdir(path, 0777) != 0 && !is_folder(path))
            return arena_format(arena, "cannot create the folder %s: %s", path,
                                strerror(errno));
        *slash = here;
        if (here == 0)
            break;
    }
    if (access(folder, W_OK) != 0)
        return refusal(arena, folder, errno);
    return NULL;
}

const char *file_text(const char *path, struct arena *arena)
{
    char *text = NULL;
    FILE *in = fopen(path, "r");
    if (in && fseek(in, 0, SEEK_END) == 0) {
        const long size = ftell(in);
        text = size > 0 ? arena_allocate(arena, (size_t)size + 1) : NULL;
        rewind(in);
        if (text && fread(text, 1, (size_t)size, in) != (size_t)size)
            text = NULL;
    }
    if (in)
        fclose(in);
    return text;
}
