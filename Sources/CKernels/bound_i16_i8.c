#include <string.h>

#include "CKernels.h"

#if defined(KB_SIMDE)
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#define TARGET(features)
#elif defined(__x86_64__)
#include <immintrin.h>
#define TARGET(features) __attribute__((target(features)))
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#pragma STDC FP_CONTRACT OFF

#define INLINE __attribute__((always_inline)) static inline

/// Rows of codes that queries meet together.
enum { quad = 4 };

static inline float bound(int32_t sum, float unit, float margin, float scale) {
  return scale * (unit * (float)sum) + __builtin_fabsf(scale) * margin;
}

#if !defined(KB_SIMDE)

void kb_bound_i16_i8_scalar(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds) {
  for (size_t row = 0; row < rows; row++, codes += stride)
    for (size_t q = 0; q < count; q++) {
      int32_t sum = 0;
      for (size_t i = 0; i < stride; i++) sum += (int32_t)queries[q * stride + i] * codes[i];
      bounds[q * rows + row] = bound(sum, units[q], margins[q], scales[row]);
    }
}

#endif

#if defined(__x86_64__) || defined(KB_SIMDE)

/// The bounds of four rows for 1 to `width` queries at one level.
typedef void bound_quad(
    const int16_t *queries, const float *units, const float *margins, const int8_t *const codes[quad],
    const float scales[quad], size_t stride, float (*bounds)[quad]);

/// - Parameter quads: the functions for 1, 2, … `width` queries.
INLINE void bound_by_quads(
    bound_quad *const *quads, size_t width, const int16_t *queries, const float *units, const float *margins,
    size_t count, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *bounds) {
  // Rows come from memory in the order in which they lie there, far enough ahead to be near when it is their turn.
  enum { ahead = 8192, line = 64 };
  for (size_t row = 0; row < rows; row += quad) {
    // After the last row stands the first of these four again.
    size_t present = rows - row < quad ? rows - row : quad;
    const int8_t *quad_codes[quad];
    float quad_scales[quad];
    for (size_t r = 0; r < quad; r++) {
      quad_codes[r] = codes + (row + (r < present ? r : 0)) * stride;
      quad_scales[r] = scales[row + (r < present ? r : 0)];
    }
    // A number, as it may lie behind the rows; a fetch that leaves the memory of the process does nothing.
    uintptr_t next = (uintptr_t)quad_codes[0] + ahead;
    for (size_t byte = 0; byte < quad * stride; byte += line) __builtin_prefetch((const void *)(next + byte), 0, 2);
    for (size_t q = 0; q < count; q += width) {
      size_t together = count - q < width ? count - q : width;
      float found[4][quad];
      quads[together - 1](queries + q * stride, units + q, margins + q, quad_codes, quad_scales, stride, found);
      for (size_t j = 0; j < together; j++) memcpy(bounds + (q + j) * rows + row, found[j], present * sizeof(float));
    }
  }
}

#define QUAD_OF(level, number, features)                                                                         \
  TARGET(features)                                                                                               \
  static void quad_##number##_##level(                                                                           \
      const int16_t *queries, const float *units, const float *margins, const int8_t *const codes[quad],         \
      const float scales[quad], size_t stride, float (*bounds)[quad]) {                                          \
    quad_##level(queries, units, margins, number, codes, scales, stride, bounds);                                \
  }

#if !defined(KB_SIMDE)

TARGET("avx2") INLINE __m128 bounds_avx2(__m128i sums, float unit, float margin, __m128 scales) {
  __m128 magnitudes = _mm_andnot_ps(_mm_set1_ps(-0.0f), scales);
  __m128 products = _mm_mul_ps(_mm_set1_ps(unit), _mm_cvtepi32_ps(sums));
  return _mm_add_ps(_mm_mul_ps(scales, products), _mm_mul_ps(magnitudes, _mm_set1_ps(margin)));
}

/// Each lane of the result is the sum of the lanes of one operand.
TARGET("avx2") INLINE __m128i sums_avx2(const __m256i of[quad]) {
  __m256i first = _mm256_add_epi32(_mm256_unpacklo_epi32(of[0], of[1]), _mm256_unpackhi_epi32(of[0], of[1]));
  __m256i last = _mm256_add_epi32(_mm256_unpacklo_epi32(of[2], of[3]), _mm256_unpackhi_epi32(of[2], of[3]));
  __m256i all = _mm256_add_epi32(_mm256_unpacklo_epi64(first, last), _mm256_unpackhi_epi64(first, last));
  return _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
}

/// Sixteen codes a step; each row is widened once for all queries.
TARGET("avx2")
INLINE void quad_avx2(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *const codes[quad],
    const float scales[quad], size_t stride, float (*bounds)[quad]) {
  __m256i sums[2][quad];
  for (size_t q = 0; q < count; q++)
    for (size_t r = 0; r < quad; r++) sums[q][r] = _mm256_setzero_si256();
  for (size_t i = 0; i < stride; i += 16)
    for (size_t r = 0; r < quad; r++) {
      __m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(codes[r] + i)));
      for (size_t q = 0; q < count; q++) {
        __m256i part = _mm256_loadu_si256((const __m256i *)(queries + q * stride + i));
        sums[q][r] = _mm256_add_epi32(sums[q][r], _mm256_madd_epi16(part, wide));
      }
    }
  for (size_t q = 0; q < count; q++)
    _mm_storeu_ps(bounds[q], bounds_avx2(sums_avx2(sums[q]), units[q], margins[q], _mm_loadu_ps(scales)));
}

