/* Ends a program under Wine just before the n-th change that it makes below a folder, as a power cut
 * would. Loaded (LD_PRELOAD) into Wine's server, which creates, renames and removes, and into the
 * program, which writes; both count in one file of memory (CUT_COUNT). For trials only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct counted {
    volatile int count, at, program, is_over; /* at: 0 counts without an end */
    char folder[200], name[200];              /* below which; how the program's file name ends */
} *shared;
static int steps = -1; /* a line for each change */

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("CUT_COUNT"), *list = getenv("CUT_STEPS");
    char line[4096] = "";
    int descriptor = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    if (descriptor < 0) return;
    struct counted *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory == MAP_FAILED) return;
    if (list) steps = open(list, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    shared = memory;
    int about = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = about < 0 ? 0 : read(about, line, sizeof line - 1);
    if (about >= 0) close(about);
    for (ssize_t at = 0; at < length; at++)
        if (!line[at]) line[at] = ' ';
    if (*shared->name && strstr(line, shared->name)) shared->program = getpid();
}

/* 1: this change does not happen, the program has ended. */
static int is_cut(const char *what, const char *path, const char *other)
{
    if (!shared || !path || (!strstr(path, shared->folder) && !(other && strstr(other, shared->folder)))) return 0;
    if (!shared->program) return 0;
    if (!shared->is_over) {
        int count = __sync_add_and_fetch(&shared->count, 1);
        if (steps >= 0) dprintf(steps, "%s %s\n", what, strstr(path, shared->folder) ? strstr(path, shared->folder) : path);
        if (!shared->at || count < shared->at) return 0;
        shared->is_over = 1;
    }
    if (shared->program == getpid()) kill(getpid(), SIGKILL);
    kill(shared->program, SIGKILL);
    errno = EIO;
    return 1;
}

static int is_cut_at(const char *what, int descriptor)
{
    char link[64], path[4096];
    if (!shared || !shared->program) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_cut(what, path, NULL);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MODE(last) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, last); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...)
{
    MODE(flags)
    if ((flags & (O_CREAT | O_TRUNC)) && is_cut("create", path, NULL)) return -1;
    return NEXT(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    MODE(flags)
    if ((flags & (O_CREAT | O_TRUNC)) && is_cut("create", path, NULL)) return -1;
    return NEXT(open64)(path, flags, mode);
}
int mkdir(const char *path, mode_t mode) { return is_cut("folder", path, NULL) ? -1 : NEXT(mkdir)(path, mode); }
int rmdir(const char *path) { return is_cut("drop-folder", path, NULL) ? -1 : NEXT(rmdir)(path); }
int unlink(const char *path) { return is_cut("drop", path, NULL) ? -1 : NEXT(unlink)(path); }
int rename(const char *from, const char *to) { return is_cut("rename", from, to) ? -1 : NEXT(rename)(from, to); }
int ftruncate(int file, off_t size) { return is_cut_at("size", file) ? -1 : NEXT(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { return is_cut_at("size", file) ? -1 : NEXT(ftruncate64)(file, size); }
int fsync(int file) { return is_cut_at("sync", file) ? -1 : NEXT(fsync)(file); }
ssize_t write(int file, const void *data, size_t size) { return is_cut_at("write", file) ? -1 : NEXT(write)(file, data, size); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return is_cut_at("write", file) ? -1 : NEXT(pwrite)(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { return is_cut_at("write", file) ? -1 : NEXT(pwrite64)(file, data, size, at); }
