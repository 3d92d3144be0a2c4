internal import Common
internal import Glibc
internal import SQLite

/// One connection to a PostgreSQL server. One thread at a time uses it.
struct PostgreSQLConnection: DatabaseConnection {
  @safe private final class Handle {
    let library: PostgreSQLLibrary
    let pointer: OpaquePointer?
    let place: String

    init(_ library: PostgreSQLLibrary, _ pointer: OpaquePointer?, place: String) {
      self.library = library
      unsafe self.pointer = unsafe pointer
      self.place = place
    }

    deinit { unsafe library.finish(pointer) }
  }

  private static let commandOK: Int32 = 1
  private static let rowsOK: Int32 = 2

  private let handle: Handle
  var dialect: SQLDialect { .postgresql }

  /// - Parameter url: as libpq takes it; passwords may also come from `PGPASSFILE` and the like.
  init(_ library: PostgreSQLLibrary, url: String, place: String) throws(DatabaseError) {
    unsafe handle = Handle(library, library.connect(url), place: place)
    guard isAlive else { throw DatabaseError(.unavailable, message, place: place) }
    try run("SET client_min_messages = warning", [])
    try run("SET client_encoding = 'UTF8'", [])
    try run("SET lock_timeout = '10s'", [])
  }

  var isAlive: Bool { unsafe handle.library.status(handle.pointer) == 0 }

  @discardableResult
  func run(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
    let library = handle.library
    // Copies that live until the call is over.
    let texts = unsafe parameters.map { parameter -> UnsafeMutablePointer<CChar>? in
      switch parameter {
      case .null: nil
      case .integer(let number): unsafe strdup(String(number))
      case .real(let number): unsafe strdup("\(number)")
      case .text(let text): unsafe strdup(text)
      case .blob(let bytes): unsafe strdup("\\x" + bytes.hex)
      }
    }
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    let values = unsafe texts.map { unsafe UnsafePointer($0) }
    let result = unsafe values.withUnsafeBufferPointer { values in
      unsafe library.execute(
        handle.pointer, Self.numbered(sql), Int32(parameters.count), nil, values.baseAddress, nil, nil, 0)
    }
    defer { unsafe library.clear(result) }
    let status = unsafe library.resultStatus(result)
    guard status == Self.commandOK || status == Self.rowsOK else { throw unsafe failure(result) }
    guard status == Self.rowsOK else { return [] }
    let columns = unsafe library.columnCount(result)
    let rows = 0..<(unsafe library.rowCount(result))
    return rows.map { row in
      SQLRow((0..<columns).map { unsafe value(of: result, row, $0) })
    }
  }

  private func value(of result: OpaquePointer?, _ row: Int32, _ column: Int32) -> SQLValue {
    let library = handle.library
    guard unsafe library.isNull(result, row, column) == 0, let start = unsafe library.value(result, row, column) else {
      return .null
    }
    let count = Int(unsafe library.length(result, row, column))
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
    let text = unsafe String(decoding: bytes, as: UTF8.self)
    // The numbers of the built-in types never change (pg_type.dat).
    switch unsafe library.columnType(result, column) {
    case 20, 21, 23: return Int(text).map(SQLValue.integer) ?? .text(text)
    case 700, 701, 1700: return Double(text).map(SQLValue.real) ?? .text(text)
    default: return .text(text)
    }
  }

  private var message: String {
    guard let text = unsafe handle.library.errorMessage(handle.pointer) else { return "the server cannot be reached" }
    return unsafe String(cString: text).split(separator: "\n").joined(separator: "; ")
  }

  private func failure(_ result: OpaquePointer?) -> DatabaseError {
    let field = unsafe handle.library.resultErrorField(result, Int32(UInt8(ascii: "C")))
    let state = unsafe field.map { unsafe String(cString: $0) } ?? ""
    let code: DatabaseError.Code =
      switch (state.prefix(2), state) {
      case ("23", _): .constraint
      case (_, "53100"): .full
      // Of 53, too many connections and too little memory pass.
      case ("40", _), ("53", _), ("55", _): .busy
      case ("08", _), ("57", _), ("", _): .unavailable
      default: .failed
      }
    return DatabaseError(code, message, place: handle.place)
  }

  /// `?` as `$1`, `$2` and so on, outside of quotes.
  static func numbered(_ sql: String) -> String {
    var text = ""
    var number = 0
    var isQuoted = false
    for character in sql {
      if character == "'" { isQuoted.toggle() }
      if character == "?", !isQuoted {
        number += 1
        text += "$\(number)"
      } else {
        text.append(character)
      }
    }
    return text
  }
}
