// Holds every level that this processor runs to the scalar level, bit for bit. `make test-neon` builds it for 64-bit ARM
// and runs it under an emulator; it builds and runs anywhere else as well.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "CKernels.h"

/// SplitMix64.
static uint64_t state;
static uint64_t next(void) {
  uint64_t word = state += 0x9E3779B97F4A7C15u;
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
  return word ^ (word >> 31);
}
static float uniform(float from, float to) { return from + (to - from) * (float)(next() >> 40) / 16777216.0f; }

static int failures;
static void expect(bool holds, const char *what, int32_t level, int32_t size) {
  if (holds) return;
  failures++;
  printf("level %d: %s differs from scalar at size %d\n", level, what, size);
}

enum { largest = 512 };

/// `count` codes of either type are equal.
static bool same_codes(const kb_encoder_level *a, const void *x, const kb_encoder_level *b, const void *y, int count) {
  for (int i = 0; i < count; i++) {
    int left = a->code_bytes == 1 ? ((const uint8_t *)x)[i] : ((const int16_t *)x)[i];
    int right = b->code_bytes == 1 ? ((const uint8_t *)y)[i] : ((const int16_t *)y)[i];
    if (left != right) return false;
  }
  return true;
}

static void check_rows(int32_t number, const kb_encoder_level *level, int32_t count) {
  const kb_encoder_level *scalar = kb_encoder_level_of(KB_SCALAR);
  float row[2][largest] = {{0}}, gains[largest] = {0}, biases[largest] = {0}, scale[2], low[2];
  int16_t codes[2][largest];
  for (int i = 0; i < count; i++) {
    row[0][i] = row[1][i] = uniform(-3, 5);
    gains[i] = uniform(0.5f, 2);
    biases[i] = uniform(-1, 1);
  }
  level->quantize(row[0], count, codes[0], scale, low);
  scalar->quantize(row[1], count, codes[1], scale + 1, low + 1);
  expect(same_codes(level, codes[0], scalar, codes[1], count) && scale[0] == scale[1] && low[0] == low[1], "quantize",
         number, count);
  level->norm(row[0], count, gains, biases, 1e-12f, codes[0], scale, low);
  scalar->norm(row[1], count, gains, biases, 1e-12f, codes[1], scale + 1, low + 1);
  expect(!memcmp(row[0], row[1], sizeof row[0]) && same_codes(level, codes[0], scalar, codes[1], count), "norm", number,
         count);
  for (int i = count; i < largest; i++) row[0][i] = row[1][i] = -__builtin_inff();
  scale[0] = scale[1] = 0.7f;
  level->softmax(row[0], count, scale, codes[0]);
  scalar->softmax(row[1], count, scale + 1, codes[1]);
  expect(same_codes(level, codes[0], scalar, codes[1], count) && scale[0] == scale[1], "softmax", number, count);
  for (int kind = KB_GELU_ERF; kind <= KB_RELU; kind++) {
    for (int i = 0; i < largest; i++) row[0][i] = row[1][i] = uniform(-6, 6);
    level->activation(kind, row[0], largest);
    scalar->activation(kind, row[1], largest);
    expect(!memcmp(row[0], row[1], sizeof row[0]), "activation", number, kind);
  }
}

/// Arrays of random weights, from multiples of 64 bytes.
static char weights[1 << 20] __attribute__((aligned(64)));
static uint64_t used;
static uint64_t take(uint64_t bytes) {
  uint64_t start = used;
  used = (used + bytes + 63) / 64 * 64;
  return start;
}
static uint64_t floats(int32_t count, int32_t room, float from, float to) {
  uint64_t start = take((uint64_t)room * 4);
  for (int i = 0; i < room; i++) ((float *)(void *)(weights + start))[i] = i < count ? uniform(from, to) : 0.0f;
  return start;
}
static kb_norm norm(int32_t width) {
  uint64_t gains = floats(width, padded(width), 0.8f, 1.2f);
  return (kb_norm){gains, floats(width, padded(width), -0.1f, 0.1f)};
}
static kb_linear linear(int32_t inputs, int32_t outputs) {
  int32_t groups = (inputs + 3) / 4;
  uint64_t codes = take((uint64_t)padded(outputs) * (uint64_t)groups * 4);
  memset(weights + codes, 0, (size_t)padded(outputs) * (size_t)groups * 4);
  for (int o = 0; o < outputs; o++)
    for (int i = 0; i < inputs; i++)
      weights[codes + (uint64_t)(o / 32 * groups * 128 + i / 4 * 128 + o % 32 * 4 + i % 4)] = (char)(next() % 255 - 127);
  uint64_t scales = floats(outputs, padded(outputs), 0.001f, 0.002f), sums = floats(outputs, padded(outputs), -1, 1);
  return (kb_linear){codes, scales, sums, floats(outputs, padded(outputs), -0.1f, 0.1f), inputs, outputs};
}

