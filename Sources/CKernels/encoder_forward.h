// The forward pass, compiled once a level. The including file has chosen lanes, `act_t` and `multiply`.

#define BLOCK KB_BLOCK

/// The scratch memory of one call, carved from one allocation by `kb_carve`.
typedef kb_scratch scratch_t;

static inline const void *at(const void *base, uint64_t offset) { return (const char *)base + offset; }

static kb_matrix matrix_at(const void *base, const kb_linear *linear) {
  return (kb_matrix){
      .codes = at(base, linear->codes),
      .scales = at(base, linear->scales),
      .sums = at(base, linear->sums),
      .biases = at(base, linear->biases),
      .k4 = (linear->inputs + 3) / 4,
      .panels = padded(linear->outputs) / KB_PANEL,
  };
}

/// Quantises `count` ≤ BLOCK rows of `width` numbers into the block's activations.
static kb_rows quantize_rows(const scratch_t *s, const float *rows, ptrdiff_t stride, int32_t width, int32_t count) {
  act_t *codes = (act_t *)s->codes;
  ptrdiff_t code_stride = padded(width);
  for (int32_t r = 0; r < count; r++)
    quantize(rows + r * stride, width, codes + r * code_stride, s->code_scales + r, s->code_zeros + r);
  return (kb_rows){codes, code_stride, s->code_scales, s->code_zeros, count};
}

/// Adds `count` rows to `onto` and normalises the sums.
static void add_and_normalize(const kb_encoder *e, const void *base, const kb_norm *norm, const float *rows,
                              float *onto, int32_t count) {
  ptrdiff_t stride = padded(e->width);
  for (int32_t r = 0; r < count; r++) {
    float *sum = onto + r * stride;
    for (int32_t i = 0; i < stride; i += 16) f_store(sum + i, f_add(f_load(sum + i), f_load(rows + r * stride + i)));
    normalize(sum, e->width, at(base, norm->gains), at(base, norm->biases), e->epsilon);
  }
}

static void embed(const kb_encoder *e, const void *base, const int32_t *ids, const int32_t *starts, int32_t texts,
                  float *hidden) {
  ptrdiff_t stride = padded(e->width);
  const int8_t *words = at(base, e->words);
  const int16_t *places = at(base, e->places);
  const float *word_scales = at(base, e->word_scales), *place_scales = at(base, e->place_scales);
  for (int32_t t = 0; t < texts; t++) {
    for (int32_t i = starts[t]; i < starts[t + 1]; i++) {
      ptrdiff_t id = ids[i] >= 0 && ids[i] < e->vocabulary ? ids[i] : 0, place = i - starts[t];
      float *row = hidden + i * stride;
      lanes_f word_scale = f_set(word_scales[id]), place_scale = f_set(place_scales[place]);
      for (int32_t c = 0; c < stride; c += 16) {
        lanes_f position = f_mul(i_to_f(i_load_s16(places + place * stride + c)), place_scale);
        f_store(row + c, f_fma(i_to_f(i_load_s8(words + id * stride + c)), word_scale, position));
      }
      normalize(row, e->width, at(base, e->embedding_norm.gains), at(base, e->embedding_norm.biases), e->epsilon);
    }
  }
}

/// One head's keys as a matrix of `tokens` columns: a symmetric scale a token. The bias hides padding from softmax.
static kb_matrix pack_keys(const scratch_t *s, const float *keys, ptrdiff_t stride, int32_t width, int32_t tokens) {
  int32_t k4 = (width + 3) / 4, columns = padded(tokens);
  int32_t *codes = s->head_codes;
  for (int32_t j = 0; j < columns; j++) {
    int8_t *column = s->key_codes + (ptrdiff_t)(j / KB_PANEL) * k4 * 64 + (j % KB_PANEL) * 4;
    if (j >= tokens) {
      for (int32_t g = 0; g < k4; g++) memset(column + g * 64, 0, 4);
      s->key_scales[j] = 0.0f;
      s->key_sums[j] = 0;
      s->key_biases[j] = -1e30f;
      continue;
    }
    s->key_scales[j] = quantize_symmetric(keys + j * stride, width, codes);
    s->key_biases[j] = 0.0f;
    int32_t sum = 0;
    for (int32_t g = 0; g < k4; g++) {
      int8_t four[4];
      for (int i = 0; i < 4; i++) {
        four[i] = (int8_t)codes[4 * g + i];
        sum += four[i];
      }
      memcpy(column + g * 64, four, 4);
    }
    s->key_sums[j] = sum;
  }
  return (kb_matrix){s->key_codes, s->key_scales, s->key_sums, s->key_biases, k4, columns / KB_PANEL};
}

