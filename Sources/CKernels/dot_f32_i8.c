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

enum { lane_count = 16 };

/// The definition, compiled once for fused multiply-add in hardware and once for the C library's.
__attribute__((always_inline)) static inline void dot_scalar(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores) {
  for (size_t row = 0; row < rows; row++, codes += stride) {
    float lanes[lane_count] = {0};
    for (size_t i = 0; i < stride; i += lane_count)
      for (size_t j = 0; j < lane_count; j++)
        lanes[j] = __builtin_fmaf(query[i + j], (float)codes[i + j], lanes[j]);
    for (size_t width = lane_count / 2; width > 0; width /= 2)
      for (size_t j = 0; j < width; j++) lanes[j] = lanes[j] + lanes[j + width];
    scores[row] = scales[row] * lanes[0];
  }
}

#if defined(__x86_64__) && !defined(KB_SIMDE)
TARGET("fma")
static void dot_scalar_fma(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores) {
  dot_scalar(query, codes, scales, rows, stride, scores);
}
#endif

void kb_dot_f32_i8_scalar(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores) {
#if defined(__x86_64__) && !defined(KB_SIMDE)
  if (__builtin_cpu_supports("fma")) {
    dot_scalar_fma(query, codes, scales, rows, stride, scores);
    return;
  }
#endif
  dot_scalar(query, codes, scales, rows, stride, scores);
}

#if defined(__x86_64__)

#if !defined(KB_SIMDE)

/// Lanes 0…7 and 8…15 of one row, added down to four.
TARGET("avx2,fma") static inline __m128 four_lanes_avx2(__m256 low, __m256 high) {
  __m256 eight = _mm256_add_ps(low, high);
  return _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
}

TARGET("avx2,fma") static inline __m256 codes_avx2(const int8_t *codes) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)codes)));
}

TARGET("avx2,fma") static inline float one_lane_avx2(__m128 four) {
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// Four rows at a time: eight independent chains of fused multiply-add hide its latency, and the query is read once.
TARGET("avx2,fma")
void kb_dot_f32_i8_avx2(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores) {
  size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const int8_t *row0 = codes + row * stride, *row1 = row0 + stride, *row2 = row1 + stride, *row3 = row2 + stride;
    __m256 low0 = _mm256_setzero_ps(), low1 = low0, low2 = low0, low3 = low0;
    __m256 high0 = low0, high1 = low0, high2 = low0, high3 = low0;
    for (size_t i = 0; i < stride; i += lane_count) {
      __m256 query_low = _mm256_loadu_ps(query + i), query_high = _mm256_loadu_ps(query + i + 8);
      low0 = _mm256_fmadd_ps(query_low, codes_avx2(row0 + i), low0);
      high0 = _mm256_fmadd_ps(query_high, codes_avx2(row0 + i + 8), high0);
      low1 = _mm256_fmadd_ps(query_low, codes_avx2(row1 + i), low1);
      high1 = _mm256_fmadd_ps(query_high, codes_avx2(row1 + i + 8), high1);
      low2 = _mm256_fmadd_ps(query_low, codes_avx2(row2 + i), low2);
      high2 = _mm256_fmadd_ps(query_high, codes_avx2(row2 + i + 8), high2);
      low3 = _mm256_fmadd_ps(query_low, codes_avx2(row3 + i), low3);
      high3 = _mm256_fmadd_ps(query_high, codes_avx2(row3 + i + 8), high3);
    }
    __m128 lane0 = four_lanes_avx2(low0, high0), lane1 = four_lanes_avx2(low1, high1);
    __m128 lane2 = four_lanes_avx2(low2, high2), lane3 = four_lanes_avx2(low3, high3);
    _MM_TRANSPOSE4_PS(lane0, lane1, lane2, lane3);
    __m128 sums = _mm_add_ps(_mm_add_ps(lane0, lane2), _mm_add_ps(lane1, lane3));
    _mm_storeu_ps(scores + row, _mm_mul_ps(_mm_loadu_ps(scales + row), sums));
  }
  for (; row < rows; row++) {
    __m256 low = _mm256_setzero_ps(), high = low;
    for (size_t i = 0; i < stride; i += lane_count) {
      low = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), codes_avx2(codes + row * stride + i), low);
      high = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 8), codes_avx2(codes + row * stride + i + 8), high);
    }
    scores[row] = scales[row] * one_lane_avx2(four_lanes_avx2(low, high));
  }
}

#endif

TARGET("avx512f") static inline __m512 codes_avx512(const int8_t *codes) {
#if defined(KB_SIMDE)  // which has neither conversion for 512 bits
  __m256 low = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)codes)));
  __m256 high = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(codes + 8))));
  return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
