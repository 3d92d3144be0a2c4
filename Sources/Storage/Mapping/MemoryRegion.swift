internal import CMapping
internal import Common
internal import Glibc

/// Bytes that do not change and do not move while this object lives: a mapped file or memory of our own.
@safe final class MemoryRegion: Sendable {
  private enum Release { case unmap, deallocate }

  /// The first byte. Safe to share: nothing writes to the memory between `init` and `deinit`.
  nonisolated(unsafe) let base: UnsafeRawPointer
  let count: Int
  private let release: Release
  /// Of a mapped file, for the watch over it.
  private let watch: Int32

  /// Copies `bytes` into memory aligned as a mapped page is, so that readers see the same alignment in both.
  init(copying bytes: [UInt8]) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 4096)
    unsafe bytes.withUnsafeBytes { source in
      if let start = source.baseAddress { unsafe memory.copyMemory(from: start, byteCount: source.count) }
    }
    unsafe base = UnsafeRawPointer(memory)
    count = bytes.count
    release = .deallocate
    watch = -1
  }

  /// Maps the first `count` bytes of an open file; `nil` when the system refuses, with the reason in `errno`.
  init?(mapping descriptor: Int32, count: Int) {
    guard count > 0, let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe address != MAP_FAILED
    else { return nil }
    unsafe base = UnsafeRawPointer(address)
    self.count = count
    release = .unmap
    watch = unsafe kb_mapping_watch(address, count)
  }

  /// Whether a part was read that is no longer in the file; it read as zeros.
  var isDamaged: Bool { kb_mapping_is_damaged(watch) != 0 }

  deinit {
    switch release {
    case .unmap:
      kb_mapping_forget(watch)
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), count)
    case .deallocate: unsafe base.deallocate()
    }
  }
}
