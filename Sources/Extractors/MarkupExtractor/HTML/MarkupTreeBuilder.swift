internal import CLibXML2

/// Collects the parser's events into a `MarkupTree`.
final class MarkupTreeBuilder {
  private var tree = MarkupTree()
  /// The open elements, outermost first.
  private var open: [Int32] = []
  /// Elements that are open below the depth limit: their content belongs to the deepest element that is kept.
  private var ignoredDepth = 0
  private let maximumDepth: Int
  /// Names are interned by the parser: one name, one address while the parser lives.
  private var tags: [UInt: HTMLTag] = [:]
  private var attributeNames: [UInt: HTMLAttribute?] = [:]
  /// Set inside a script or a style sheet.
  private var skipsText = false

  init(capacity: Int, maximumDepth: Int) {
    self.maximumDepth = max(maximumDepth, 16)
    tree.pool.reserveCapacity(capacity / 2)
    tree.tags.append(.root)
    tree.parents.append(0)
    tree.ends.append(0)
    tree.starts.append(0)
    tree.limits.append(0)
    open.append(0)
  }

  func finish() -> MarkupTree {
    while let node = open.popLast() { tree.ends[Int(node)] = Int32(tree.count) }
    return tree
  }

  func start(_ name: UnsafePointer<xmlChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
    let tag = unsafe tag(name)
    guard open.count < maximumDepth else {
      ignoredDepth += 1
      tree.isTruncated = true
      if tag.isBlock || tag == .br { separate() }
      return
    }
    let node = append(tag)
    tree.starts[node] = Int32(tree.attributes.count)
    if var attribute = unsafe attributes {
      while let name = unsafe attribute.pointee {
        if let kind = unsafe attributeName(name), let value = unsafe attribute[1] {
          unsafe append(kind, value)
        } else if let kind = unsafe attributeName(name) {
          tree.attributes.append(.init(name: kind, range: tree.pool.count..<tree.pool.count))
        }
        unsafe attribute += 2
      }
    }
    tree.limits[node] = Int32(tree.attributes.count)
    open.append(Int32(node))
    skipsText = tag == .script || tag == .style
  }

  func end(_ name: UnsafePointer<xmlChar>) {
    guard ignoredDepth == 0 else {
      ignoredDepth -= 1
      return
    }
    let tag = unsafe tag(name)
    // The parser closes in order; the search is for safety, and it never closes the root.
    guard let index = open.lastIndex(where: { tree.tags[Int($0)] == tag }), index > 0 else { return }
    for node in open[index...] { tree.ends[Int(node)] = Int32(tree.count) }
    open.removeSubrange(index...)
    skipsText = false
  }

  func characters(_ text: UnsafeBufferPointer<xmlChar>) {
    guard !skipsText, text.count > 0, let parent = open.last else { return }
    let last = tree.count - 1
    if tree.tags[last] == .text, tree.parents[last] == parent, Int(tree.limits[last]) == tree.pool.count {
      unsafe tree.pool.append(contentsOf: text)
      tree.limits[last] = Int32(tree.pool.count)
      return
    }
    let node = append(.text)
    tree.starts[node] = Int32(tree.pool.count)
    unsafe tree.pool.append(contentsOf: text)
    tree.limits[node] = Int32(tree.pool.count)
    tree.ends[node] = Int32(node + 1)
  }

  /// Keeps the words apart that an element below the depth limit stands between.
  private func separate() {
    let last = tree.count - 1
    guard tree.tags[last] == .text, Int(tree.limits[last]) == tree.pool.count else { return }
    tree.pool.append(0x20)
    tree.limits[last] += 1
  }

  private func append(_ tag: HTMLTag) -> Int {
    let node = tree.count
    tree.tags.append(tag)
    tree.parents.append(open.last ?? 0)
    tree.ends.append(0)
    tree.starts.append(0)
    tree.limits.append(0)
    return node
  }

  private func append(_ kind: HTMLAttribute, _ value: UnsafePointer<xmlChar>) {
    let start = tree.pool.count
    unsafe tree.pool.append(contentsOf: UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value))))
    tree.attributes.append(.init(name: kind, range: start..<tree.pool.count))
  }

  private func tag(_ name: UnsafePointer<xmlChar>) -> HTMLTag {
    let key = UInt(bitPattern: name)
    if let tag = tags[key] { return tag }
    let tag = unsafe HTMLTag(named: String(cString: name))
    tags[key] = tag
    return tag
  }

  private func attributeName(_ name: UnsafePointer<xmlChar>) -> HTMLAttribute? {
    let key = UInt(bitPattern: name)
    if let attribute = attributeNames[key] { return attribute }
    let attribute = unsafe HTMLAttribute(named: String(cString: name))
    attributeNames[key] = .some(attribute)
    return attribute
  }
}
