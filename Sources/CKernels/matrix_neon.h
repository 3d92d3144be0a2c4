// NEON of any 64-bit ARM: activations are kept as int16, weights are sign-extended, and smlal adds exact products.
// Four rows by four columns; each accumulator holds the four inputs of a group, added at the end.

static inline __attribute__((always_inline)) void tile_neon(
    int count, const kb_rows *rows, ptrdiff_t first, const kb_matrix *matrix, ptrdiff_t column, float *out,
    ptrdiff_t out_stride) {
  const int8_t *weights = matrix->codes + (column / KB_PANEL) * matrix->k4 * 64 + (column % KB_PANEL) * 4;
  const act_t *x = rows->codes + first * rows->stride;
  ptrdiff_t stride = rows->stride;
  int32x4_t acc[4][4];
  for (int r = 0; r < count; r++)
    for (int c = 0; c < 4; c++) acc[r][c] = vdupq_n_s32(0);
  for (int32_t g = 0; g < matrix->k4; g++) {
    int8x16_t codes = vld1q_s8(weights);
    int16x8_t low = vmovl_s8(vget_low_s8(codes)), high = vmovl_s8(vget_high_s8(codes));
    weights += 64;
    for (int r = 0; r < count; r++) {
      int16x4_t a = vld1_s16(x + r * stride);
      acc[r][0] = vmlal_s16(acc[r][0], a, vget_low_s16(low));
      acc[r][1] = vmlal_s16(acc[r][1], a, vget_high_s16(low));
      acc[r][2] = vmlal_s16(acc[r][2], a, vget_low_s16(high));
      acc[r][3] = vmlal_s16(acc[r][3], a, vget_high_s16(high));
    }
    x += 4;
  }
  int32x4_t sums = vld1q_s32(matrix->sums + column);
  float32x4_t scales = vld1q_f32(matrix->scales + column), biases = vld1q_f32(matrix->biases + column);
  for (int r = 0; r < count; r++) {
    int32x4_t total = vpaddq_s32(vpaddq_s32(acc[r][0], acc[r][1]), vpaddq_s32(acc[r][2], acc[r][3]));
    float32x4_t exact = vcvtq_f32_s32(vmlsq_n_s32(total, sums, rows->zeros[first + r]));
    float32x4_t scale = vmulq_n_f32(scales, rows->scales[first + r]);
    vst1q_f32(out + (first + r) * out_stride + column, vfmaq_f32(biases, exact, scale));
  }
}

static void multiply(const kb_rows *rows, const kb_matrix *matrix, float *out, ptrdiff_t out_stride) {
  for (ptrdiff_t column = 0; column < (ptrdiff_t)matrix->panels * KB_PANEL; column += 4) {
    ptrdiff_t row = 0;
    for (; row + 4 <= rows->count; row += 4) tile_neon(4, rows, row, matrix, column, out, out_stride);
    for (; row < rows->count; row++) tile_neon(1, rows, row, matrix, column, out, out_stride);
  }
}
