// The definition of the sums of products, modulo 2³², so that no file can cause an overflow.

enum { TILE_ROWS = 4, REST_ROWS = 2 };

INLINE void accumulate(int rows, const act_t *x, ptrdiff_t stride, const int8_t *panel, int32_t k4,
                       lanes_i sums[][2]) {
  for (int r = 0; r < rows; r++)
    for (int h = 0; h < 2; h++)
      for (int32_t g = 0; g < k4; g++) {
        const act_t *four = x + r * stride + 4 * g;
        const int8_t *codes = panel + 128 * (ptrdiff_t)g + 64 * h;
        for (int c = 0; c < 16; c++, codes += 4)
          sums[r][h].lane[c] = (int32_t)((uint32_t)sums[r][h].lane[c] + (uint32_t)(four[0] * codes[0]) +
                                         (uint32_t)(four[1] * codes[1]) + (uint32_t)(four[2] * codes[2]) +
                                         (uint32_t)(four[3] * codes[3]));
      }
}