/// One head's values as a matrix of `width` columns and `tokens` inputs: a symmetric scale a channel.
static kb_matrix pack_values(const scratch_t *s, const float *values, ptrdiff_t stride, int32_t width,
                             int32_t tokens) {
  int32_t k4 = (tokens + 3) / 4, panels = padded(width) / KB_PANEL;
  for (int32_t p = 0; p < panels; p++) {
    int32_t column = p * KB_PANEL, used = width - column < KB_PANEL ? width - column : KB_PANEL;
    lanes_f most = f_set(0.0f);
    for (int32_t j = 0; j < tokens; j++)
      most = f_max(most, f_abs(f_load_row(values + j * stride, column, column + used)));
    float factors[KB_PANEL], largest[KB_PANEL];
    f_store(largest, most);
    for (int c = 0; c < KB_PANEL; c++) {
      factors[c] = largest[c] > 0.0f ? 127.0f / largest[c] : 0.0f;
      s->value_scales[column + c] = largest[c] / 127.0f;
    }
    lanes_f factor = f_load(factors);
    int8_t *panel = s->value_codes + (ptrdiff_t)p * k4 * 64;
    for (int32_t g = 0; g < k4; g++) {
      lanes_i group = i_set(0);
      for (int i = 0; i < 4 && 4 * g + i < tokens; i++) {
        lanes_f x = f_load_row(values + (4 * g + i) * stride, column, column + used);
        lanes_i code = rounded(f_fma(x, factor, f_set(ROUNDER)));
        code = i_min(i_max(code, i_set(-127)), i_set(127));
        group = i_or(group, i_shift(i_and(code, i_set(255)), 8 * i));
      }
      i_store((int32_t *)(void *)(panel + g * 64), group);
    }
  }
  return (kb_matrix){s->value_codes, s->value_scales, s->nothing_sums, s->nothing, k4, panels};
}

/// Attention of one text: its rows of `query_key_value` into its rows of `context`, head by head, block by block.
static void attend(const kb_encoder *e, const scratch_t *s, const float *query_key_value, float *context,
                   int32_t tokens) {
  ptrdiff_t stride = s->wide_stride, context_stride = s->context_stride;
  int32_t width = e->width / e->heads;
  // Scores in units of log₂ e, so that softmax is a power of two.
  float factor = 1.44269504f / __builtin_elementwise_sqrt((float)width);
  act_t *weights = (act_t *)s->weights;
  ptrdiff_t score_stride = padded(tokens);
  for (int32_t h = 0; h < e->heads; h++) {
    const float *queries = query_key_value + h * width;
    kb_matrix keys = pack_keys(s, queries + e->width, stride, width, tokens);
    kb_matrix values = pack_values(s, queries + 2 * e->width, stride, width, tokens);
    for (int32_t first = 0; first < tokens; first += BLOCK) {
      int32_t count = tokens - first < BLOCK ? tokens - first : BLOCK;
      kb_rows rows = quantize_rows(s, queries + first * stride, stride, width, count);
      for (int32_t r = 0; r < count; r++) s->code_scales[r] *= factor;
      multiply(&rows, &keys, s->scores, score_stride);
      for (int32_t r = 0; r < count; r++) {
        int32_t sum = softmax(s->scores + r * score_stride, tokens, weights + r * score_stride);
        s->code_scales[r] = 1.0f / (float)sum;
        s->code_zeros[r] = 0;
      }
      kb_rows attention = {weights, score_stride, s->code_scales, s->code_zeros, count};
      multiply(&attention, &values, context + first * context_stride + h * width, context_stride);
    }
  }
}

