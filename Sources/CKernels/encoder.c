// Scratch memory and the choice of a level.
#include "encoder_levels.h"

static size_t up(size_t count, size_t multiple) { return (count + multiple - 1) / multiple * multiple; }

/// Takes `bytes` from the scratch memory, in whole cache lines.
static void *take(char *memory, size_t *used, size_t bytes) {
  void *start = memory ? memory + *used : NULL;
  *used += up(bytes, 64);
  return start;
}

size_t kb_carve(const kb_encoder *e, int32_t tokens, int32_t longest, void *memory, kb_scratch *s) {
  size_t all = (size_t)tokens, heads = (size_t)e->heads, width = (size_t)padded(e->width);
  size_t between = (size_t)padded(e->intermediate), widest = width > between ? width : between;
  size_t head = (size_t)padded(e->width / e->heads), text = (size_t)padded(longest);
  s->value_stride = (ptrdiff_t)width;
  s->head_stride = (int32_t)up((size_t)(e->width / e->heads), 4);
  s->query_stride = s->head_stride * (ptrdiff_t)e->heads;
  s->scale_stride = tokens;
  // The last head of the last token is written in whole lanes.
  size_t queries = (all + KB_SPARE_ROWS) * (size_t)s->query_stride + 16;
  size_t used = 0;
  s->hidden = take(memory, &used, all * width * sizeof(float));
  s->values = take(memory, &used, all * width * sizeof(float));
  s->queries = take(memory, &used, queries * sizeof(int16_t));
  s->keys = take(memory, &used, queries);
  s->all_query_scales = take(memory, &used, all * heads * sizeof(float));
  s->all_key_scales = take(memory, &used, all * heads * sizeof(float));
  s->block = take(memory, &used, KB_BLOCK * widest * sizeof(float));
  s->codes = take(memory, &used, KB_BLOCK * widest * sizeof(int16_t));
  s->code_scales = take(memory, &used, KB_BLOCK * sizeof(float));
  s->code_lows = take(memory, &used, KB_BLOCK * sizeof(float));
  s->key_codes = take(memory, &used, text * (size_t)s->head_stride);
  s->value_codes = take(memory, &used, text * head);
  s->key_scales = take(memory, &used, text * sizeof(float));
  s->key_biases = take(memory, &used, text * sizeof(float));
  s->key_starts = take(memory, &used, text * sizeof(int32_t));
  s->value_scales = take(memory, &used, head * sizeof(float));
  s->scores = take(memory, &used, ATTENTION_ROWS * text * sizeof(float));
  s->weights = take(memory, &used, ATTENTION_ROWS * text * sizeof(int16_t));
  s->offsets = take(memory, &used, (size_t)s->head_stride * sizeof(int16_t));
  return used;
}

size_t kb_encoder_scratch(const kb_encoder *encoder, int32_t tokens, int32_t longest) {
  kb_scratch scratch;
  return kb_carve(encoder, tokens, longest, NULL, &scratch);
}

const kb_encoder_level *kb_encoder_level_of(int32_t level) {
  switch (level) {
#if defined(__x86_64__)
    case KB_AVX512:
      return &kb_encoder_avx512;
    case KB_AVX2:
      return &kb_encoder_avx2;
    default:
      return __builtin_cpu_supports("fma") ? &kb_encoder_scalar : &kb_encoder_portable;
#elif defined(__aarch64__)
    case KB_NEON:
      return &kb_encoder_neon;
    default:
      return &kb_encoder_scalar;
#else
    default:
      return &kb_encoder_portable;
#endif
  }
}

void kb_encode(int32_t level, const kb_encoder *encoder, const kb_layer *layers, const void *base, const int32_t *ids,
               const int32_t *starts, int32_t texts, float *vectors, void *scratch) {
  kb_encoder_level_of(level)->encode(encoder, layers, base, ids, starts, texts, vectors, scratch);
}

int64_t kb_matrix_limit(int32_t level, int64_t times) { return kb_encoder_level_of(level)->repeat_tile(times); }
