// The table of the level that the including file compiles, LEVEL_TABLE; codes are `act_t` behind the void pointers.

static void linear_rows(const kb_linear *linear, const void *base, const uint8_t *rows, int32_t stride,
                        const float *scales, const int32_t *zeros, int32_t count, void *codes, float *out) {
  act_t *converted = codes;
  for (ptrdiff_t i = 0; i < (ptrdiff_t)stride * count; i++) converted[i] = rows[i];
  kb_matrix matrix = matrix_at(base, linear);
  kb_rows all = {converted, stride, scales, zeros, count};
  multiply(&all, &matrix, out, padded(linear->outputs));
}

static void quantize_row(const float *row, int32_t count, void *codes, float *scale, int32_t *zero) {
  quantize(row, count, codes, scale, zero);
}

static int32_t softmax_row(const float *scores, int32_t count, void *codes) { return softmax(scores, count, codes); }

const kb_encoder_level LEVEL_TABLE = {
    .encode = encode,
    .linear = linear_rows,
    .quantize = quantize_row,
    .norm = normalize,
    .activation = activate,
    .softmax = softmax_row,
    .code_bytes = sizeof(act_t),
};
