#pragma once

#include <stddef.h>
#include <stdint.h>

// The forward pass of a BERT-family sentence encoder. docs/encoder.md states the numerics; this page the layout.
//
// Weights are found by byte offsets from one base address, so that these structures are plain values and the weights
// are read where the file is mapped. The caller has checked that every array lies inside the mapping.

/// Columns of a panel: every matrix is stored, and every row of floats is padded, to a multiple of it.
enum { KB_PANEL = 32 };

/// The function between the two linear layers of a block.
enum { KB_GELU_ERF = 0, KB_GELU_TANH = 1, KB_RELU = 2 };

/// How the tokens' vectors become one.
enum { KB_POOL_MEAN = 0, KB_POOL_CLS = 1 };

/// y = x · Wᵀ + b with int8 weights.
///
/// With `k4` = ⌈inputs / 4⌉ and `p` = ⌈outputs / 32⌉ (elements that do not exist are zero):
/// - `codes`: int8 [p][k4][32][4]; byte (p, g, c, i) is row `32p + c`, column `4g + i` of W, divided by its scale.
/// - `scales`: float [32p], one a row of W.
/// - `sums`: float [32p], the sum of each row's codes times its scale.
/// - `biases`: float [32p].
typedef struct {
  uint64_t codes, scales, sums, biases;
  int32_t inputs, outputs;
} kb_linear;

/// Layer normalisation: float [width rounded up to 32] each.
typedef struct {
  uint64_t gains, biases;
} kb_norm;

typedef struct {
  kb_linear query, key, value;
  kb_linear attention_output;
  kb_norm attention_norm;
  kb_linear up, down;
  kb_norm output_norm;
} kb_layer;

typedef struct {
  int32_t width, heads, intermediate, layers, vocabulary, positions;
  int32_t activation, pooling, normalizes;
  float epsilon;
  /// int8 [vocabulary][width rounded up to 32] and one float scale a row.
  uint64_t words, word_scales;
  /// int16 [positions][width rounded up to 32], the first token type's vector added, and one float scale a row.
  uint64_t places, place_scales;
  kb_norm embedding_norm;
} kb_encoder;

/// Bytes of scratch memory that `kb_encode` needs for texts of `tokens` tokens in all, the longest having `longest`.
size_t kb_encoder_scratch(const kb_encoder *encoder, int32_t tokens, int32_t longest);

/// The inner loop of the matrix product alone, on a tile in the first-level cache, `times` times: what limits the linear
/// layers. Returns the operations, two a product.
int64_t kb_matrix_limit(int32_t level, int64_t times);

/// Encodes texts, packed without padding. A text's vector depends on its own tokens only.
///
/// - `level`: a level that `kb_supports`.
/// - `base`: what the offsets count from.
/// - `ids`: int32 [tokens], special tokens included; an id outside of the vocabulary counts as 0.
/// - `starts`: int32 [texts + 1]; text `t` is `ids[starts[t] ..< starts[t + 1]]`, at least one and at most
///   `positions` tokens.
/// - `vectors`: float [texts][width].
/// - `scratch`: `kb_encoder_scratch` bytes, aligned to 64.
void kb_encode(int32_t level, const kb_encoder *encoder, const kb_layer *layers, const void *base, const int32_t *ids,
               const int32_t *starts, int32_t texts, float *vectors, void *scratch);
