internal import CCurl
package import Common
internal import Glibc

/// Many transfers at once on one thread, over libcurl's multi interface.
///
/// Not for several threads; only `alarm` may be used from others.
@safe package final class CurlTransport {
  /// Ends the wait of a transport from any thread.
  package struct Alarm: Sendable {
    fileprivate let descriptor: Int32

    package func ring() {
      var one: UInt64 = 1
      unsafe _ = write(descriptor, &one, 8)
    }
  }

  private let multi: UnsafeMutableRawPointer
  private let share: UnsafeMutableRawPointer
  private var transfers: [Int: CurlTransfer] = [:]
  package let alarm: Alarm

  private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  package init() throws(SystemError) {
    let descriptor = almanac_alarm()
    guard Self.isReady, descriptor >= 0, let multi = unsafe curl_multi_init(), let share = unsafe curl_share_init()
    else {
      throw SystemError(.processFailed, "libcurl cannot be started")
    }
    unsafe self.multi = multi
    unsafe self.share = share
    alarm = Alarm(descriptor: descriptor)
    unsafe _ = almanac_curl_share_cookies(share)
  }

  deinit {
    for transfer in transfers.values { unsafe curl_multi_remove_handle(multi, transfer.handle) }
    transfers = [:]
    unsafe curl_multi_cleanup(multi)
    unsafe curl_share_cleanup(share)
    close(alarm.descriptor)
  }

  /// Transfers under way.
  package var count: Int { transfers.count }

  /// Starts a transfer; `id` must not be under way.
  package func start(_ request: HTTPRequest, id: Int) {
    guard let transfer = unsafe CurlTransfer(id: id, request, share: share) else { return }
    transfers[id] = transfer
    unsafe curl_multi_add_handle(multi, transfer.handle)
  }

  /// Works on the transfers until one ends, the alarm rings or `timeout` passes.
  ///
  /// - Returns: the transfers that ended, in the order of their ids.
  package func wait(atMost timeout: Duration) -> [(id: Int, result: Result<HTTPResponse, TransferFailure>)] {
    var running: Int32 = 0
    unsafe curl_multi_perform(multi, &running)
    var ended = takeEnded()
    if ended.isEmpty {
      var bell = curl_waitfd(fd: alarm.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
      let milliseconds = Int32(clamping: Int64((timeout / .milliseconds(1)).rounded(.up)))
      unsafe curl_multi_poll(multi, &bell, 1, max(milliseconds, 0), nil)
      unsafe curl_multi_perform(multi, &running)
      ended = takeEnded()
    }
    var count: UInt64 = 0
    unsafe _ = read(alarm.descriptor, &count, 8)
    return ended.sorted { $0.id < $1.id }
  }

  private func takeEnded() -> [(id: Int, result: Result<HTTPResponse, TransferFailure>)] {
    var ended: [(id: Int, result: Result<HTTPResponse, TransferFailure>)] = []
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE, let handle = unsafe message.pointee.easy_handle else {
        continue
      }
      let code = unsafe message.pointee.data.result
      var context: UnsafeMutableRawPointer?
      unsafe _ = almanac_curl_get_pointer(handle, CURLINFO_PRIVATE, &context)
      guard let transfer = unsafe CurlTransfer.of(context) else { continue }
      ended.append((transfer.id, transfer.result(code)))
      unsafe curl_multi_remove_handle(multi, handle)
      transfers[transfer.id] = nil
    }
    return ended
  }
}
