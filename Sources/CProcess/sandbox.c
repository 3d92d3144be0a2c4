#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

enum { maximum_instructions = 512 };

/// A filter that grows instruction by instruction.
typedef struct {
  struct sock_filter code[maximum_instructions];
  unsigned count;
} filter;

static void add(filter *filter, struct sock_filter instruction) {
  if (filter->count < maximum_instructions) filter->code[filter->count] = instruction;
  filter->count++;
}

static void add_statement(filter *filter, uint16_t code, uint32_t value) {
  add(filter, (struct sock_filter)BPF_STMT(code, value));
}

/// Skips `otherwise` instructions unless the comparison holds.
static void add_jump(filter *filter, uint16_t comparison, uint32_t value, uint8_t then, uint8_t otherwise) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | comparison | BPF_K, value, then, otherwise));
}

static void add_result(filter *filter, uint32_t result) { add_statement(filter, BPF_RET | BPF_K, result); }

static void load(filter *filter, size_t offset) { add_statement(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset); }

/// Both machines are little-endian: the low half of an argument comes first.
static void load_argument(filter *filter, unsigned index) {
  load(filter, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

static void give(filter *filter, int call, uint32_t result) {
  add_jump(filter, BPF_JEQ, (uint32_t)call, 0, 1);
  add_result(filter, result);
}

#define REFUSED (SECCOMP_RET_ERRNO | EACCES)
#define UNKNOWN (SECCOMP_RET_ERRNO | ENOSYS)

/// `call` is refused when its argument has any of `bits`. Each rule ends in a result, so the number stays loaded for the
/// next one.
static void refuse_bits(filter *filter, int call, unsigned argument, uint32_t bits) {
  add_jump(filter, BPF_JEQ, (uint32_t)call, 0, 4);
  load_argument(filter, argument);
  add_jump(filter, BPF_JSET, bits, 0, 1);
  add_result(filter, REFUSED);
  add_result(filter, SECCOMP_RET_ALLOW);
}

/// `call` is allowed when its argument is one of two values.
static void allow_values(filter *filter, int call, unsigned argument, uint32_t first, uint32_t second) {
  add_jump(filter, BPF_JEQ, (uint32_t)call, 0, 5);
  load_argument(filter, argument);
  add_jump(filter, BPF_JEQ, first, 1, 0);
  add_jump(filter, BPF_JEQ, second, 0, 1);
  add_result(filter, SECCOMP_RET_ALLOW);
  add_result(filter, REFUSED);
}

/// What a parser needs: memory, time, its channel, files that are open, threads.
static const int allowed[] = {
    SYS_read, SYS_write, SYS_futex, SYS_recvfrom, SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk,
    SYS_close, SYS_fstat, SYS_newfstatat, SYS_statx, SYS_lseek, SYS_pread64, SYS_pwrite64, SYS_readv, SYS_writev,
    SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getdents64, SYS_getcwd, SYS_fcntl, SYS_dup, SYS_dup3, SYS_ppoll,
    SYS_pselect6, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_getpid, SYS_gettid,
    SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_set_robust_list, SYS_rseq, SYS_set_tid_address,
    SYS_sched_yield, SYS_sched_getaffinity, SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres,
    SYS_gettimeofday, SYS_getrandom, SYS_uname, SYS_sysinfo, SYS_getrlimit, SYS_setrlimit, SYS_getrusage, SYS_times,
    SYS_fadvise64, SYS_statfs, SYS_fstatfs, SYS_membarrier, SYS_restart_syscall, SYS_eventfd2, SYS_pipe2, SYS_exit,
    SYS_exit_group, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait,
#ifdef __x86_64__
    SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll, SYS_select, SYS_time, SYS_arch_prctl, SYS_dup2, SYS_pipe,
    SYS_epoll_wait,
#endif
};

/// What would reach beyond the process: a plain refusal, which libraries know how to take. Anything in neither list does
/// not exist for the worker, so that libraries fall back to what does.
static const int refused[] = {
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4, SYS_sendmsg, SYS_sendmmsg,
    SYS_execve, SYS_execveat, SYS_truncate, SYS_ftruncate, SYS_unlinkat, SYS_renameat, SYS_renameat2, SYS_mkdirat,
    SYS_linkat, SYS_symlinkat, SYS_mknodat, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat,
    SYS_setxattr, SYS_fsetxattr, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_tkill, SYS_mount,
    SYS_chroot, SYS_memfd_create,
#ifdef __x86_64__
    SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_mkdir, SYS_rmdir, SYS_link, SYS_symlink, SYS_mknod,
    SYS_chmod, SYS_chown, SYS_utime, SYS_utimes,
#endif
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

int32_t almanac_worker_filter_calls(void) {
  static filter filter;
  filter.count = 0;
  const uint32_t process = (uint32_t)getpid();
  load(&filter, offsetof(struct seccomp_data, arch));
  add_jump(&filter, BPF_JEQ, ARCHITECTURE, 1, 0);
  add_result(&filter, SECCOMP_RET_KILL_PROCESS);
  load(&filter, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
  // The numbers of the x32 interface, which no program of this build uses.
  add_jump(&filter, BPF_JGE, 0x40000000, 0, 1);
  add_result(&filter, SECCOMP_RET_KILL_PROCESS);
#endif
  for (size_t i = 0; i < COUNT(allowed); i++) give(&filter, allowed[i], SECCOMP_RET_ALLOW);
  for (size_t i = 0; i < COUNT(refused); i++) give(&filter, refused[i], REFUSED);
  // Files are opened to be read. O_TMPFILE shares a bit with O_DIRECTORY, which is harmless.
  const uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  refuse_bits(&filter, SYS_openat, 2, writing);
#ifdef __x86_64__
  refuse_bits(&filter, SYS_open, 1, writing);
#endif
  // Without an address bytes go to the channel, with one they would go anywhere: the length of the address is zero.
  allow_values(&filter, SYS_sendto, 5, 0, 0);
  // A new thread, not a new process. clone3 keeps its flags in memory; without it libraries call clone.
  add_jump(&filter, BPF_JEQ, SYS_clone, 0, 4);
  load_argument(&filter, 0);
  add_jump(&filter, BPF_JSET, CLONE_THREAD, 0, 1);
  add_result(&filter, SECCOMP_RET_ALLOW);
  add_result(&filter, REFUSED);
  // abort() and raise() signal the process itself.
  allow_values(&filter, SYS_kill, 0, process, process);
  allow_values(&filter, SYS_tgkill, 0, process, process);
  allow_values(&filter, SYS_prlimit64, 0, 0, process);
  allow_values(&filter, SYS_ioctl, 1, TCGETS, FIONREAD);
  // The names of threads and of memory.
  allow_values(&filter, SYS_prctl, 0, PR_SET_NAME, 0x53564d41);
  add_result(&filter, UNKNOWN);
  if (filter.count > maximum_instructions) return -E2BIG;
  struct sock_fprog program = {.len = (unsigned short)filter.count, .filter = filter.code};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0 ? 0 : -errno;
}

#else

int32_t almanac_worker_filter_calls(void) { return -ENOSYS; }

#endif

/// Lets `ruleset` read below `path`. A folder that is not there needs no rule.
static int32_t allow_reads(int ruleset, const char *path) {
  struct landlock_path_beneath_attr rule = {
      .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
      .parent_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (rule.parent_fd < 0) return 0;
  int32_t error = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ? 0 : -errno;
  close(rule.parent_fd);
  return error;
}

int32_t almanac_worker_limit_files(const char *folders) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 0) return -errno;
  // Version 1 knows 13 rights, 2 and 3 one more each; version 5 adds ioctl on devices.
  uint64_t rights = (1ULL << 13) - 1;
  if (version >= 2) rights |= 1ULL << 13;
  if (version >= 3) rights |= 1ULL << 14;
  if (version >= 5) rights |= 1ULL << 15;
  struct landlock_ruleset_attr attributes = {.handled_access_fs = rights};
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
  if (ruleset < 0) return -errno;
  int32_t error = 0;
  while (*folders && !error) {
    char path[256];
    size_t length = strcspn(folders, ":");
    if (length < sizeof path) {
      memcpy(path, folders, length);
      path[length] = 0;
      error = allow_reads(ruleset, path);
    }
    folders += length + (folders[length] == ':');
  }
  if (!error && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) error = -errno;
  close(ruleset);
  return error;
}
