#pragma once

#include <stddef.h>
#include <stdint.h>

/// Upper bounds of the scores of every row for every query, from whole numbers:
///
///     sum                  = queries[q * stride] * codes[r * stride] + … + queries[q * stride + stride - 1] * …   (exact)
///     bounds[q * rows + r] = scales[r] * (units[q] * (float)sum) + |scales[r]| * margins[q]
///
/// A query is divided by its unit and rounded; its margin is what rounding it can have cost a row at most. A pass over all
/// rows with this instead of `kb_dot_f32_i8` runs at the speed of memory, and several queries share the pass; only rows whose
/// bound is high enough need the score itself.
///
/// `stride` is a multiple of 16; sums must fit in 32 bits: `stride * 128 * max |query| < 2³¹`. Nothing needs to be aligned.
/// Every level gives the same bits.
void kb_bound_i16_i8(
    int32_t level, const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds);

// The same at one level.

void kb_bound_i16_i8_scalar(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds);

#if defined(__x86_64__)
void kb_bound_i16_i8_avx2(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds);
void kb_bound_i16_i8_avx512(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds);
#endif

#if defined(__aarch64__)
void kb_bound_i16_i8_neon(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds);
#endif