/// One layer on all tokens. Linear layers run over blocks of tokens, whatever text these belong to.
static void run_layer(const kb_encoder *e, const kb_layer *layer, const void *base, const scratch_t *s,
                      const int32_t *starts, int32_t texts) {
  int32_t tokens = starts[texts];
  ptrdiff_t stride = padded(e->width);
  kb_matrix query_key_value = matrix_at(base, &layer->query_key_value);
  kb_matrix output = matrix_at(base, &layer->attention_output);
  kb_matrix up = matrix_at(base, &layer->up), down = matrix_at(base, &layer->down);
  for (int32_t first = 0; first < tokens; first += BLOCK) {
    int32_t count = tokens - first < BLOCK ? tokens - first : BLOCK;
    kb_rows rows = quantize_rows(s, s->hidden + first * stride, stride, e->width, count);
    multiply(&rows, &query_key_value, s->wide + first * s->wide_stride, s->wide_stride);
  }
  for (int32_t t = 0; t < texts; t++)
    attend(e, s, s->wide + starts[t] * s->wide_stride, s->context + starts[t] * s->context_stride,
           starts[t + 1] - starts[t]);
  int32_t between = padded(e->intermediate);
  for (int32_t first = 0; first < tokens; first += BLOCK) {
    int32_t count = tokens - first < BLOCK ? tokens - first : BLOCK;
    float *hidden = s->hidden + first * stride;
    kb_rows rows = quantize_rows(s, s->context + first * s->context_stride, s->context_stride, e->width, count);
    multiply(&rows, &output, s->block, stride);
    add_and_normalize(e, base, &layer->attention_norm, s->block, hidden, count);
    rows = quantize_rows(s, hidden, stride, e->width, count);
    multiply(&rows, &up, s->block, between);
    for (int32_t r = 0; r < count; r++) activate(e->activation, s->block + r * (ptrdiff_t)between, between);
    rows = quantize_rows(s, s->block, between, e->intermediate, count);
    multiply(&rows, &down, s->block, stride);
    add_and_normalize(e, base, &layer->output_norm, s->block, hidden, count);
  }
}

/// One text's vector from its rows of hidden numbers.
static void pool(const kb_encoder *e, const float *hidden, int32_t tokens, float *vector) {
  ptrdiff_t stride = padded(e->width);
  int32_t used = e->pooling == KB_POOL_CLS ? 1 : tokens;
  lanes_f squares = f_set(0.0f);
  for (int32_t c = 0; c < e->width; c += 16) {
    lanes_f sum = f_load_row(hidden, c, e->width);
    for (int32_t r = 1; r < used; r++) sum = f_add(sum, f_load_row(hidden + r * stride, c, e->width));
    sum = f_div(sum, f_set((float)used));
    squares = f_fma(sum, sum, squares);
    float part[16];
    f_store(part, sum);
    memcpy(vector + c, part, sizeof(float) * (size_t)(e->width - c < 16 ? e->width - c : 16));
  }
  if (!e->normalizes) return;
  float length = __builtin_elementwise_sqrt(f_total(squares));
  if (!(length > 1e-12f)) length = 1e-12f;
  for (int32_t c = 0; c < e->width; c++) vector[c] = vector[c] / length;
}

static void encode(const kb_encoder *e, const kb_layer *layers, const void *base, const int32_t *ids,
                   const int32_t *starts, int32_t texts, float *vectors, void *memory) {
  int32_t longest = 0;
  for (int32_t t = 0; t < texts; t++)
    longest = starts[t + 1] - starts[t] > longest ? starts[t + 1] - starts[t] : longest;
  kb_scratch scratch;
  kb_carve(e, starts[texts], longest, memory, &scratch);
  embed(e, base, ids, starts, texts, scratch.hidden);
  for (int32_t l = 0; l < e->layers; l++) run_layer(e, layers + l, base, &scratch, starts, texts);
  for (int32_t t = 0; t < texts; t++)
    pool(e, scratch.hidden + starts[t] * (ptrdiff_t)padded(e->width), starts[t + 1] - starts[t],
         vectors + t * (ptrdiff_t)e->width);
}
