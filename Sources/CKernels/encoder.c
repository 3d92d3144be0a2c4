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
  size_t all = (size_t)tokens, width = up((size_t)e->width, 16), between = up((size_t)e->intermediate, 16);
  size_t head = up((size_t)(e->width / e->heads), 16), text = up((size_t)longest, 16);
  size_t widest = width > between ? width : between;
  s->wide_stride = (ptrdiff_t)up(3 * (size_t)e->width, 16);
  // The last head's panels may write past the last column.
  s->context_stride = (ptrdiff_t)width + 16;
  size_t used = 0;
  s->hidden = take(memory, &used, all * width * sizeof(float));
  s->wide = take(memory, &used, all * (size_t)s->wide_stride * sizeof(float));
  s->context = take(memory, &used, all * (size_t)s->context_stride * sizeof(float));
  s->block = take(memory, &used, KB_BLOCK * widest * sizeof(float));
  s->codes = take(memory, &used, KB_BLOCK * widest * sizeof(int16_t));
  s->code_scales = take(memory, &used, KB_BLOCK * sizeof(float));
  s->code_zeros = take(memory, &used, KB_BLOCK * sizeof(int32_t));
  s->key_codes = take(memory, &used, text * head);
  s->value_codes = take(memory, &used, text * head);
  s->key_scales = take(memory, &used, text * sizeof(float));
  s->key_biases = take(memory, &used, text * sizeof(float));
  s->key_sums = take(memory, &used, text * sizeof(int32_t));
  s->value_scales = take(memory, &used, head * sizeof(float));
  s->head_codes = take(memory, &used, head * sizeof(int32_t));
  s->scores = take(memory, &used, KB_BLOCK * text * sizeof(float));
  s->weights = take(memory, &used, KB_BLOCK * text * sizeof(int16_t));
  s->nothing = take(memory, &used, head * sizeof(float));
  s->nothing_sums = take(memory, &used, head * sizeof(int32_t));
  if (memory) {
    memset(s->nothing, 0, head * sizeof(float));
    memset(s->nothing_sums, 0, head * sizeof(int32_t));
  }
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
