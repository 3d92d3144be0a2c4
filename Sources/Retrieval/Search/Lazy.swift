internal import Synchronization

/// A value that is made when it is first asked for, once, whichever thread asks.
final class Lazy<Value: Sendable>: Sendable {
  private let state = Mutex<Value?>(nil)

  /// The value; a failure is not kept, the next caller tries again.
  func value<Failure: Error>(_ make: () throws(Failure) -> Value) throws(Failure) -> Value {
    try state.withLock { (state) throws(Failure) -> Value in
      if let value = state { return value }
      let value = try make()
      state = value
      return value
    }
  }
}
