// NEON of any 64-bit ARM: activations are kept as int16, ld4 sorts weights by input, and smlal adds exact products. Four
// rows by sixteen columns fill sixteen accumulators.

enum { TILE_ROWS = 4, REST_ROWS = 2 };

INLINE void accumulate(int rows, const act_t *x, ptrdiff_t stride, const int8_t *panel, int32_t k4,
                       lanes_i sums[][2]) {
  for (int h = 0; h < 2; h++) {
    const act_t *input = x;
    const int8_t *weights = panel + 64 * h;
    int32x4_t acc[TILE_ROWS][4];
    UNROLLED for (int r = 0; r < rows; r++) UNROLLED for (int c = 0; c < 4; c++)
        acc[r][c] = vld1q_s32((const int32_t *)(const void *)&sums[r][h] + 4 * c);
    for (int32_t g = 0; g < k4; g++, input += 4, weights += 128) {
      int8x16x4_t codes = vld4q_s8(weights);
#define STEP(i)                                                                                     \
  {                                                                                                 \
    int16x8_t low = vmovl_s8(vget_low_s8(codes.val[i])), high = vmovl_high_s8(codes.val[i]);        \
    UNROLLED for (int r = 0; r < rows; r++) {                                                       \
      int16x4_t a = vld1_s16(input + r * stride);                                                   \
      acc[r][0] = vmlal_lane_s16(acc[r][0], vget_low_s16(low), a, i);                               \
      acc[r][1] = vmlal_high_lane_s16(acc[r][1], low, a, i);                                        \
      acc[r][2] = vmlal_lane_s16(acc[r][2], vget_low_s16(high), a, i);                              \
      acc[r][3] = vmlal_high_lane_s16(acc[r][3], high, a, i);                                       \
    }                                                                                               \
  }
      STEP(0)
      STEP(1)
      STEP(2)
      STEP(3)
#undef STEP
    }
    UNROLLED for (int r = 0; r < rows; r++) UNROLLED for (int c = 0; c < 4; c++)
        vst1q_s32((int32_t *)(void *)&sums[r][h] + 4 * c, acc[r][c]);
  }
}
