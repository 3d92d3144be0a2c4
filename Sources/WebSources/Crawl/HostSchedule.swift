/// When which request may go to which host: as many at a time as allowed, with the delay between them, later after a
/// failure. A value without clock: the caller says what time it is.
package struct HostSchedule<Job: Sendable>: Sendable {
  private struct Host {
    var queue: [Job] = []
    /// Jobs that wait for their own time, in the order of their times.
    var delayed: [(due: Duration, job: Job)] = []
    var active = 0
    /// Not before this, whichever job.
    var nextStart = Duration.zero
  }

  /// How a job wants its host to be treated.
  package struct Pace: Sendable {
    package var delay: Duration
    package var concurrency: Int

    package init(delay: Duration, concurrency: Int) {
      self.delay = delay
      self.concurrency = concurrency
    }
  }

  private var hosts: [String: Host] = [:]
  /// In the order in which they appeared, so that nothing depends on hashing.
  private var order: [String] = []

  package init() {}

  /// Puts a job at the end of its host's queue.
  package mutating func add(_ job: Job, to host: String) {
    if hosts[host] == nil { order.append(host) }
    hosts[host, default: Host()].queue.append(job)
  }

  /// Puts a job back that is to be tried again at `due`.
  ///
  /// - Parameter pausesHost: whether the whole host rests until then.
  package mutating func add(_ job: Job, to host: String, due: Duration, pausesHost: Bool) {
    if hosts[host] == nil { order.append(host) }
    var state = hosts[host] ?? Host()
    let index = state.delayed.firstIndex { $0.due > due } ?? state.delayed.endIndex
    state.delayed.insert((due, job), at: index)
    if pausesHost { state.nextStart = max(state.nextStart, due) }
    hosts[host] = state
  }

  /// Notes that a job of the host has ended.
  package mutating func end(at host: String) { hosts[host]?.active -= 1 }

  /// The next job that may start at `now`; it counts as active from then on.
  package mutating func next(at now: Duration, pace: (Job) -> Pace) -> Job? {
    for name in order {
      guard var host = hosts[name], host.nextStart <= now else { continue }
      let isDue = host.delayed.first.map { $0.due <= now } ?? false
      guard let job = isDue ? host.delayed.first?.job : host.queue.first else { continue }
      let pace = pace(job)
      guard host.active < pace.concurrency else { continue }
      if isDue { host.delayed.removeFirst() } else { host.queue.removeFirst() }
      host.active += 1
      host.nextStart = now + pace.delay
      hosts[name] = host
      return job
    }
    return nil
  }

  /// The earliest time at which a job may start that cannot now for reasons of time alone; `nil` without one.
  package func nextTime(after now: Duration, pace: (Job) -> Pace) -> Duration? {
    var earliest: Duration?
    for name in order {
      guard let host = hosts[name] else { continue }
      var times = host.delayed.first.map { [(max($0.due, host.nextStart), $0.job)] } ?? []
      if let job = host.queue.first { times.append((host.nextStart, job)) }
      for (time, job) in times where host.active < pace(job).concurrency {
        earliest = min(earliest ?? time, time)
      }
    }
    return earliest
  }

  package var isEmpty: Bool { hosts.values.allSatisfy { $0.queue.isEmpty && $0.delayed.isEmpty } }
}
