internal import Crypto

/// A SHA-256 digest: 32 bytes, compared and ordered bytewise.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let byteCount = 32

  /// The 32 bytes of the digest.
  package let bytes: [UInt8]

  /// Wraps 32 bytes that are a digest already; `nil` for any other count.
  package init?(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// Parses 64 hexadecimal digits.
  package init?(hex: String) {
    var bytes: [UInt8] = []
    var pending: UInt8?
    for character in hex.utf8 {
      guard let digit = character.hexadecimalValue else { return nil }
      if let high = pending {
        bytes.append(high << 4 | digit)
        pending = nil
      } else {
        pending = digit
      }
    }
    guard pending == nil else { return nil }
    self.init(bytes: bytes)
  }

  /// The digest of `data`.
  package init(hashing data: [UInt8]) {
    var builder = DigestBuilder()
    builder.update(data)
    self = builder.finalize()
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String { bytes.hex }

  package var description: String { hex }

  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// SHA-256 over bytes that arrive in pieces.
package struct DigestBuilder: Sendable {
  private var state = SHA256()

  package init() {}

  package mutating func update(_ data: [UInt8]) {
    state.update(data: data)
  }

  package mutating func update(_ data: ArraySlice<UInt8>) {
    unsafe data.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Adds bytes that live elsewhere, for example in a mapped file.
  package mutating func update(_ data: RawSpan) {
    unsafe data.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  package consuming func finalize() -> Digest {
    guard let digest = Digest(bytes: state.finalize()) else {
      preconditionFailure("SHA-256 gives 32 bytes")
    }
    return digest
  }
}
