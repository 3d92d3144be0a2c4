/// One step through an XML document.
package enum XMLEvent: Equatable, Sendable {
  /// A start tag. An empty element gives a start and an end.
  case start(XMLElement)
  /// The end tag of the innermost open element, which has this local name.
  case end(String)
  /// Characters of text or CDATA; one text may come in several pieces.
  case text(String)
  /// A document type declaration, which was not loaded.
  case documentType(String)
}

/// A start tag with its namespace resolved.
package struct XMLElement: Equatable, Sendable {
  /// Empty for an element in no namespace.
  package var namespace: String
  /// The name without its prefix.
  package var name: String
  /// In document order, without declarations of namespaces.
  package var attributes: [XMLAttribute]

  package init(namespace: String, name: String, attributes: [XMLAttribute] = []) {
    self.namespace = namespace
    self.name = name
    self.attributes = attributes
  }

  /// The value of the first attribute with this local name, in whichever namespace.
  package subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
}

package struct XMLAttribute: Equatable, Sendable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Where XML stopped being well-formed.
package struct XMLReadingError: Error, Hashable, Sendable {
  /// From 1.
  package var line: Int
  /// The parser's account, without a final stop.
  package var reason: String
}
