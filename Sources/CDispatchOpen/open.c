// open(2) as libdispatch may rely on it.
//
// Once a second, if work waits for a thread of its pool, libdispatch reads in /proc/TID/stat which of the pool's threads run, and ends the
// process by a trap when one cannot be opened (swift-corelibs-libdispatch, src/event/workqueue.c: "registered worker exited prematurely").
// But it cannot be opened either when all descriptors are used up, of the process or of the host. The Swift runtime has its tasks run by that pool.
//
// So for that file alone, open(2) always succeeds: in need with a number that is no descriptor. What is then done with it, read(2) and close(2),
// fails without harm, and the thread is taken for one that does not run. Every other open is passed on as it is.

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

/// Whether it is what libdispatch opens: `/proc/TID/stat`, with those flags.
static bool isStateOfWorker(const char *path, int flags) {
  if (flags != (O_RDONLY | O_NONBLOCK) || strncmp(path, "/proc/", 6) != 0) { return false; }
  const char *number = path + 6;
  size_t digits = strspn(number, "0123456789");
  return digits > 0 && strcmp(number + digits, "/stat") == 0;
}

/// Stands before that of the C library, for everything in this process.
int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0 || (flags & __O_TMPFILE) == __O_TMPFILE) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  int descriptor = openat(AT_FDCWD, path, flags, mode);
  return descriptor < 0 && isStateOfWorker(path, flags) ? INT_MAX : descriptor;
}
