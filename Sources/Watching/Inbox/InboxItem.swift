package import Common
internal import Storage

/// Something that was put into an inbox: an upload or a request that the server took, or a file that was dropped.
package struct InboxItem: Equatable, Sendable {
  package enum Content: Equatable, Sendable {
    /// A file to compile; `name` is what people call it, with its folders where it has some.
    case file(path: String, name: String, digest: Digest)
    /// The address of a page to fetch.
    case page(url: String)
    /// Why there is nothing to compile.
    case unusable(reason: String)
  }

  /// The id of what the server took; the path of a dropped file within the inbox.
  package var key: String
  package var content: Content
  /// When the server took it, RFC 3339; empty for dropped files, which come first, in the order of their paths.
  package var added = ""
  /// Where its status is written.
  package var statusPath: String

  package init(key: String, content: Content, added: String = "", statusPath: String) {
    self.key = key
    self.content = content
    self.added = added
    self.statusPath = statusPath
  }

  /// Names the content: a status is about the item as long as this stays.
  package var contentDigest: Digest {
    switch content {
    case .file(_, _, let digest): digest
    case .page(let url): Digest(hashing: Array(url.utf8))
    case .unusable(let reason): Digest(hashing: Array(reason.utf8))
    }
  }

  /// The order in which items are taken: of two with the same content, the earlier one is compiled.
  package static func precedes(_ left: Self, _ right: Self) -> Bool {
    left.added == right.added ? left.key.precedesBytewise(right.key) : left.added.precedesBytewise(right.added)
  }
}