static void check_linear(int32_t number, const kb_encoder_level *level, int32_t inputs) {
  const kb_encoder_level *scalar = kb_encoder_level_of(KB_SCALAR);
  enum { rows = 13, outputs = 80, stride = largest };
  static uint8_t x[rows * stride];
  static int16_t room[(rows + KB_SPARE_ROWS) * stride];
  static float out[2][rows * 96], scales[rows], lows[rows];
  used = 0;
  kb_linear layer = linear(inputs, outputs);
  for (int i = 0; i < rows * stride; i++) x[i] = i < stride ? 255 : (uint8_t)next();
  for (int r = 0; r < rows; r++) {
    scales[r] = uniform(0, 0.1f);
    lows[r] = uniform(-1, 0);
  }
  for (int count = 1; count <= rows; count++) {
    level->linear(&layer, weights, x, stride, scales, lows, count, room, out[0]);
    scalar->linear(&layer, weights, x, stride, scales, lows, count, room, out[1]);
    expect(!memcmp(out[0], out[1], (size_t)count * 96 * sizeof(float)), "linear", number, inputs);
  }
}

static void check_network(int32_t number, int32_t width, int32_t heads) {
  used = 0;
  kb_encoder encoder = {.width = width, .heads = heads, .intermediate = 2 * width + 5, .layers = 2, .vocabulary = 50,
                        .positions = 80, .normalizes = 1, .epsilon = 1e-12f};
  encoder.words = take(50 * (uint64_t)padded(width));
  encoder.word_scales = floats(50, 50, 0.01f, 0.03f);
  encoder.places = take(80 * 2 * (uint64_t)padded(width));
  encoder.place_scales = floats(80, 80, 1e-5f, 2e-5f);
  for (int r = 0; r < 50; r++)
    for (int c = 0; c < padded(width); c++)
      weights[encoder.words + (uint64_t)(r * padded(width) + c)] = c < width ? (char)next() : 0;
  for (int r = 0; r < 80; r++)
    for (int c = 0; c < padded(width); c++)
      ((int16_t *)(void *)(weights + encoder.places))[r * padded(width) + c] = c < width ? (int16_t)next() : 0;
  encoder.embedding_norm = norm(width);
  kb_layer layers[2];
  for (int l = 0; l < 2; l++) {
    layers[l].query = linear(width, width);
    layers[l].key = linear(width, width);
    layers[l].value = linear(width, width);
    layers[l].attention_output = linear(width, width);
    layers[l].attention_norm = norm(width);
    layers[l].up = linear(width, encoder.intermediate);
    layers[l].down = linear(encoder.intermediate, width);
    layers[l].output_norm = norm(width);
  }
  int32_t ids[160], starts[] = {0, 1, 3, 19, 52, 132};
  for (int i = 0; i < 160; i++) ids[i] = (int32_t)(next() % 50);
  size_t bytes = (kb_encoder_scratch(&encoder, 132, 80) + 63) / 64 * 64;
  void *scratch = aligned_alloc(64, bytes);
  static float out[2][5 * 128];
  memset(scratch, 0xFF, bytes);
  kb_encode(number, &encoder, layers, weights, ids, starts, 5, out[0], scratch);
  memset(scratch, 0xFF, bytes);
  kb_encode(KB_SCALAR, &encoder, layers, weights, ids, starts, 5, out[1], scratch);
  bool finite = true;
  for (int i = 0; i < 5 * width; i++) finite = finite && out[1][i] - out[1][i] == 0;
  expect(finite && !memcmp(out[0], out[1], sizeof(float) * 5 * (size_t)width), "network", number, width);
  free(scratch);
}

static void check_dot(int32_t number, size_t stride) {
  enum { rows = 9, queries = 3 };
  static float query[largest], scales[rows], scores[2][rows], bounds[2][queries * rows];
  static int8_t codes[rows * largest];
  for (int i = 0; i < largest; i++) query[i] = uniform(-1, 1);
  for (int i = 0; i < rows * largest; i++) codes[i] = (int8_t)next();
  for (int i = 0; i < rows; i++) scales[i] = uniform(0, 0.01f);
  kb_dot_f32_i8(number, query, codes, scales, rows, stride, scores[0]);
  kb_dot_f32_i8(KB_SCALAR, query, codes, scales, rows, stride, scores[1]);
  expect(!memcmp(scores[0], scores[1], sizeof scores[0]), "dot product", number, (int32_t)stride);
  static int16_t whole[queries * largest];
  static const float units[queries] = {1e-4f, 2e-4f, 1e-5f}, margins[queries] = {0.5f, 0.25f, 0};
  for (int i = 0; i < queries * largest; i++) whole[i] = (int16_t)(next() >> 32);
  kb_bound_i16_i8(number, whole, units, margins, queries, codes, scales, rows, stride, bounds[0]);
  kb_bound_i16_i8(KB_SCALAR, whole, units, margins, queries, codes, scales, rows, stride, bounds[1]);
  expect(!memcmp(bounds[0], bounds[1], sizeof bounds[0]), "bound", number, (int32_t)stride);
}

int main(void) {
  int levels = 0;
  for (int32_t number = 1; number < KB_LEVELS; number++) {
    if (!kb_supports(number)) continue;
    levels++;
    const kb_encoder_level *level = kb_encoder_level_of(number);
    for (int32_t count = 1; count < 140; count++) check_rows(number, level, count);
    check_rows(number, level, 384);
    for (int32_t inputs = 1; inputs < 40; inputs++) check_linear(number, level, inputs);
    check_linear(number, level, 384);
    for (size_t stride = 16; stride <= largest; stride += 16) check_dot(number, stride);
    const int32_t shapes[][2] = {{48, 4}, {40, 8}, {64, 1}, {18, 2}, {96, 3}, {128, 2}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) check_network(number, shapes[i][0], shapes[i][1]);
  }
  printf("%d levels beside scalar, %d failures\n", levels, failures);
  return failures > 0 || levels == 0;
}
