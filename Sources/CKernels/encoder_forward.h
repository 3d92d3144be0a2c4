// The forward pass, compiled once a level. The including file has chosen lanes, `act_t` and the matrix product.

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

/// The block's codes in the scratch memory: `count` rows of `width` inputs.
static kb_rows block_rows(const kb_scratch *s, int32_t width, int32_t count) {
  return (kb_rows){s->codes, padded(width), s->code_scales, s->code_lows, count};
}

static kb_codes block_codes(const kb_scratch *s, int32_t width) {
  return (kb_codes){s->codes, padded(width), s->code_scales, s->code_lows};
}

/// Normalises rows of hidden numbers; their codes become the block's.
static void normalize_block(const kb_encoder *e, const void *base, const kb_norm *norm, const kb_scratch *s,
                            float *hidden, int32_t count) {
  kb_codes codes = block_codes(s, e->width);
  normalize_rows(hidden, padded(e->width), e->width, count, at(base, norm->gains), at(base, norm->biases), e->epsilon,
                 &codes);
}

/// Sums the vectors of the tokens' words and places.
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
    }
  }
}

/// Codes of a block's queries or keys, head by head: each fills whole lanes, and the next head overwrites what is too much.
INLINE void quantize_heads(int is_query, const kb_encoder *e, const kb_scratch *s, int32_t first, int32_t count) {
  int32_t width = e->width / e->heads;
  float *scales = is_query ? s->all_query_scales : s->all_key_scales;
  for (int32_t r = 0; r < count; r++)
    for (int32_t head = 0; head < e->heads; head++) {
      const float *row = s->block + r * (ptrdiff_t)padded(e->width) + head * width;
      ptrdiff_t code = (first + r) * s->query_stride + head * s->head_stride;
      void *codes = is_query ? (void *)((act_t *)s->queries + code) : (void *)(s->keys + code);
      scales[head * s->scale_stride + first + r] = quantize_symmetric(is_query, row, width, codes);
    }
}

/// Queries, keys and values of a block, whose codes are in the scratch memory.
static void project(const kb_encoder *e, const kb_layer *layer, const void *base, const kb_scratch *s, int32_t first,
                    int32_t count) {
  kb_rows rows = block_rows(s, e->width, count);
  kb_target block = {.rows = s->block, .stride = padded(e->width)};
  kb_matrix query = matrix_at(base, &layer->query), key = matrix_at(base, &layer->key);
  multiply(LINEAR, &rows, &query, &block);
  quantize_heads(1, e, s, first, count);
  multiply(LINEAR, &rows, &key, &block);
  quantize_heads(0, e, s, first, count);
  kb_matrix value = matrix_at(base, &layer->value);
  kb_target values = {.rows = s->values + first * s->value_stride, .stride = s->value_stride};
  multiply(LINEAR, &rows, &value, &values);
}

/// What follows attention in a layer, for a block. Leaves the codes of the result in the scratch memory.
static void transform(const kb_encoder *e, const kb_layer *layer, const void *base, const kb_scratch *s,
                      int32_t first, int32_t count) {
  float *hidden = s->hidden + first * (ptrdiff_t)padded(e->width);
  kb_target sums = {.rows = hidden, .stride = padded(e->width)};
  kb_target between = {.rows = s->block, .stride = padded(e->intermediate)};
  kb_rows narrow = block_rows(s, e->width, count), wide = block_rows(s, e->intermediate, count);
  kb_matrix output = matrix_at(base, &layer->attention_output);
  kb_matrix up = matrix_at(base, &layer->up), down = matrix_at(base, &layer->down);
  kb_codes narrow_codes = block_codes(s, e->width), wide_codes = block_codes(s, e->intermediate);
  quantize_rows(s->values + first * s->value_stride, s->value_stride, e->width, count, &narrow_codes);
  multiply(LINEAR_ADD, &narrow, &output, &sums);
  normalize_block(e, base, &layer->attention_norm, s, hidden, count);
  multiply(e->activation == KB_GELU_ERF    ? LINEAR_GELU_ERF
           : e->activation == KB_GELU_TANH ? LINEAR_GELU_TANH
                                           : LINEAR_RELU,
           &narrow, &up, &between);
  quantize_rows(s->block, between.stride, e->intermediate, count, &wide_codes);
  multiply(LINEAR_ADD, &wide, &down, &sums);
  normalize_block(e, base, &layer->output_norm, s, hidden, count);
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
    f_store_part(vector + c, sum, e->width - c < 16 ? e->width - c : 16);
  }
  if (!e->normalizes) return;
  float length = __builtin_elementwise_sqrt(f_total(squares));
  if (!(length > 1e-12f)) length = 1e-12f;
  for (int32_t c = 0; c < e->width; c++) vector[c] = vector[c] / length;
}

static void encode(const kb_encoder *e, const kb_layer *layers, const void *base, const int32_t *ids,
                   const int32_t *starts, int32_t texts, float *vectors, void *memory) {
  int32_t tokens = starts[texts], longest = 0;
  for (int32_t t = 0; t < texts; t++)
    longest = starts[t + 1] - starts[t] > longest ? starts[t + 1] - starts[t] : longest;
  kb_scratch scratch;
  const kb_scratch *s = &scratch;
  kb_carve(e, tokens, longest, memory, &scratch);
  act_t *offsets = s->offsets;
  for (int32_t i = 0; i < s->head_stride; i++) offsets[i] = 128;
  embed(e, base, ids, starts, texts, s->hidden);
  // Linear layers run over blocks of tokens, whatever text these belong to; a block goes from one attention to the next.
  for (int32_t l = 0; l <= e->layers; l++) {
    for (int32_t first = 0; first < tokens; first += KB_BLOCK) {
      int32_t count = tokens - first < KB_BLOCK ? tokens - first : KB_BLOCK;
      if (l == 0) {
        normalize_block(e, base, &e->embedding_norm, s, s->hidden + first * (ptrdiff_t)padded(e->width), count);
      } else {
        transform(e, layers + l - 1, base, s, first, count);
      }
      if (l < e->layers) project(e, layers + l, base, s, first, count);
    }
    if (l < e->layers)
      for (int32_t t = 0; t < texts; t++) attend(e, s, starts[t], starts[t + 1] - starts[t]);
  }
  for (int32_t t = 0; t < texts; t++)
    pool(e, s->hidden + starts[t] * (ptrdiff_t)padded(e->width), starts[t + 1] - starts[t],
         vectors + t * (ptrdiff_t)e->width);
}
