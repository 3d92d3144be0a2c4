internal import Common
internal import Manifest

/// What becomes of a want: known already, or a request.
extension FetchSession {
  func dispatch(_ want: SourceCrawl.Want, _ lane: Int) {
    guard case .page(let address) = want else {
      if case .sitemap(let address) = want { submit(Job(lane: lane, kind: .want(want), address: address)) }
      return
    }
    if let record = fresh[address] {
      use(record, at: address, lane)
    } else if let record = pins[address], isOffline || !lanes[lane].refreshes(address) {
      use(record, at: address, lane)
    } else if isOffline {
      answer(lane, want, .skipped(.notInArchive))
    } else {
      if let owner = owners[address], owner != lane {
        followers[address, default: []].append(lane)
        return
      }
      owners[address] = lane
      var job = Job(lane: lane, kind: .want(want), address: address)
      if case .page(let page) = pins[address] { job.validators = page }
      submit(job)
    }
  }

  private func use(_ record: FetchRecord, at address: WebAddress, _ lane: Int) {
    switch record {
    case .redirect(let target): answer(lane, .page(address), .redirect(to: target))
    case .status(let status): answer(lane, .page(address), .skipped(.status(status)))
    case .page(let page): readSnapshot(page, at: address, lane, isNew: false)
    }
  }

  /// Analyses a page from its snapshot; one that is lost is asked for again.
  func readSnapshot(_ page: PageRecord, at address: WebAddress, _ lane: Int, isNew: Bool) {
    let (store, analyzer, crawl) = (store, lanes[lane].analyzer, lanes[lane].crawl)
    let (scope, isRestoring) = (crawl.scope, crawl.isRestoring)
    analyze {
      do throws(SnapshotError) {
        let bytes = try store.read(page.digest)
        let analysis =
          isRestoring
          ? PageAnalysis()
          : analyzer.analyze(bytes, at: address, contentType: page.contentType, robots: page.robots, scope: scope)
        return .analyzed(lane: lane, .page(address), page, analysis, isNew: isNew)
      } catch {
        return .lost(lane: lane, address)
      }
    }
  }

  /// Sends a request on its way: behind robots.txt, then into the queue of its host.
  func submit(_ job: Job) {
    guard !isOffline else {
      if case .want(let want) = job.kind { answer(job.lane, want, .skipped(.notInArchive)) }
      return
    }
    let policy = lanes[job.lane].policy
    guard case .want(let want) = job.kind, policy.followsRobots else {
      schedule.add(job, to: job.address.hostAndPort)
      return
    }
    let key = RobotsKey(origin: job.address.origin, agent: policy.agent)
    switch robots[key] {
    case .rules(let rules):
      if rules.allows(job.address.target) {
        schedule.add(job, to: job.address.hostAndPort)
      } else {
        answer(job.lane, want, .skipped(.robots))
      }
    case .unreachable(let reason): settleFailure(job, reason)
    case .waiting(let jobs): robots[key] = .waiting(jobs + [job])
    case nil:
      robots[key] = .waiting([job])
      submit(Job(lane: job.lane, kind: .robots(key), address: job.address.with(path: "/robots.txt")))
    }
  }

  func settleRobots(_ key: RobotsKey, _ state: Robots) {
    guard case .waiting(let jobs) = robots[key] else { return }
    robots[key] = state
    for job in jobs { submit(job) }
  }

  /// Answers a want that has failed for good. A pinned page stays when it is the server that failed.
  func settleFailure(_ job: Job, _ reason: SkipReason) {
    guard case .want(let want) = job.kind else { return }
    if let pin = job.validators, reason.isServiceFailure {
      unconfirmed.append((job.lane, job.address, reason))
      // Should the snapshot be lost as well, the request must not go round in circles.
      if hasSnapshot(pin) {
        readSnapshot(pin, at: job.address, job.lane, isNew: false)
        return
      }
    }
    answer(job.lane, want, .skipped(reason))
  }

  private func hasSnapshot(_ page: PageRecord) -> Bool { (try? store.read(page.digest)) != nil }
}
