internal import Glibc
internal import SQLite

/// The functions of libpq that are used, found when the first PostgreSQL database is opened.
///
/// The library is not linked: with all that it needs in turn it would double the time that every other command takes to
/// start, and a machine without it can use SQLite.
@safe struct PostgreSQLLibrary: Sendable {
  typealias Connect = @convention(c) (UnsafePointer<CChar>) -> OpaquePointer?
  typealias ConnectionText = @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
  typealias ConnectionNumber = @convention(c) (OpaquePointer?) -> Int32
  typealias Release = @convention(c) (OpaquePointer?) -> Void
  typealias Execute =
    @convention(c) (
      OpaquePointer?, UnsafePointer<CChar>, Int32, UnsafePointer<UInt32>?,
      UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32
    ) -> OpaquePointer?
  typealias ErrorField = @convention(c) (OpaquePointer?, Int32) -> UnsafePointer<CChar>?
  typealias ColumnType = @convention(c) (OpaquePointer?, Int32) -> UInt32
  typealias CellNumber = @convention(c) (OpaquePointer?, Int32, Int32) -> Int32
  typealias CellText = @convention(c) (OpaquePointer?, Int32, Int32) -> UnsafePointer<CChar>?

  let connect: Connect
  let status: ConnectionNumber
  let errorMessage: ConnectionText
  let finish: Release
  let execute: Execute
  let resultStatus: ConnectionNumber
  let resultErrorField: ErrorField
  let rowCount: ConnectionNumber
  let columnCount: ConnectionNumber
  let columnType: ColumnType
  let isNull: CellNumber
  let value: CellText
  let length: CellNumber
  let clear: Release

  /// - Throws: when the library is not installed.
  init(place: String) throws(DatabaseError) {
    guard let handle = unsafe dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL) else {
      throw DatabaseError(
        .unavailable, "PostgreSQL needs the library libpq (Debian's package libpq5), which is not installed",
        place: place)
    }
    func function<Function>(_ name: String, as type: Function.Type) throws(DatabaseError) -> Function {
      guard let symbol = unsafe dlsym(handle, name) else {
        throw DatabaseError(.unavailable, "the library libpq has no function \(name)", place: place)
      }
      return unsafe unsafeBitCast(symbol, to: type)
    }
    unsafe connect = try function("PQconnectdb", as: Connect.self)
    unsafe status = try function("PQstatus", as: ConnectionNumber.self)
    unsafe errorMessage = try function("PQerrorMessage", as: ConnectionText.self)
    unsafe finish = try function("PQfinish", as: Release.self)
    unsafe execute = try function("PQexecParams", as: Execute.self)
    unsafe resultStatus = try function("PQresultStatus", as: ConnectionNumber.self)
    unsafe resultErrorField = try function("PQresultErrorField", as: ErrorField.self)
    unsafe rowCount = try function("PQntuples", as: ConnectionNumber.self)
    unsafe columnCount = try function("PQnfields", as: ConnectionNumber.self)
    unsafe columnType = try function("PQftype", as: ColumnType.self)
    unsafe isNull = try function("PQgetisnull", as: CellNumber.self)
    unsafe value = try function("PQgetvalue", as: CellText.self)
    unsafe length = try function("PQgetlength", as: CellNumber.self)
    unsafe clear = try function("PQclear", as: Release.self)
  }
}
