/// Worker processes: what Swift cannot call because it is variadic or a GNU extension.
///
/// Every function returns a negative `errno` on failure.
#pragma once
#include <stdint.h>

/// A worker that was started, from the parent's side.
typedef struct {
  /// The process, or a negative `errno` when it could not be started; the other fields are then -1.
  int32_t process;
  /// The parent's end of the socket pair whose other end is the worker's descriptor 0.
  int32_t socket;
  /// A file in memory that the worker's descriptors 1 and 2 append to.
  int32_t messages;
} almanac_worker;

/// Starts `program` with the arguments `worker VERSION PARENT MEMORY` in a process group of its own, with a fixed
/// environment and no other descriptors.
///
/// The worker dies with the calling *thread*: call this on a thread that lives as long as the worker may.
///
/// - memory: the most address space the worker may use, in bytes; 0 for no limit.
almanac_worker almanac_worker_start(const char *program, uint32_t version, uint64_t memory);

/// Gives up what a parser needs not: new privileges, core dumps, large files, memory past `memory` bytes (0: no limit);
/// dies when `parent` does.
///
/// Descriptor 0 becomes the null device; what was there, the socket, is the result.
int32_t almanac_worker_confine(int32_t parent, uint64_t memory);

/// Lets the calling process use `seconds` more of processor time before it is killed with SIGXCPU.
int32_t almanac_worker_allow(uint64_t seconds);

/// Waits for `process` to end, and leaves it to be reaped, so that its number stays its own.
///
/// The result is its exit status (0…255), or 256 plus the signal that ended it.
int32_t almanac_worker_await(int32_t process);

/// 1 when `process` has ended or does so within `milliseconds`, else 0.
int32_t almanac_worker_has_ended(int32_t process, int32_t milliseconds);

/// Kills `process`, if it still runs, and reaps it.
void almanac_worker_reap(int32_t process);

/// Kills `process`, which has not been reaped.
void almanac_worker_kill(int32_t process);

/// Lets the calling process do from now on only what a parser needs (seccomp): no sockets, no other programs or
/// processes, no files opened for writing. What is refused fails with EACCES; what is unknown does not exist (ENOSYS).
///
/// `-ENOSYS` or `-EINVAL` where the kernel or the machine cannot filter.
int32_t almanac_worker_filter_calls(void);

/// Lets the calling process read files from now on only in `folders`, whose paths colons part, and write, make or remove
/// none (Landlock).
///
/// `-ENOSYS` or `-EOPNOTSUPP` where the kernel does not have it or it is switched off.
int32_t almanac_worker_limit_files(const char *folders);
