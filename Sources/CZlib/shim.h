#pragma once
#include <zlib.h>

// zlib's initialisers are macros.

/// Reads zlib and gzip, whichever it is.
static inline int almanac_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 32); }

/// Reads deflate without a header, which some servers call "deflate".
static inline int almanac_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -15); }

/// Writes gzip.
static inline int almanac_deflate_init(z_stream *stream) {
  return deflateInit2(stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
