// AVX-512 VNNI: vpdpbusd multiplies four inputs of sixteen columns with a broadcast of four activations, exactly.
// Twelve rows by 32 columns fill twenty-four accumulators; four rows by 32 are the fewest that hide its latency.

enum { TILE_ROWS = 12, REST_ROWS = 4 };

INLINE void accumulate(int rows, const act_t *x, ptrdiff_t stride, const int8_t *panel, int32_t k4,
                       lanes_i sums[][2]) {
  __m512i acc[TILE_ROWS][2];
  UNROLLED for (int r = 0; r < rows; r++) UNROLLED for (int h = 0; h < 2; h++)
      acc[r][h] = __builtin_bit_cast(__m512i, sums[r][h]);
  for (int32_t g = 0; g < k4; g++, x += 4, panel += 128) {
    __m512i low = _mm512_loadu_si512(panel), high = _mm512_loadu_si512(panel + 64);
    UNROLLED for (int r = 0; r < rows; r++) {
      int32_t four;
      memcpy(&four, x + r * stride, sizeof four);
      __m512i a = _mm512_set1_epi32(four);
      acc[r][0] = _mm512_dpbusd_epi32(acc[r][0], a, low);
      acc[r][1] = _mm512_dpbusd_epi32(acc[r][1], a, high);
    }
  }
  UNROLLED for (int r = 0; r < rows; r++) UNROLLED for (int h = 0; h < 2; h++)
      sums[r][h] = __builtin_bit_cast(lanes_i, acc[r][h]);
}
