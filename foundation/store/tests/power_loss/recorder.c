/* Writes down what a program does to the files below $POWER_ROOT, in the order it was done, into $POWER_LOG.
   A sync is said and takes its time, but is not done: the replay is the disk. System calls are made by number, so
   that nothing here calls itself; whoever copies files inside the kernel is told that it cannot. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST 4096
#define SYNC_NS 300000

struct head { int32_t kind, fd; uint64_t at, len; };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_len;
static int record = -1;
static char watched[MOST];

static void say(int kind, int fd, uint64_t at, const void *data, uint64_t len) {
    struct head head = {kind, fd, at, len};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)data, len}};
    if (syscall(SYS_writev, record, parts, 2) != (long)(sizeof head + len)) abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("POWER_LOG");
    root = getenv("POWER_ROOT");
    if (!log || !root) return;
    record = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (record < 0) abort();
    root_len = strlen(root);
    say('B', -1, 0, "", 0);
}

/* Nobody is between doing and saying when the program ends, and nobody begins. */
__attribute__((destructor)) static void end(void) { pthread_mutex_lock(&turn); }

/* The rest of a path below the root, or nothing. */
static const char *below(const char *path) {
    if (record < 0 || strncmp(path, root, root_len)) return NULL;
    return path[root_len] == '/' ? path + root_len + 1 : path[root_len] ? NULL : path + root_len;
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[len < 0 ? 0 : len] = 0;
    return len >= 0;
}

static int sees(int fd) { return fd >= 0 && fd < MOST && watched[fd]; }

static int opens(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    pthread_mutex_lock(&turn);
    int fd = syscall(SYS_openat, folder, name, flags, mode);
    int error = errno;
    if (record >= 0 && fd >= MOST) abort();
    if (record >= 0 && fd >= 0) {
        const char *rest = path_of(fd, path) ? below(path) : NULL;
        watched[fd] = rest != NULL;
        if (rest) say('O', fd, flags, rest, strlen(rest));
    }
    pthread_mutex_unlock(&turn);
    errno = error;
    return fd;
}

#define OPEN(name, params, folder)                                                                    \
    int name params {                                                                                 \
        mode_t mode = 0;                                                                              \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                          \
            va_list rest;                                                                             \
            va_start(rest, flags);                                                                    \
            mode = va_arg(rest, mode_t);                                                              \
            va_end(rest);                                                                             \
        }                                                                                             \
        return opens(folder, path, flags, mode);                                                      \
    }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int folder, const char *path, int flags, ...), folder)
OPEN(openat64, (int folder, const char *path, int flags, ...), folder)

static ssize_t writes(int fd, const void *data, size_t len, off_t at, int placed) {
    pthread_mutex_lock(&turn);
    if (!placed && sees(fd)) {
        int end = fcntl(fd, F_GETFL) & O_APPEND;
        at = syscall(SYS_lseek, fd, 0, end ? SEEK_END : SEEK_CUR);
    }
    ssize_t done = placed ? syscall(SYS_pwrite64, fd, data, len, at) : syscall(SYS_write, fd, data, len);
    int error = errno;
    if (done > 0 && sees(fd)) say('W', fd, at, data, done);
    pthread_mutex_unlock(&turn);
    errno = error;
    return done;
}

ssize_t write(int fd, const void *data, size_t len) { return writes(fd, data, len, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t len, off_t at) { return writes(fd, data, len, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at) { return writes(fd, data, len, at, 1); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!sees(fd) || count < 1) return syscall(SYS_writev, fd, parts, count);
    return write(fd, parts[0].iov_base, parts[0].iov_len);
}

static int cuts(int fd, off_t len) {
    pthread_mutex_lock(&turn);
    int done = syscall(SYS_ftruncate, fd, len), error = errno;
    if (!done && sees(fd)) say('T', fd, len, "", 0);
    pthread_mutex_unlock(&turn);
    errno = error;
    return done;
}

int ftruncate(int fd, off_t len) { return cuts(fd, len); }
int ftruncate64(int fd, off64_t len) { return cuts(fd, len); }

static int syncs(int fd, long number) {
    if (!sees(fd)) return syscall(number, fd);
    struct timespec pause = {0, SYNC_NS};
    pthread_mutex_lock(&turn);
    nanosleep(&pause, NULL);
    say('S', fd, 0, "", 0);
    pthread_mutex_unlock(&turn);
    return 0;
}

int fsync(int fd) { return syncs(fd, SYS_fsync); }
int fdatasync(int fd) { return syncs(fd, SYS_fdatasync); }

int close(int fd) {
    pthread_mutex_lock(&turn);
    if (sees(fd)) {
        watched[fd] = 0;
        say('C', fd, 0, "", 0);
    }
    int done = syscall(SYS_close, fd), error = errno;
    pthread_mutex_unlock(&turn);
    errno = error;
    return done;
}

static const char *named(int folder, const char *name, char *path) {
    if (name[0] == '/' || folder == AT_FDCWD) return below(name);
    size_t len = path_of(folder, path) ? strlen(path) : 0;
    snprintf(path + len, PATH_MAX - len, "/%s", name);
    return below(path);
}

/* Done, and said with one name, or with two and a zero between. */
static int names(int kind, int done, const char *one, const char *other) {
    int error = errno;
    char both[2 * PATH_MAX];
    if (!done && one) {
        int len = other ? snprintf(both, sizeof both, "%s%c%s", one, 0, other)
                        : snprintf(both, sizeof both, "%s", one);
        say(kind, -1, 0, both, len);
    }
    pthread_mutex_unlock(&turn);
    errno = error;
    return done;
}

int rename(const char *from, const char *to) {
    pthread_mutex_lock(&turn);
    return names('R', syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), below(from), below(to));
}

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    pthread_mutex_lock(&turn);
    return names('U', syscall(SYS_unlinkat, folder, name, flags), named(folder, name, path), NULL);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdir(const char *path, mode_t mode) {
    pthread_mutex_lock(&turn);
    return names('M', syscall(SYS_mkdirat, AT_FDCWD, path, mode), below(path), NULL);
}

static ssize_t cannot(void) {
    errno = ENOSYS;
    return -1;
}

ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t len, unsigned flags) { return cannot(); }
ssize_t sendfile(int to, int from, off_t *at, size_t len) { return cannot(); }
ssize_t sendfile64(int to, int from, off64_t *at, size_t len) { return cannot(); }
