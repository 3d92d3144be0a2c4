/// The attributes that extraction reads; the parser's others are not stored.
enum HTMLAttribute: UInt8, Sendable {
  case id, `class`, role, hidden, ariaHidden, style, href, rel, lang, name, src, property, itemprop, content, type,
    start
  case value, datetime, httpEquiv, media, rowspan, colspan

  private static let byName: [String: HTMLAttribute] = [
    "id": .id, "class": .class, "role": .role, "hidden": .hidden, "aria-hidden": .ariaHidden, "style": .style,
    "href": .href, "rel": .rel, "lang": .lang, "xml:lang": .lang, "name": .name, "src": .src, "property": .property,
    "itemprop": .itemprop, "content": .content, "type": .type, "start": .start, "value": .value,
    "datetime": .datetime, "http-equiv": .httpEquiv, "media": .media, "rowspan": .rowspan,
    "colspan": .colspan,
  ]

  init?(named name: String) {
    guard let attribute = Self.byName[name] else { return nil }
    self = attribute
  }
}
