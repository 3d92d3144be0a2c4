// AVX2: activations are kept as int16, weights are sign-extended as they are loaded, and vpmaddwd adds exact pairs. Six
// rows by eight columns fill twelve accumulators; each holds two partial sums a column, added at the end.

enum { TILE_ROWS = 6, REST_ROWS = 2 };

INLINE void accumulate(int rows, const act_t *x, ptrdiff_t stride, const int8_t *panel, int32_t k4,
                       lanes_i sums[][2]) {
  for (int column = 0; column < KB_PANEL; column += 8) {
    const act_t *input = x;
    const int8_t *weights = panel + 4 * column;
    __m256i acc[TILE_ROWS][2];
    UNROLLED for (int r = 0; r < rows; r++) acc[r][0] = acc[r][1] = _mm256_setzero_si256();
    for (int32_t g = 0; g < k4; g++, input += 4, weights += 128) {
      __m256i low = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)weights));
      __m256i high = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(weights + 16)));
      UNROLLED for (int r = 0; r < rows; r++) {
        int64_t four;
        memcpy(&four, input + r * stride, sizeof four);
        __m256i a = _mm256_set1_epi64x(four);
        acc[r][0] = _mm256_add_epi32(acc[r][0], _mm256_madd_epi16(a, low));
        acc[r][1] = _mm256_add_epi32(acc[r][1], _mm256_madd_epi16(a, high));
      }
    }
    UNROLLED for (int r = 0; r < rows; r++) {
      __m256i *total = (__m256i *)(void *)((int32_t *)(void *)sums[r] + column);
      __m256i pairs = _mm256_hadd_epi32(acc[r][0], acc[r][1]);
      __m256i eight = _mm256_permute4x64_epi64(pairs, _MM_SHUFFLE(3, 1, 2, 0));
      _mm256_storeu_si256(total, _mm256_add_epi32(_mm256_loadu_si256(total), eight));
    }
  }
}