#else
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)codes)));
#endif
}

TARGET("avx512f") static inline float one_lane_avx512(__m512 lanes) {
  __m256 low = _mm512_castps512_ps256(lanes);
  __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(lanes), 1));
  __m256 eight = _mm256_add_ps(low, high);
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

TARGET("avx512f")
void kb_dot_f32_i8_avx512(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores) {
  size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const int8_t *row0 = codes + row * stride, *row1 = row0 + stride, *row2 = row1 + stride, *row3 = row2 + stride;
    __m512 sum0 = _mm512_setzero_ps(), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (size_t i = 0; i < stride; i += lane_count) {
      __m512 part = _mm512_loadu_ps(query + i);
      sum0 = _mm512_fmadd_ps(part, codes_avx512(row0 + i), sum0);
      sum1 = _mm512_fmadd_ps(part, codes_avx512(row1 + i), sum1);
      sum2 = _mm512_fmadd_ps(part, codes_avx512(row2 + i), sum2);
      sum3 = _mm512_fmadd_ps(part, codes_avx512(row3 + i), sum3);
    }
    scores[row] = scales[row] * one_lane_avx512(sum0);
    scores[row + 1] = scales[row + 1] * one_lane_avx512(sum1);
    scores[row + 2] = scales[row + 2] * one_lane_avx512(sum2);
    scores[row + 3] = scales[row + 3] * one_lane_avx512(sum3);
  }
  for (; row < rows; row++) {
    __m512 sum = _mm512_setzero_ps();
    for (size_t i = 0; i < stride; i += lane_count)
      sum = _mm512_fmadd_ps(_mm512_loadu_ps(query + i), codes_avx512(codes + row * stride + i), sum);
    scores[row] = scales[row] * one_lane_avx512(sum);
  }
}

#endif

#if defined(__aarch64__)

static inline float32x4_t widen_neon(int16x4_t codes) { return vcvtq_f32_s32(vmovl_s16(codes)); }

void kb_dot_f32_i8_neon(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores) {
  for (size_t row = 0; row < rows; row++, codes += stride) {
    float32x4_t sum0 = vdupq_n_f32(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (size_t i = 0; i < stride; i += lane_count) {
      int8x16_t bytes = vld1q_s8(codes + i);
      int16x8_t low = vmovl_s8(vget_low_s8(bytes)), high = vmovl_s8(vget_high_s8(bytes));
      sum0 = vfmaq_f32(sum0, vld1q_f32(query + i), widen_neon(vget_low_s16(low)));
      sum1 = vfmaq_f32(sum1, vld1q_f32(query + i + 4), widen_neon(vget_high_s16(low)));
      sum2 = vfmaq_f32(sum2, vld1q_f32(query + i + 8), widen_neon(vget_low_s16(high)));
      sum3 = vfmaq_f32(sum3, vld1q_f32(query + i + 12), widen_neon(vget_high_s16(high)));
    }
    float32x4_t four = vaddq_f32(vaddq_f32(sum0, sum2), vaddq_f32(sum1, sum3));
    float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
    scores[row] = scales[row] * (vget_lane_f32(two, 0) + vget_lane_f32(two, 1));
  }
}

#endif

#if !defined(KB_SIMDE)

typedef void dot_rows(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores);

static dot_rows *dot_rows_of(int32_t level) {
  switch (level) {
#if defined(__x86_64__)
    case KB_AVX512: return kb_dot_f32_i8_avx512;
    case KB_AVX2: return kb_dot_f32_i8_avx2;
#elif defined(__aarch64__)
    case KB_NEON: return kb_dot_f32_i8_neon;
#endif
    default: return kb_dot_f32_i8_scalar;
  }
}

void kb_dot_f32_i8(
    int32_t level, const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride,
    float *scores) {
  dot_rows_of(level)(query, codes, scales, rows, stride, scores);
}

void kb_dot_f32_i8_chosen(
    int32_t level, const float *query, const int8_t *codes, const float *scales, const uint32_t *chosen, size_t count,
    size_t stride, float *scores) {
  // Far enough ahead that a row has come from memory when it is its turn.
  enum { ahead = 8, line = 64 };
  dot_rows *dot = dot_rows_of(level);
  for (size_t i = 0; i < count; i++) {
    if (i + ahead < count)
      for (size_t byte = 0; byte < stride; byte += line)
        __builtin_prefetch(codes + (size_t)chosen[i + ahead] * stride + byte);
    dot(query, codes + (size_t)chosen[i] * stride, scales + chosen[i], 1, stride, scores + i);
  }
}

#endif
