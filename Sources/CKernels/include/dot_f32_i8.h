#pragma once

#include <stddef.h>
#include <stdint.h>

/// Scores of a float query against rows of int8 codes:
///
///     scores[r] = scales[r] * (query[0] * codes[r * stride] + … + query[stride - 1] * codes[r * stride + stride - 1])
///
/// `query` has `stride` floats, `codes` rows * stride bytes, `scales` and `scores` rows floats. `stride` is a multiple
/// of 16; where vectors are shorter, the query ends in zeros. Nothing needs to be aligned.
///
/// The sum has 16 lanes. Lane j starts at +0 and takes elements j, j + 16, j + 32, … in order by fused multiply-add; then
/// lanes j and j + 8 are added, then j and j + 4, then j and j + 2, then the last two. Every level gives the same bits.
void kb_dot_f32_i8(
    int32_t level, const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *scores);

/// The same for rows chosen[0], chosen[1], …, whose places in memory are far apart: scores[i] is that of row chosen[i].
void kb_dot_f32_i8_chosen(
    int32_t level, const float *query, const int8_t *codes, const float *scales, const uint32_t *chosen, size_t count,
    size_t stride, float *scores);

void kb_dot_f32_i8_scalar(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores);

#if defined(__x86_64__)
void kb_dot_f32_i8_avx2(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores);
void kb_dot_f32_i8_avx512(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores);
#endif

#if defined(__aarch64__)
void kb_dot_f32_i8_neon(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores);
#endif
