// The definition of the matrix product: out[r][n] = fma((acc − zero · sum), scale[r] · scale[n], bias[n]).

static void multiply(const kb_rows *rows, const kb_matrix *matrix, float *out, ptrdiff_t out_stride) {
  for (int32_t r = 0; r < rows->count; r++) {
    const act_t *row = rows->codes + r * rows->stride;
    for (int32_t p = 0; p < matrix->panels; p++) {
      const int8_t *panel = matrix->codes + (ptrdiff_t)p * matrix->k4 * 64;
      int32_t sums[KB_PANEL] = {0};
      for (int32_t g = 0; g < matrix->k4; g++) {
        const act_t *x = row + 4 * g;
        const int8_t *w = panel + 64 * (ptrdiff_t)g;
        for (int32_t c = 0; c < KB_PANEL; c++) {
          sums[c] += x[0] * w[4 * c] + x[1] * w[4 * c + 1] + x[2] * w[4 * c + 2] + x[3] * w[4 * c + 3];
        }
      }
      for (int32_t c = 0; c < KB_PANEL; c++) {
        ptrdiff_t n = (ptrdiff_t)p * KB_PANEL + c;
        // Modulo 2³², so that no file can cause an overflow.
        int32_t exact = (int32_t)((uint32_t)sums[c] - (uint32_t)rows->zeros[r] * (uint32_t)matrix->sums[n]);
        float scale = rows->scales[r] * matrix->scales[n];
        out[r * out_stride + n] = __builtin_fmaf((float)exact, scale, matrix->biases[n]);
      }
    }
  }
}
