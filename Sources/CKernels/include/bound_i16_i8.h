#pragma once

#include <stddef.h>
#include <stdint.h>

/// Upper bounds of scores, from whole numbers:
///
///     sum       = query[0] * codes[r * stride] + … + query[stride - 1] * codes[r * stride + stride - 1]   (exact)
///     bounds[r] = scales[r] * (unit * (float)sum) + |scales[r]| * margin
///
/// `query` is a query divided by `unit` and rounded; `margin` is what rounding it can have cost a row at most. A pass over
/// all rows with this instead of `kb_dot_f32_i8` runs at the speed of memory; only rows whose bound is high enough need the
/// score itself.
///
/// `stride` is a multiple of 16; sums must fit in 32 bits: `stride * 128 * max |query| < 2³¹`. Nothing needs to be aligned.
/// Every level gives the same bits.
void kb_bound_i16_i8(
    int32_t level, const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows,
    size_t stride, float *bounds);

void kb_bound_i16_i8_scalar(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds);

#if defined(__x86_64__)
void kb_bound_i16_i8_avx2(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds);
#endif

#if defined(__aarch64__)
void kb_bound_i16_i8_neon(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds);
#endif
