// What the levels of the encoder share: the scratch memory's plan and the table of each level's functions.
#pragma once

#include <string.h>

#include "encoder.h"
#include "instruction_set.h"

/// Rows of activations that are quantised and multiplied together: they stay in the second-level cache.
enum { KB_BLOCK = 48 };

/// Scratch memory of one forward pass.
typedef struct {
  /// Rows of hidden numbers, of query, key and value, and of attention's output, for all tokens.
  float *hidden, *wide, *context;
  ptrdiff_t wide_stride, context_stride;
  /// A block's output of a linear layer, and its quantised input.
  float *block;
  void *codes;
  float *code_scales;
  int32_t *code_zeros;
  /// One head of one text.
  int8_t *key_codes, *value_codes;
  float *key_scales, *key_biases, *value_scales;
  int32_t *key_sums, *head_codes;
  float *scores;
  void *weights;
  /// Zeros, as many as a head's padded width.
  float *nothing;
  int32_t *nothing_sums;
} kb_scratch;

/// Lays the scratch memory out at `memory` (NULL: only counts) and returns its bytes.
size_t kb_carve(const kb_encoder *e, int32_t tokens, int32_t longest, void *memory, kb_scratch *scratch);

/// One level's functions. Test functions get room for activations of either type.
typedef struct {
  void (*encode)(const kb_encoder *, const kb_layer *, const void *, const int32_t *, const int32_t *, int32_t,
                 float *, void *);
  void (*linear)(const kb_linear *, const void *, const uint8_t *, int32_t, const float *, const int32_t *, int32_t,
                 void *, float *);
  void (*quantize)(const float *, int32_t, void *, float *, int32_t *);
  void (*norm)(float *, int32_t, const float *, const float *, float);
  void (*activation)(int32_t, float *, int32_t);
  int32_t (*softmax)(const float *, int32_t, void *);
  /// Bytes of an activation code.
  int32_t code_bytes;
} kb_encoder_level;

extern const kb_encoder_level kb_encoder_scalar, kb_encoder_portable, kb_encoder_avx2, kb_encoder_avx512,
    kb_encoder_neon;

/// The table of a level that `kb_supports`; scalar for any other.
const kb_encoder_level *kb_encoder_level_of(int32_t level);
