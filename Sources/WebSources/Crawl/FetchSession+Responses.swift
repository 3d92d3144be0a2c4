internal import Common
internal import Manifest

/// What becomes of a response.
extension FetchSession {
  func finish(_ job: Job, _ result: Result<HTTPResponse, TransferFailure>) throws(SystemError) {
    switch result {
    case .failure(let failure):
      if failure.isTransient, retries(job, after: nil) { return }
      fail(job, SkipReason(failure))
    case .success(let response):
      let isBusy = [408, 429, 500, 502, 503, 504].contains(response.status)
      if isBusy, retries(job, after: response.retryAfter.map { .seconds($0) }) { return }
      switch job.kind {
      case .robots(let key): readRobots(job, key, response)
      case .want(let want): try read(job, want, response)
      }
    }
  }

  /// Puts the job back for another try, later each time; false when it had its tries.
  private func retries(_ job: Job, after pause: Duration?) -> Bool {
    guard job.attempt < Self.maximumAttempts else { return false }
    let backoff = max(Self.firstBackoff * (1 << (job.attempt - 1)), pause ?? .zero)
    guard backoff <= Self.longestPause else { return false }
    var job = job
    job.attempt += 1
    schedule.add(job, to: job.address.hostAndPort, due: clock.now + backoff, pausesHost: pause != nil)
    return true
  }

  private func fail(_ job: Job, _ reason: SkipReason) {
    guard case .robots(let key) = job.kind else {
      settleFailure(job, reason)
      return
    }
    switch reason {
    case .forbiddenAddress: settleRobots(key, .unreachable(reason))
    default: settleRobots(key, .unreachable(.robotsUnreachable(reason.text)))
    }
  }

  private func readRobots(_ job: Job, _ key: RobotsKey, _ response: HTTPResponse) {
    switch response.status {
    case 200...299: settleRobots(key, .rules(RobotsRules(parsing: response.body, agent: key.agent)))
    case 300...399:
      // RFC 9309, §2.3.1.2: five redirects are followed; what has more is as if it were not there.
      if job.hops < 5, let target = response.header("location").flatMap({ WebAddress($0, relativeTo: job.address) }) {
        var job = job
        job.hops += 1
        job.attempt = 1
        job.address = target
        submit(job)
      } else {
        settleRobots(key, .rules(.allowingAll))
      }
    case 429, 500...: settleRobots(key, .unreachable(.robotsUnreachable("status \(response.status)")))
    default: settleRobots(key, .rules(.allowingAll))
    }
  }

  private func read(_ job: Job, _ want: SourceCrawl.Want, _ response: HTTPResponse) throws(SystemError) {
    switch response.status {
    case 304:
      guard case .page(let address) = want, var page = job.validators else {
        settleFailure(job, .status(304))
        return
      }
      countNotModified()
      // Servers that compress answer 200 with a weak tag and 304 with a strong one: that is no news.
      if let etag = response.header("etag"), etag.withoutWeakness != page.etag?.withoutWeakness { page.etag = etag }
      page.lastModified = response.header("last-modified") ?? page.lastModified
      readSnapshot(page, at: address, job.lane, isNew: true)
    case 200...299: readBody(job, want, response)
    case 301, 302, 303, 307, 308:
      let location = response.header("location") ?? ""
      guard let target = WebAddress(location, relativeTo: job.address) else {
        answer(job.lane, want, .skipped(.badRedirect(location)))
        return
      }
      if case .page(let address) = want { try keep(address, .redirect(to: target)) }
      answer(job.lane, want, .redirect(to: target))
    default:
      // Other statuses may change with the manifest's credentials, which a page that is gone does not.
      if case .page(let address) = want, response.status == 404 || response.status == 410 {
        try keep(address, .status(response.status))
      }
      settleFailure(job, .status(response.status))
    }
  }

  private func readBody(_ job: Job, _ want: SourceCrawl.Want, _ response: HTTPResponse) {
    let (lane, analyzer, scope) = (job.lane, lanes[job.lane].analyzer, lanes[job.lane].crawl.scope)
    switch want {
    case .sitemap(let address):
      analyze { .sitemap(lane: lane, want, analyzer.readSitemap(response.body, at: address)) }
    case .page(let address):
      let (store, keepsBodies, fetched, pin) = (store, keepsBodies, clock.timestamp, job.validators)
      analyze {
        do {
          let body = response.body
          let digest = keepsBodies ? try store.store(body) : Digest(hashing: body)
          // A page that says the same was fetched when it first said it: nothing changed that a reader could see.
          let isSame = pin?.digest == digest
          let page = PageRecord(response, digest: digest, fetched: isSame ? pin?.fetched ?? fetched : fetched)
          let analysis = analyzer.analyze(
            body, at: address, contentType: page.contentType, robots: page.robots, scope: scope)
          return .analyzed(lane: lane, want, page, analysis, isNew: true)
        } catch let error as SystemError {
          return .failed(error)
        } catch {
          return .failed(SystemError(.inputOutput, "the snapshot cannot be written", cause: "\(error)"))
        }
      }
    }
  }
}

extension String {
  /// An entity tag for weak comparison (RFC 9110, §8.8.3.2).
  fileprivate var withoutWeakness: Substring { hasPrefix("W/") ? dropFirst(2) : self[...] }
}
