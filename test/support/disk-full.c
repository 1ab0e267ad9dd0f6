/*
 * A disk that refuses, for tests: preloaded into a program, it makes the calls that change files
 * of one folder fail for as long as a trigger file exists.
 *
 *   TATTLE_FAULT_FOLDER   absolute path of the folder
 *   TATTLE_FAULT_TRIGGER  the trigger. It begins with "f" (full): calls that write fail with
 *                         ENOSPC, larger ones after half of the bytes, as on a real disk;
 *                         or with "s" (sync): fsync and fdatasync fail with EIO.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* Larger writes store something before the disk is full. */
#define PARTIAL 512

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* What the trigger says: 'f', 's', or 0 for nothing. */
static char fault(void) {
  const char *trigger = getenv("TATTLE_FAULT_TRIGGER");
  if (trigger == NULL) return 0;
  int fd = REAL(open)(trigger, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char kind = 0;
  if (read(fd, &kind, 1) != 1) kind = 0;
  close(fd);
  return kind;
}

static int inside(int fd) {
  const char *folder = getenv("TATTLE_FAULT_FOLDER");
  if (folder == NULL) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  size_t prefix = strlen(folder);
  return strncmp(path, folder, prefix) == 0 && path[prefix] == '/';
}

static int refused(int fd, char kind, int error) {
  int saved = errno;
  if (inside(fd) && fault() == kind) {
    errno = error;
    return 1;
  }
  errno = saved;
  return 0;
}

#define FULL(fd) refused(fd, 'f', ENOSPC)
#define BROKEN(fd) refused(fd, 's', EIO)

ssize_t write(int fd, const void *bytes, size_t count) {
  if (!FULL(fd)) return REAL(write)(fd, bytes, count);
  return count > PARTIAL ? REAL(write)(fd, bytes, count / 2) : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  if (!FULL(fd)) return REAL(pwrite)(fd, bytes, count, at);
  return count > PARTIAL ? REAL(pwrite)(fd, bytes, count / 2, at) : -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  if (!FULL(fd)) return REAL(pwrite64)(fd, bytes, count, at);
  return count > PARTIAL ? REAL(pwrite64)(fd, bytes, count / 2, at) : -1;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return FULL(fd) ? -1 : REAL(writev)(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  return FULL(fd) ? -1 : REAL(pwritev)(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  return FULL(fd) ? -1 : REAL(pwritev64)(fd, parts, count, at);
}

int ftruncate(int fd, off_t length) { return FULL(fd) ? -1 : REAL(ftruncate)(fd, length); }

int ftruncate64(int fd, off64_t length) { return FULL(fd) ? -1 : REAL(ftruncate64)(fd, length); }

int fallocate(int fd, int mode, off_t at, off_t length) {
  return FULL(fd) ? -1 : REAL(fallocate)(fd, mode, at, length);
}

int posix_fallocate(int fd, off_t at, off_t length) {
  return FULL(fd) ? ENOSPC : REAL(posix_fallocate)(fd, at, length);
}

int fsync(int fd) { return FULL(fd) || BROKEN(fd) ? -1 : REAL(fsync)(fd); }

int fdatasync(int fd) { return FULL(fd) || BROKEN(fd) ? -1 : REAL(fdatasync)(fd); }
