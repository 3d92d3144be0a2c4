// The table of the level that the including file compiles, LEVEL_TABLE; codes are `act_t` behind the void pointers.

static void linear_some(const kb_linear *linear, const void *base, const uint8_t *rows, int32_t stride,
                        const float *scales, const float *lows, int32_t count, void *codes, float *out) {
  act_t *converted = codes;
  for (ptrdiff_t i = 0; i < (ptrdiff_t)stride * count; i++) converted[i] = rows[i];
  kb_matrix matrix = matrix_at(base, linear);
  kb_rows all = {converted, stride, scales, lows, count};
  kb_target target = {.rows = out, .stride = padded(linear->outputs)};
  multiply(LINEAR, &all, &matrix, &target);
}

static void quantize_one(const float *row, int32_t count, void *codes, float *scale, float *low) {
  kb_codes to = {.codes = codes, .scales = scale, .lows = low};
  quantize_rows(row, 0, count, 1, &to);
}

static void normalize_one(float *row, int32_t count, const float *gains, const float *biases, float epsilon,
                          void *codes, float *scale, float *low) {
  kb_codes to = {.codes = codes, .scales = scale, .lows = low};
  normalize_rows(row, 0, count, 1, gains, biases, epsilon, &to);
}

static void softmax_one(const float *scores, int32_t count, float *scale, void *codes) {
  softmax_rows(scores, 0, count, 1, scale, codes);
}

static void activate_one(int32_t activation, float *row, int32_t count) {
  for (int32_t i = 0; i < count; i += 16) {
    lanes_f x[1] = {f_load(row + i)};
    activate_lanes(activation, x, 1);
    f_store(row + i, x[0]);
  }
}

/// Multiplies one tile of 384 inputs, which stays in the first-level cache, `times` times; returns the operations.
static int64_t repeat_tile(int64_t times) {
  enum { inputs = 384 };
  act_t rows[TILE_ROWS * inputs];
  int8_t panel[inputs * KB_PANEL];
  for (int32_t i = 0; i < TILE_ROWS * inputs; i++) rows[i] = (act_t)(i * 37 & 255);
  for (int32_t i = 0; i < inputs * KB_PANEL; i++) panel[i] = (int8_t)(i * 73 % 255 - 127);
  for (int64_t t = 0; t < times; t++) {
    lanes_i sums[TILE_ROWS][2];
    UNROLLED for (int r = 0; r < TILE_ROWS; r++) sums[r][0] = sums[r][1] = i_set(0);
    // The compiler is to think that each time has other inputs and that its sums are used.
    __asm__ volatile("" : : "r"(rows), "r"(panel) : "memory");
    accumulate(TILE_ROWS, rows, inputs, panel, inputs / 4, sums);
    __asm__ volatile("" : : "r"(sums) : "memory");
  }
  return times * 2 * TILE_ROWS * KB_PANEL * inputs;
}

const kb_encoder_level LEVEL_TABLE = {
    .encode = encode,
    .linear = linear_some,
    .quantize = quantize_one,
    .norm = normalize_one,
    .activation = activate_one,
    .softmax = softmax_one,
    .repeat_tile = repeat_tile,
    .code_bytes = sizeof(act_t),
};
