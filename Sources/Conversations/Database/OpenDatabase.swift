package import SQLite

/// Opens the database at an address: `postgresql://…`, or the path of an SQLite file, also as `sqlite:path`.
package func openDatabase(_ address: String) throws(DatabaseError) -> any Database {
  if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
    return try PostgreSQLDatabase(url: address)
  }
  return try SQLiteDatabase(path: address.hasPrefix("sqlite:") ? String(address.dropFirst(7)) : address)
}
