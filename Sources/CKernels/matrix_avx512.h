// AVX-512 VNNI: one register is one group of four inputs of a panel, vpdpbusd multiplies it with a broadcast of four
// activations, exactly. Six rows by four panels (64 columns) fill twenty-four accumulators.

/// vcvtdq2ps, which the emulation does not know by its intrinsic.
static inline __attribute__((always_inline)) __m512 to_float_avx512(__m512i a) {
  return __builtin_bit_cast(__m512, i_to_f(__builtin_bit_cast(lanes_i, a)));
}

static inline __attribute__((always_inline)) void tile_avx512(
    int count, int panels, const kb_rows *rows, ptrdiff_t first, const kb_matrix *matrix, ptrdiff_t panel, float *out,
    ptrdiff_t out_stride) {
  ptrdiff_t panel_bytes = (ptrdiff_t)matrix->k4 * 64;
  const int8_t *weights = matrix->codes + panel * panel_bytes;
  const act_t *x = rows->codes + first * rows->stride;
  ptrdiff_t stride = rows->stride;
  __m512i acc[6][4];
  for (int r = 0; r < count; r++)
    for (int p = 0; p < panels; p++) acc[r][p] = _mm512_setzero_si512();
  for (int32_t g = 0; g < matrix->k4; g++) {
    __m512i w[4];
    for (int p = 0; p < panels; p++) w[p] = _mm512_loadu_si512(weights + p * panel_bytes);
    weights += 64;
    for (int r = 0; r < count; r++) {
      int32_t four;
      memcpy(&four, x + r * stride, sizeof four);
      __m512i a = _mm512_set1_epi32(four);
      for (int p = 0; p < panels; p++) acc[r][p] = _mm512_dpbusd_epi32(acc[r][p], a, w[p]);
    }
    x += 4;
  }
  for (int p = 0; p < panels; p++) {
    ptrdiff_t column = (panel + p) * KB_PANEL;
    __m512i sums = _mm512_loadu_si512(matrix->sums + column);
    __m512 scales = _mm512_loadu_ps(matrix->scales + column);
    __m512 biases = _mm512_loadu_ps(matrix->biases + column);
    for (int r = 0; r < count; r++) {
      __m512i shift = _mm512_mullo_epi32(_mm512_set1_epi32(rows->zeros[first + r]), sums);
      __m512 exact = to_float_avx512(_mm512_sub_epi32(acc[r][p], shift));
      __m512 scale = _mm512_mul_ps(_mm512_set1_ps(rows->scales[first + r]), scales);
      _mm512_storeu_ps(out + (first + r) * out_stride + column, _mm512_fmadd_ps(exact, scale, biases));
    }
  }
}

static inline __attribute__((always_inline)) void strip_avx512(
    int panels, const kb_rows *rows, const kb_matrix *matrix, ptrdiff_t panel, float *out, ptrdiff_t out_stride) {
  ptrdiff_t row = 0;
  for (; row + 6 <= rows->count; row += 6) tile_avx512(6, panels, rows, row, matrix, panel, out, out_stride);
  switch (rows->count - row) {
    case 5: tile_avx512(5, panels, rows, row, matrix, panel, out, out_stride); break;
    case 4: tile_avx512(4, panels, rows, row, matrix, panel, out, out_stride); break;
    case 3: tile_avx512(3, panels, rows, row, matrix, panel, out, out_stride); break;
    case 2: tile_avx512(2, panels, rows, row, matrix, panel, out, out_stride); break;
    case 1: tile_avx512(1, panels, rows, row, matrix, panel, out, out_stride); break;
    default: break;
  }
}

static void multiply(const kb_rows *rows, const kb_matrix *matrix, float *out, ptrdiff_t out_stride) {
  ptrdiff_t panel = 0;
  for (; panel + 4 <= matrix->panels; panel += 4) strip_avx512(4, rows, matrix, panel, out, out_stride);
  if (panel + 2 <= matrix->panels) {
    strip_avx512(2, rows, matrix, panel, out, out_stride);
    panel += 2;
  }
  if (panel < matrix->panels) strip_avx512(1, rows, matrix, panel, out, out_stride);
}
