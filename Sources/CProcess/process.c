#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  /// Descriptors a worker may have open: the socket, the null device, and the character maps that a library loads.
  maximum_descriptors = 64,
  /// Bytes a worker may write to any file, its messages included.
  maximum_file = 1 << 20,
};

/// Moves `descriptor` out of the way of the standard ones, so that redirecting one never overwrites another.
static int above_standard(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  close(descriptor);
  return moved;
}

static int spawn(pid_t *process, const char *program, uint32_t version, uint64_t memory, int protocol, int messages) {
  char version_text[16], parent_text[16], memory_text[24];
  snprintf(version_text, sizeof version_text, "%" PRIu32, version);
  snprintf(parent_text, sizeof parent_text, "%d", (int)getpid());
  snprintf(memory_text, sizeof memory_text, "%" PRIu64, memory);
  char *arguments[] = {(char *)program, "worker", version_text, parent_text, memory_text, NULL};

  // One locale and one time zone, whatever the user's. The dynamic linker and sanitizers keep their settings.
  char libraries[4096], sanitizer[1024];
  char *environment[8] = {"LC_ALL=C.UTF-8", "TZ=UTC", "SWIFT_BACKTRACE=enable=no", "G_DEBUG="};
  int count = 4;
  const char *path = getenv("LD_LIBRARY_PATH");
  if (path && snprintf(libraries, sizeof libraries, "LD_LIBRARY_PATH=%s", path) < (int)sizeof libraries)
    environment[count++] = libraries;
  const char *options = getenv("ASAN_OPTIONS");
  if (options && snprintf(sanitizer, sizeof sanitizer, "ASAN_OPTIONS=%s", options) < (int)sizeof sanitizer)
    environment[count++] = sanitizer;
  environment[count] = NULL;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  if (!(error = posix_spawn_file_actions_adddup2(&actions, protocol, 0)) &&
      !(error = posix_spawn_file_actions_adddup2(&actions, messages, 1)) &&
      !(error = posix_spawn_file_actions_adddup2(&actions, messages, 2)) &&
      !(error = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) &&
      !(error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) &&
      !(error = posix_spawnattr_setpgroup(&attributes, 0)) &&
      !(error = posix_spawnattr_setsigmask(&attributes, &none)) &&
      !(error = posix_spawnattr_setsigdefault(&attributes, &all)))
    error = posix_spawn(process, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

almanac_worker almanac_worker_start(const char *program, uint32_t version, uint64_t memory) {
  almanac_worker worker = {.process = -1, .socket = -1, .messages = -1};
  int ends[2] = {-1, -1};
  int messages = -1, error = 0;
  pid_t process = -1;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) error = errno;
  if (!error) {
    ends[0] = above_standard(ends[0]);
    ends[1] = above_standard(ends[1]);
    messages = above_standard(memfd_create("messages", MFD_CLOEXEC));
    if (ends[0] < 0 || ends[1] < 0 || messages < 0 || fcntl(messages, F_SETFL, O_APPEND) != 0) error = errno;
  }
  if (!error) error = spawn(&process, program, version, memory, ends[1], messages);
  if (ends[1] >= 0) close(ends[1]);
  if (error) {
    if (ends[0] >= 0) close(ends[0]);
    if (messages >= 0) close(messages);
    worker.process = -error;
    return worker;
  }
  worker.process = process;
  worker.socket = ends[0];
  worker.messages = messages;
  return worker;
}

/// The address sanitizer reserves terabytes of addresses: no limit on them can hold.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LIMITS_ADDRESSES 0
#endif
#endif
#ifndef LIMITS_ADDRESSES
#define LIMITS_ADDRESSES 1
#endif

static int limit(int resource, rlim_t value) {
  struct rlimit limits = {value, value};
  return setrlimit(resource, &limits) == 0 ? 0 : -errno;
}

int32_t almanac_worker_confine(int32_t parent, uint64_t memory) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -errno;
  // The parent may have died before the line above; nobody would kill us then.
  if (getppid() != parent) return -ESRCH;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -errno;
  // A write past the limit on files is an error that a library ignores, not the end of the worker.
  if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR) return -errno;
  int error = 0;
  if ((error = limit(RLIMIT_CORE, 0)) || (error = limit(RLIMIT_NOFILE, maximum_descriptors)) ||
      (error = limit(RLIMIT_FSIZE, maximum_file)) || (LIMITS_ADDRESSES && memory && (error = limit(RLIMIT_AS, memory))))
    return error;
  int protocol = fcntl(0, F_DUPFD_CLOEXEC, 3);
  if (protocol < 0) return -errno;
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0) return -errno;
  if (dup2(null, 0) < 0) return -errno;
  close(null);
  return protocol;
}

int32_t almanac_worker_allow(uint64_t seconds) {
  struct timespec used;
  struct rlimit limits;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0 || getrlimit(RLIMIT_CPU, &limits) != 0) return -errno;
  // The limit counts whole seconds; one more covers the part of a second that is used already.
  limits.rlim_cur = (rlim_t)used.tv_sec + 1 + seconds;
  if (limits.rlim_max != RLIM_INFINITY && limits.rlim_cur > limits.rlim_max) limits.rlim_cur = limits.rlim_max;
  return setrlimit(RLIMIT_CPU, &limits) == 0 ? 0 : -errno;
}

int32_t almanac_worker_await(int32_t process) {
  siginfo_t information = {0};
  int result;
  do result = waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT);
  while (result != 0 && errno == EINTR);
  if (result != 0) return -errno;
  return information.si_code == CLD_EXITED ? information.si_status : 256 + information.si_status;
}

int32_t almanac_worker_has_ended(int32_t process, int32_t milliseconds) {
  for (int32_t waited = 0;; waited++) {
    siginfo_t information = {0};
    if (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT | WNOHANG) != 0) return errno == EINTR ? 0 : -errno;
    if (information.si_pid == process) return 1;
    if (waited >= milliseconds) return 0;
    struct timespec pause = {.tv_nsec = 1000000};
    nanosleep(&pause, NULL);
  }
}

void almanac_worker_reap(int32_t process) {
  pid_t result;
  almanac_worker_kill(process);
  do result = waitpid(process, NULL, 0);
  while (result < 0 && errno == EINTR);
}

void almanac_worker_kill(int32_t process) {
  if (process > 0) kill(process, SIGKILL);
}
