#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#pragma STDC FP_CONTRACT OFF

static inline float bound(int32_t sum, float unit, float margin, float scale) {
  return scale * (unit * (float)sum) + __builtin_fabsf(scale) * margin;
}

void kb_bound_i16_i8_scalar(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds) {
  for (size_t row = 0; row < rows; row++, codes += stride) {
    int32_t sum = 0;
    for (size_t i = 0; i < stride; i++) sum += (int32_t)query[i] * codes[i];
    bounds[row] = bound(sum, unit, margin, scales[row]);
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) static inline __m256i products_avx2(const int16_t *query, const int8_t *codes) {
  __m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)codes));
  return _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)query), wide);
}

/// Sixteen codes a step in two chains. For one query this keeps up with memory, so that wider registers would gain nothing.
__attribute__((target("avx2")))
void kb_bound_i16_i8_avx2(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds) {
  for (size_t row = 0; row < rows; row++, codes += stride) {
    __m256i even = _mm256_setzero_si256(), odd = even;
    size_t i = 0;
    for (; i + 32 <= stride; i += 32) {
      even = _mm256_add_epi32(even, products_avx2(query + i, codes + i));
      odd = _mm256_add_epi32(odd, products_avx2(query + i + 16, codes + i + 16));
    }
    if (i < stride) even = _mm256_add_epi32(even, products_avx2(query + i, codes + i));
    __m256i eight = _mm256_add_epi32(even, odd);
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
    __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    __m128i one = _mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1));
    bounds[row] = bound(_mm_cvtsi128_si32(one), unit, margin, scales[row]);
  }
}

#endif

#if defined(__aarch64__)

void kb_bound_i16_i8_neon(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds) {
  for (size_t row = 0; row < rows; row++, codes += stride) {
    int32x4_t even = vdupq_n_s32(0), odd = even;
    for (size_t i = 0; i < stride; i += 16) {
      int8x16_t bytes = vld1q_s8(codes + i);
      int16x8_t low = vmovl_s8(vget_low_s8(bytes)), high = vmovl_s8(vget_high_s8(bytes));
      int16x8_t first = vld1q_s16(query + i), second = vld1q_s16(query + i + 8);
      even = vmlal_s16(even, vget_low_s16(first), vget_low_s16(low));
      odd = vmlal_s16(odd, vget_high_s16(first), vget_high_s16(low));
      even = vmlal_s16(even, vget_low_s16(second), vget_low_s16(high));
      odd = vmlal_s16(odd, vget_high_s16(second), vget_high_s16(high));
    }
    bounds[row] = bound(vaddvq_s32(vaddq_s32(even, odd)), unit, margin, scales[row]);
  }
}

#endif

typedef void bound_rows(
    const int16_t *query, float unit, float margin, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *bounds);

static bound_rows *bound_rows_of(int32_t level) {
  switch (level) {
#if defined(__x86_64__)
    case KB_AVX512:
    case KB_AVX2: return kb_bound_i16_i8_avx2;
#elif defined(__aarch64__)
    case KB_NEON: return kb_bound_i16_i8_neon;
#endif
    default: return kb_bound_i16_i8_scalar;
  }
}

void kb_bound_i16_i8(
    int32_t level, const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds) {
  // Rows that stay in the first-level cache while they meet every query.
  enum { group = 16 };
  bound_rows *bound_group = bound_rows_of(level);
  for (size_t row = 0; row < rows; row += group)
    for (size_t q = 0; q < count; q++)
      bound_group(
          queries + q * stride, units[q], margins[q], codes + row * stride, scales + row,
          rows - row < group ? rows - row : group, stride, bounds + q * rows + row);
}
