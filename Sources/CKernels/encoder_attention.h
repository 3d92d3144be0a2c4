// Attention of one text, head by head. The including file has the matrix product.

/// A head's keys as a matrix of the text's tokens: a symmetric scale a token. The biases keep padding out of softmax.
static kb_matrix pack_keys(const kb_scratch *s, int32_t start, int32_t tokens, int32_t head) {
  int32_t k4 = s->head_stride / 4, columns = padded(tokens);
  ptrdiff_t group = 4 * KB_PANEL;
  const int8_t *codes = s->keys + start * s->query_stride + head * s->head_stride;
  for (int32_t j = 0; j < columns; j++) {
    int8_t *column = s->key_codes + j / KB_PANEL * k4 * group + j % KB_PANEL * 4;
    const int8_t *row = codes + j * s->query_stride;
    if (j < tokens) {
      for (int32_t g = 0; g < k4; g++) memcpy(column + g * group, row + 4 * g, 4);
    } else {
      for (int32_t g = 0; g < k4; g++) memset(column + g * group, 0, 4);
    }
  }
  memcpy(s->key_scales, s->all_key_scales + head * s->scale_stride + start, (size_t)tokens * sizeof(float));
  memset(s->key_scales + tokens, 0, (size_t)(columns - tokens) * sizeof(float));
  // Queries are 128 too large: what that adds to each score is taken off at the outset.
  for (int32_t p = 0; p < columns / KB_PANEL; p++) {
    lanes_i sums[1][2] = {{i_set(0), i_set(0)}};
    accumulate(1, s->offsets, 0, s->key_codes + p * k4 * group, k4, sums);
    for (int h = 0; h < 2; h++) i_store(s->key_starts + p * KB_PANEL + 16 * h, i_sub(i_set(0), sums[0][h]));
  }
  return (kb_matrix){.codes = s->key_codes, .scales = s->key_scales, .biases = s->key_biases, .starts = s->key_starts,
                     .k4 = k4, .panels = columns / KB_PANEL};
}

/// A head's values as a matrix of `width` columns and `tokens` inputs: a symmetric scale a channel.
static kb_matrix pack_values(const kb_scratch *s, const float *values, int32_t width, int32_t tokens) {
  ptrdiff_t stride = s->value_stride;
  int32_t k4 = (tokens + 3) / 4, panels = padded(width) / KB_PANEL;
  for (int32_t column = 0; column < panels * KB_PANEL; column += 16) {
    lanes_f most = f_set(0.0f);
    for (int32_t j = 0; j < tokens; j++) most = f_max(most, f_abs(f_load_row(values + j * stride, column, width)));
    float factors[16], largest[16];
    f_store(largest, most);
    for (int c = 0; c < 16; c++) {
      factors[c] = largest[c] > 0.0f ? 127.0f / largest[c] : 0.0f;
      s->value_scales[column + c] = largest[c] / 127.0f;
    }
    lanes_f factor = f_load(factors), offset = f_set(ROUNDER);
    int8_t *codes = s->value_codes + (ptrdiff_t)(column / KB_PANEL) * k4 * (4 * KB_PANEL) + column % KB_PANEL * 4;
    for (int32_t g = 0; g < k4; g++, codes += 4 * KB_PANEL) {
      lanes_i group = i_set(0);
      for (int i = 0; i < 4 && 4 * g + i < tokens; i++) {
        lanes_f x = f_load_row(values + (4 * g + i) * stride, column, width);
        group = i_or(group, i_shift(i_and(f_bits(f_fma(x, factor, offset)), i_set(255)), 8 * i));
      }
      i_store((int32_t *)(void *)codes, group);
    }
  }
  return (kb_matrix){.codes = s->value_codes, .scales = s->value_scales, .k4 = k4, .panels = panels};
}

/// Attention of one text of `tokens` tokens from `start` on. The result takes the values' place.
static void attend(const kb_encoder *e, const kb_scratch *s, int32_t start, int32_t tokens) {
  int32_t width = e->width / e->heads;
  // Scores in units of log₂ e, so that softmax is a power of two.
  float factor = 1.44269504f / __builtin_elementwise_sqrt((float)width);
  ptrdiff_t score_stride = padded(tokens);
  for (int32_t j = 0; j < score_stride; j++) s->key_biases[j] = j < tokens ? 0.0f : -__builtin_inff();
  for (int32_t head = 0; head < e->heads; head++) {
    float *values = s->values + start * s->value_stride + head * width;
    const float *query_scales = s->all_query_scales + head * s->scale_stride + start;
    kb_matrix key_matrix = pack_keys(s, start, tokens, head);
    kb_matrix value_matrix = pack_values(s, values, width, tokens);
    for (int32_t first = 0; first < tokens; first += ATTENTION_ROWS) {
      int32_t count = tokens - first < ATTENTION_ROWS ? tokens - first : ATTENTION_ROWS;
      const act_t *queries = (const act_t *)s->queries + (start + first) * s->query_stride + head * s->head_stride;
      float scales[ATTENTION_ROWS] = {0};
      kb_rows rows = {.codes = queries, .stride = s->query_stride, .count = count};
      kb_target scores = {.rows = s->scores, .stride = score_stride};
      multiply(SCORES, &rows, &key_matrix, &scores);
      for (int32_t r = 0; r < count; r++) scales[r] = query_scales[first + r] * factor;
      softmax_rows(s->scores, score_stride, tokens, count, scales, s->weights);
      rows = (kb_rows){.codes = s->weights, .stride = score_stride, .scales = scales, .count = count};
      kb_target context = {.rows = values + first * s->value_stride, .stride = s->value_stride, .columns = width};
      multiply(CONTEXT, &rows, &value_matrix, &context);
    }
  }
}
