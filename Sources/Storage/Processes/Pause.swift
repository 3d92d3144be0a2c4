internal import Glibc

/// Lets the calling thread sleep; for what has to be asked again and again, as a file lock that others hold.
package func pause(milliseconds: Int) {
  var rest = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
  var left = timespec()
  while unsafe nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
}
