/*
 * A disk that forgets: after each fsync and fdatasync of a file this keeps a copy of it, as of that
 * moment, in the folder POWER_LOSS_DIR. What lies there is what a power loss leaves at the least.
 * The file "syncs" grows by one byte per call.
 *
 *   cc -shared -fPIC -o power-loss.so power-loss.c -ldl
 *   POWER_LOSS_DIR=/where LD_PRELOAD=./power-loss.so program
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void die(const char *what) {
  perror(what);
  abort();
}

static void count(const char *folder) {
  char name[PATH_MAX];
  snprintf(name, sizeof name, "%s/syncs", folder);
  int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || write(fd, ".", 1) != 1) die(name);
  close(fd);
}

/* Written aside and renamed: whoever is killed in between leaves the copy of the sync before. */
static void copy(const char *from, const char *folder) {
  char aside[PATH_MAX], to[PATH_MAX], block[1 << 16];
  const char *base = strrchr(from, '/') + 1;
  snprintf(to, sizeof to, "%s/%s", folder, base);
  snprintf(aside, sizeof aside, "%s/.%s", folder, base);
  int in = open(from, O_RDONLY | O_CLOEXEC);
  int out = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (in < 0 || out < 0) die(from);
  ssize_t n;
  while ((n = read(in, block, sizeof block)) > 0)
    if (write(out, block, n) != n) die(aside);
  if (n < 0) die(from);
  close(in);
  close(out);
  if (rename(aside, to) != 0) die(to);
}

static int keep(int fd, int result) {
  const char *folder = getenv("POWER_LOSS_DIR");
  char link[64], name[PATH_MAX];
  struct stat is;
  if (result != 0 || folder == NULL || fstat(fd, &is) != 0 || !S_ISREG(is.st_mode)) return result;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length <= 0) return result;
  name[length] = 0;
  copy(name, folder);
  count(folder);
  return result;
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return keep(fd, real(fd));
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return keep(fd, real(fd));
}
