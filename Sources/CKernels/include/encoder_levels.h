// What the levels of the encoder share: the scratch memory's plan and the table of each level's functions.
#pragma once

#include <string.h>

#include "encoder.h"
#include "instruction_set.h"

enum {
  /// Rows of activations that are quantised and multiplied together: they stay in the second-level cache.
  KB_BLOCK = 48,
  /// Query rows whose scores are in the first-level cache together.
  ATTENTION_ROWS = 12,
  /// Rows that a matrix product may read past the last, rounded up.
  KB_SPARE_ROWS = 8,
};

/// `count` rounded up to whole panels.
static inline int32_t padded(int32_t count) { return (count + KB_PANEL - 1) / KB_PANEL * KB_PANEL; }

/// Scratch memory of one forward pass.
typedef struct {
  /// Hidden numbers of all tokens, and values, whose place the attention's result takes.
  float *hidden, *values;
  ptrdiff_t value_stride;
  /// Codes of queries (activations) and keys of all tokens, a head's codes padded to four; a scale a head and token.
  void *queries;
  int8_t *keys;
  ptrdiff_t query_stride, scale_stride;
  int32_t head_stride;
  float *all_query_scales, *all_key_scales;
  /// A block's output of a linear layer, and its quantised input.
  float *block;
  void *codes;
  float *code_scales, *code_lows;
  /// One head of one text.
  int8_t *key_codes, *value_codes;
  float *key_scales, *key_biases, *value_scales;
  int32_t *key_starts;
  float *scores;
  void *weights;
  /// Activations that are all 128.
  void *offsets;
} kb_scratch;

/// Lays the scratch memory out at `memory` (NULL: only counts) and returns its bytes.
size_t kb_carve(const kb_encoder *e, int32_t tokens, int32_t longest, void *memory, kb_scratch *scratch);

/// One level's functions. Test functions get room for activations of either type.
typedef struct {
  void (*encode)(const kb_encoder *, const kb_layer *, const void *, const int32_t *, const int32_t *, int32_t,
                 float *, void *);
  void (*linear)(const kb_linear *, const void *, const uint8_t *, int32_t, const float *, const float *, int32_t,
                 void *, float *);
  void (*quantize)(const float *, int32_t, void *, float *, float *);
  void (*norm)(float *, int32_t, const float *, const float *, float, void *, float *, float *);
  void (*activation)(int32_t, float *, int32_t);
  void (*softmax)(const float *, int32_t, float *, void *);
  int64_t (*repeat_tile)(int64_t);
  /// Bytes of an activation code.
  int32_t code_bytes;
} kb_encoder_level;

extern const kb_encoder_level kb_encoder_scalar, kb_encoder_portable, kb_encoder_avx2, kb_encoder_avx512,
    kb_encoder_neon;

/// The table of a level that `kb_supports`; scalar for any other.
const kb_encoder_level *kb_encoder_level_of(int32_t level);
