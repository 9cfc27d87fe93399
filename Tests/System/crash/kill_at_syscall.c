// Preloaded into the program under test: counts its calls that write, send, create, rename or sync, and ends the program, or
// fills its disk, at one of them.
//
// KILL_AT=N is the call; KILL_HOW says what happens to it: "before" kills instead of it; "half" carries out half of it, as
// a power cut may, and kills (whole, if it has no halves); "full" refuses it and all later ones on files with ENOSPC.
// KILL_LOG=FILE gets a line per call.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum fate { PASS, HALF, REFUSED };

static atomic_int calls;
static int kill_at;
static char how;
static int log_descriptor = -1;

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("KILL_AT"), *name = getenv("KILL_HOW"), *log = getenv("KILL_LOG");
    kill_at = at ? atoi(at) : 0;
    how = name ? name[0] : 'b';
    if (log) log_descriptor = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// A plain kill: no handler, no destructor, no flushing.
static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static enum fate judge(const char *call, int what) {
    int is_file = what == 'f';
    int number = atomic_fetch_add(&calls, 1) + 1;
    if (log_descriptor >= 0) {
        char line[64];
        int length = snprintf(line, sizeof line, "%d %s%s\n", number, call, what == 's' ? "-socket" : "");
        syscall(SYS_write, log_descriptor, line, length);
    }
    if (kill_at == 0 || number < kill_at) return PASS;
    if (how == 'f') return is_file ? REFUSED : PASS;
    if (number > kill_at) die();
    if (how == 'b') die();
    return HALF;
}

// Regular files and sockets; not the event descriptors and pipes by which threads wake each other.
static int kind(int descriptor) {
    struct stat status;
    int before = errno;
    int known = fstat(descriptor, &status) == 0;
    errno = before;
    if (!known || descriptor == 1 || descriptor == 2) return 0;
    return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ? 'f' : S_ISSOCK(status.st_mode) ? 's' : 0;
}

static long refused(void) {
    errno = ENOSPC;
    return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Calls that write bytes: writes half of them, then ends the program.
#define DATA(result, name, parameters, is_what, whole, half)                                   \
    result name parameters {                                                                   \
        static __typeof__(&name) real;                                                         \
        if (!real) real = REAL(name);                                                          \
        int what = is_what;                                                                    \
        if (!what) return whole;                                                               \
        switch (judge(#name, what)) {                                                   \
        case REFUSED: return refused();                                                        \
        case HALF: half; die(); return -1;                                                     \
        default: return whole;                                                                 \
        }                                                                                      \
    }

// Calls without bytes: makes the whole call, then ends the program.
#define DEED(name, parameters, is_what, whole) DATA(int, name, parameters, is_what, whole, whole)

static struct iovec half_of(const struct iovec *vectors) {
    struct iovec first = vectors[0];
    first.iov_len /= 2;
    return first;
}

DATA(ssize_t, write, (int fd, const void *bytes, size_t count), kind(fd), real(fd, bytes, count), real(fd, bytes, count / 2))
DATA(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), kind(fd), real(fd, bytes, count, at),
     real(fd, bytes, count / 2, at))
DATA(ssize_t, send, (int fd, const void *bytes, size_t count, int flags), kind(fd), real(fd, bytes, count, flags),
     real(fd, bytes, count / 2, flags))
DATA(ssize_t, sendto,
     (int fd, const void *bytes, size_t count, int flags, const struct sockaddr *to, socklen_t length), kind(fd),
     real(fd, bytes, count, flags, to, length), real(fd, bytes, count / 2, flags, to, length))
DATA(ssize_t, writev, (int fd, const struct iovec *vectors, int count), kind(fd), real(fd, vectors, count), {
    struct iovec first = half_of(vectors);
    real(fd, &first, 1);
})
// A datagram is sent whole or not at all.
DATA(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), kind(fd), real(fd, message, flags),
     real(fd, message, flags))

DEED(fsync, (int fd), kind(fd), real(fd))
DEED(fdatasync, (int fd), kind(fd), real(fd))
DEED(ftruncate, (int fd, off_t length), kind(fd), real(fd, length))
DEED(rename, (const char *from, const char *to), 'f', real(from, to))
DEED(unlink, (const char *path), 'u', real(path))
DEED(mkdir, (const char *path, mode_t mode), 'f', real(path, mode))
DEED(renameat, (int one, const char *from, int other, const char *to), 'f', real(one, from, other, to))
DEED(unlinkat, (int folder, const char *path, int flags), 'u', real(folder, path, flags))
DEED(mkdirat, (int folder, const char *path, mode_t mode), 'f', real(folder, path, mode))
DEED(connect, (int fd, const struct sockaddr *to, socklen_t length), kind(fd), real(fd, to, length))

static mode_t mode_of(int flags, va_list rest) { return flags & O_CREAT ? va_arg(rest, mode_t) : 0; }

#define OPEN(name, parameters, whole)                                                          \
    int name parameters {                                                                      \
        static __typeof__(&name) real;                                                         \
        if (!real) real = REAL(name);                                                          \
        va_list rest;                                                                          \
        va_start(rest, flags);                                                                 \
        mode_t mode = mode_of(flags, rest);                                                    \
        va_end(rest);                                                                          \
        if (!(flags & (O_CREAT | O_TRUNC))) return whole;                                      \
        switch (judge(#name, 'f')) {                                                             \
        case REFUSED: return (int)refused();                                                   \
        case HALF: (void)(whole); die(); return -1;                                            \
        default: return whole;                                                                 \
        }                                                                                      \
    }

OPEN(open, (const char *path, int flags, ...), real(path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), real(path, flags, mode))
OPEN(openat, (int folder, const char *path, int flags, ...), real(folder, path, flags, mode))
