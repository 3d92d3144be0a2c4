#include "mapping.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// The handler may run at any moment in any thread, so what it reads is atomic and it takes no lock: an entry is in use
// while its `end` is not 0, and `end` is written last and cleared first.
typedef struct {
  _Atomic uintptr_t start, end;
  _Atomic int32_t damaged;
} entry;

enum { capacity = 4096 };
static entry entries[capacity];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction previous;
static uintptr_t page_size;

static void on_bus_error(int number, siginfo_t *info, void *context) {
  uintptr_t address = (uintptr_t)info->si_addr;
  for (int32_t i = 0; i < capacity; i++) {
    uintptr_t end = atomic_load(&entries[i].end);
    if (end == 0 || address >= end || address < atomic_load(&entries[i].start)) continue;
    void *page = (void *)(address & ~(page_size - 1));
    if (mmap(page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) break;
    atomic_store(&entries[i].damaged, 1);
    return;
  }
  // Not ours: hand on, or let the read happen again without a handler, which ends the process.
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(number, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(number);
  } else {
    signal(SIGBUS, SIG_DFL);
  }
}

int32_t kb_mapping_watch(const void *start, size_t length) {
  int32_t found = -1;
  pthread_mutex_lock(&lock);
  if (page_size == 0) {
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previous);
  }
  for (int32_t i = 0; i < capacity && found < 0; i++) {
    if (atomic_load(&entries[i].end) != 0) continue;
    atomic_store(&entries[i].damaged, 0);
    atomic_store(&entries[i].start, (uintptr_t)start);
    // Up to the end of the last page: behind the end of the file, but within the mapping, lies readable memory.
    atomic_store(&entries[i].end, ((uintptr_t)start + length + page_size - 1) & ~(page_size - 1));
    found = i;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

int32_t kb_mapping_is_damaged(int32_t mapping) {
  return mapping >= 0 && mapping < capacity ? atomic_load(&entries[mapping].damaged) : 0;
}

void kb_mapping_forget(int32_t mapping) {
  if (mapping < 0 || mapping >= capacity) return;
  pthread_mutex_lock(&lock);
  atomic_store(&entries[mapping].end, 0);
  pthread_mutex_unlock(&lock);
}