QUAD_OF(avx2, 1, "avx2")
QUAD_OF(avx2, 2, "avx2")

void kb_bound_i16_i8_avx2(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds) {
  // More sums than those of two queries do not fit in registers.
  static bound_quad *const quads[] = {quad_1_avx2, quad_2_avx2};
  bound_by_quads(quads, 2, queries, units, margins, count, codes, scales, rows, stride, bounds);
}

#endif

#define AVX512 "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"

TARGET(AVX512) INLINE __m128 bounds_avx512(__m128i sums, float unit, float margin, __m128 scales) {
  __m128 magnitudes = _mm_andnot_ps(_mm_set1_ps(-0.0f), scales);
  __m128 products = _mm_mul_ps(_mm_set1_ps(unit), _mm_cvtepi32_ps(sums));
  return _mm_add_ps(_mm_mul_ps(scales, products), _mm_mul_ps(magnitudes, _mm_set1_ps(margin)));
}

/// Each lane of the result is the sum of the lanes of one operand.
TARGET(AVX512) INLINE __m128i sums_avx512(const __m512i of[quad]) {
  __m512i first = _mm512_add_epi32(_mm512_unpacklo_epi32(of[0], of[1]), _mm512_unpackhi_epi32(of[0], of[1]));
  __m512i last = _mm512_add_epi32(_mm512_unpacklo_epi32(of[2], of[3]), _mm512_unpackhi_epi32(of[2], of[3]));
  __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(first, last), _mm512_unpackhi_epi64(first, last));
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64(all, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

TARGET(AVX512) INLINE __m512i codes_avx512(const int8_t *codes) {
  return _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)codes));
}

/// The last sixteen elements, and zeros.
TARGET(AVX512) INLINE __m512i rest_avx512(const int16_t *query) {
  return _mm512_inserti64x4(_mm512_setzero_si512(), _mm256_loadu_si256((const __m256i *)query), 0);
}

TARGET(AVX512) INLINE __m512i rest_of_codes_avx512(const int8_t *codes) {
  return _mm512_inserti64x4(
      _mm512_setzero_si512(), _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)codes)), 0);
}

/// Thirty-two codes a step; each row is widened once for all queries, and each query is read once for all rows.
TARGET(AVX512)
INLINE void quad_avx512(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *const codes[quad],
    const float scales[quad], size_t stride, float (*bounds)[quad]) {
  __m512i sums[4][quad], wide[quad];
  for (size_t q = 0; q < count; q++)
    for (size_t r = 0; r < quad; r++) sums[q][r] = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 32 <= stride; i += 32) {
    for (size_t r = 0; r < quad; r++) wide[r] = codes_avx512(codes[r] + i);
    for (size_t q = 0; q < count; q++) {
      __m512i part = _mm512_loadu_si512((const void *)(queries + q * stride + i));
      for (size_t r = 0; r < quad; r++) sums[q][r] = _mm512_dpwssd_epi32(sums[q][r], part, wide[r]);
    }
  }
  if (i < stride) {
    for (size_t r = 0; r < quad; r++) wide[r] = rest_of_codes_avx512(codes[r] + i);
    for (size_t q = 0; q < count; q++)
      for (size_t r = 0; r < quad; r++)
        sums[q][r] = _mm512_dpwssd_epi32(sums[q][r], rest_avx512(queries + q * stride + i), wide[r]);
  }
  for (size_t q = 0; q < count; q++)
    _mm_storeu_ps(bounds[q], bounds_avx512(sums_avx512(sums[q]), units[q], margins[q], _mm_loadu_ps(scales)));
}

QUAD_OF(avx512, 1, AVX512)
QUAD_OF(avx512, 2, AVX512)
QUAD_OF(avx512, 3, AVX512)
QUAD_OF(avx512, 4, AVX512)

void kb_bound_i16_i8_avx512(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds) {
  static bound_quad *const quads[] = {quad_1_avx512, quad_2_avx512, quad_3_avx512, quad_4_avx512};
  bound_by_quads(quads, 4, queries, units, margins, count, codes, scales, rows, stride, bounds);
}

#endif

#if defined(__aarch64__) && !defined(KB_SIMDE)

INLINE int32_t sum_neon(const int16_t *query, const int8_t *codes, size_t stride) {
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
  return vaddvq_s32(vaddq_s32(even, odd));
}

void kb_bound_i16_i8_neon(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds) {
  for (size_t row = 0; row < rows; row++, codes += stride)
    for (size_t q = 0; q < count; q++)
      bounds[q * rows + row] = bound(sum_neon(queries + q * stride, codes, stride), units[q], margins[q], scales[row]);
}

#endif

#if !defined(KB_SIMDE)

void kb_bound_i16_i8(
    int32_t level, const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds) {
  switch (level) {
#if defined(__x86_64__)
    case KB_AVX512:
      return kb_bound_i16_i8_avx512(queries, units, margins, count, codes, scales, rows, stride, bounds);
    case KB_AVX2: return kb_bound_i16_i8_avx2(queries, units, margins, count, codes, scales, rows, stride, bounds);
#elif defined(__aarch64__)
    case KB_NEON: return kb_bound_i16_i8_neon(queries, units, margins, count, codes, scales, rows, stride, bounds);
#endif
    default: return kb_bound_i16_i8_scalar(queries, units, margins, count, codes, scales, rows, stride, bounds);
  }
}

#endif
