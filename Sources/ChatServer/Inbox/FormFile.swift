/// The file in a form (`multipart/form-data`, RFC 7578): its name and its bytes.
package struct FormFile: Equatable, Sendable {
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// The boundary of a form's content type; `nil` for another type.
  package static func boundary(of contentType: String) -> String? {
    guard contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
    for parameter in contentType.split(separator: ";").dropFirst() {
      let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
      guard pair.count == 2, pair[0].lowercased() == "boundary" else { continue }
      let value = pair[1].hasPrefix("\"") ? pair[1].dropFirst().prefix { $0 != "\"" } : pair[1]
      return (1...70).contains(value.utf8.count) ? String(value) : nil
    }
    return nil
  }

  /// Reads the part called `field` of a form; `nil` when there is none that is a file.
  ///
  /// - Complexity: O(bytes).
  package static func read(_ field: String, boundary: String, from form: [UInt8]) -> FormFile? {
    let delimiter = Array("--\(boundary)".utf8)
    var places = occurrences(of: delimiter, in: form)
    // Delimiters stand at the start of a line.
    places.removeAll { $0 > 0 && !($0 >= 2 && form[$0 - 2] == 13 && form[$0 - 1] == 10) }
    for (start, end) in zip(places, places.dropFirst()) {
      let head = start + delimiter.count + 2
      guard head <= end, let blank = emptyLine(in: form, from: head, to: end) else { continue }
      let header = String(decoding: form[head..<blank], as: UTF8.self)
      guard parameter("name", of: header) == field, let name = parameter("filename", of: header) else { continue }
      let first = blank + 4
      let last = max(first, end - 2)
      return FormFile(name: name, bytes: Array(form[min(first, form.count)..<min(last, form.count)]))
    }
    return nil
  }

  /// A parameter of `Content-Disposition`, in quotes or without.
  private static func parameter(_ name: String, of header: String) -> String? {
    for line in header.split(whereSeparator: \.isNewline)
    where line.lowercased().hasPrefix("content-disposition:") {
      var rest = line[...]
      while let semicolon = rest.firstIndex(of: ";") {
        rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
        guard let sign = rest.firstIndex(of: "="), rest[..<sign].lowercased() == name else { continue }
        let value = rest[rest.index(after: sign)...]
        guard value.hasPrefix("\"") else { return String(value.prefix { $0 != ";" && $0 != " " }) }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst() {
          if isEscaped {
            text.append(character)
            isEscaped = false
          } else if character == "\\" {
            isEscaped = true
          } else if character == "\"" {
            return text
          } else {
            text.append(character)
          }
        }
      }
    }
    return nil
  }

  private static func emptyLine(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    var index = start
    while index + 4 <= end {
      if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 { return index }
      index += 1
    }
    return nil
  }

  private static func occurrences(of needle: [UInt8], in bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    guard bytes.count >= needle.count else { return places }
    var index = 0
    while index <= bytes.count - needle.count {
      if bytes[index] == needle[0], bytes[index..<(index + needle.count)].elementsEqual(needle) {
        places.append(index)
        if places.count > 1_000 { return places }
        index += needle.count
      } else {
        index += 1
      }
    }
    return places
  }
}
