// AVX2: activations are kept as int16, weights are sign-extended as they are loaded, and vpmaddwd adds exact pairs. Six
// rows by eight columns fill twelve accumulators; each holds two partial sums a column, added at the end.

static inline __attribute__((always_inline)) void tile_avx2(
    int count, const kb_rows *rows, ptrdiff_t first, const kb_matrix *matrix, ptrdiff_t column, float *out,
    ptrdiff_t out_stride) {
  const int8_t *weights = matrix->codes + (column / KB_PANEL) * matrix->k4 * 64 + (column % KB_PANEL) * 4;
  const act_t *x = rows->codes + first * rows->stride;
  ptrdiff_t stride = rows->stride;
  __m256i acc[6][2];
  for (int r = 0; r < count; r++) acc[r][0] = acc[r][1] = _mm256_setzero_si256();
  for (int32_t g = 0; g < matrix->k4; g++) {
    __m256i w0 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)weights));
    __m256i w1 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(weights + 16)));
    weights += 64;
    for (int r = 0; r < count; r++) {
      int64_t four;
      memcpy(&four, x + r * stride, sizeof four);
      __m256i a = _mm256_set1_epi64x(four);
      acc[r][0] = _mm256_add_epi32(acc[r][0], _mm256_madd_epi16(a, w0));
      acc[r][1] = _mm256_add_epi32(acc[r][1], _mm256_madd_epi16(a, w1));
    }
    x += 4;
  }
  __m256i sums = _mm256_loadu_si256((const __m256i *)(matrix->sums + column));
  __m256 scales = _mm256_loadu_ps(matrix->scales + column);
  __m256 biases = _mm256_loadu_ps(matrix->biases + column);
  for (int r = 0; r < count; r++) {
    __m256i pairs = _mm256_hadd_epi32(acc[r][0], acc[r][1]);
    __m256i total = _mm256_permute4x64_epi64(pairs, _MM_SHUFFLE(3, 1, 2, 0));
    __m256i shift = _mm256_mullo_epi32(_mm256_set1_epi32(rows->zeros[first + r]), sums);
    __m256 exact = _mm256_cvtepi32_ps(_mm256_sub_epi32(total, shift));
    __m256 scale = _mm256_mul_ps(_mm256_set1_ps(rows->scales[first + r]), scales);
    _mm256_storeu_ps(out + (first + r) * out_stride + column, _mm256_fmadd_ps(exact, scale, biases));
  }
}

static void multiply(const kb_rows *rows, const kb_matrix *matrix, float *out, ptrdiff_t out_stride) {
  for (ptrdiff_t column = 0; column < (ptrdiff_t)matrix->panels * KB_PANEL; column += 8) {
    ptrdiff_t row = 0;
    for (; row + 6 <= rows->count; row += 6) tile_avx2(6, rows, row, matrix, column, out, out_stride);
    switch (rows->count - row) {
      case 5: tile_avx2(5, rows, row, matrix, column, out, out_stride); break;
      case 4: tile_avx2(4, rows, row, matrix, column, out, out_stride); break;
      case 3: tile_avx2(3, rows, row, matrix, column, out, out_stride); break;
      case 2: tile_avx2(2, rows, row, matrix, column, out, out_stride); break;
      case 1: tile_avx2(1, rows, row, matrix, column, out, out_stride); break;
      default: break;
    }
  }
}
