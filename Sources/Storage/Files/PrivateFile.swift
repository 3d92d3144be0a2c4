package import Common
internal import Glibc

/// Creates an empty file that only its owner may read; a file that is there stays as it is.
package func createPrivateFile(_ path: String) throws(SystemError) {
  _ = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT, mode: 0o600, action: "open the file")
}
