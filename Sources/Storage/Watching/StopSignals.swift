internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM as a question that long work asks between its steps, and as a ring for work that waits.
///
/// The second signal ends the process in the usual way, for those who cannot wait.
package enum StopSignals {
  private static let areReceived = Atomic<Bool>(false)
  private static let alarms = Mutex<[Alarm]>([])

  /// Whether one of the signals came since `handle`.
  package static var haveCome: Bool { areReceived.load(ordering: .acquiring) }

  /// Takes the signals from now on; `alarm` rings when one comes.
  package static func handle(ringing alarm: Alarm) {
    // Kept for good: the handler reads it without a lock.
    alarms.withLock { $0.append(alarm) }
    areReceived.store(false, ordering: .releasing)
    descriptor.store(alarm.writing, ordering: .releasing)
    // Whoever started the program may have blocked them, and masks are inherited.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        if StopSignals.areReceived.exchange(true, ordering: .acquiringAndReleasing) {
          _ = signal(number, SIG_DFL)
          raise(number)
        }
        Alarm.ring(StopSignals.descriptor.load(ordering: .acquiring))
      }
    }
  }

  private static let descriptor = Atomic<Int32>(-1)
}
