/* file_stale.c - see file_stale.h.
 */
#include "sim/output/file_stale.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_stale_hold(int descriptor)
{
    struct stat made;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return false; /* about to be removed. Another error: there are no locks here */
    return fstat(descriptor, &made) == 0 && made.st_nlink > 0;
}

/* ".overstack-123-0.json" */
static bool is_temporary(const char *name)
{
    static const char digits[] = "0123456789";
    const size_t begin = strlen(FILE_STALE_BEGIN);
    if (strncmp(name, FILE_STALE_BEGIN, begin) != 0)
        return false;
    const char *pid = name + begin, *dash = pid + strspn(pid, digits);
    if (dash == pid || *dash != '-')
        return false;
    const char *end = dash + 1 + strspn(dash + 1, digits);
    return end > dash + 1 && (*end == '\0' || *end == '.');
}

/* Its writer may have renamed it since it was opened, and made another of that name. Once
 * the lock is ours nobody renames what it is on. */
static bool is_still(int folder, const char *name, int descriptor)
{
    struct stat opened, named;
    return fstat(descriptor, &opened) == 0 &&
           fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(opened.st_mode) && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

static void remove_unheld(int folder, const char *name)
{
    const int descriptor =
        openat(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return;
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 && is_still(folder, name, descriptor))
        unlinkat(folder, name, 0);
    close(descriptor);
}

void file_stale_remove(const char *folder)
{
    DIR *all = opendir(*folder ? folder : ".");
    const struct dirent *entry;
    if (!all)
        return;
    while ((entry = readdir(all)))
        if (is_temporary(entry->d_name))
            remove_unheld(dirfd(all), entry->d_name);
    closedir(all);
}
