// Sixteen virtual lanes as plain loops: the definition of every floating-point operation that the encoder uses.
#pragma once

#include <stdint.h>
#include <string.h>

typedef struct {
  float lane[16];
} lanes_f;

typedef struct {
  int32_t lane[16];
} lanes_i;

#define LANES for (int l = 0; l < 16; l++)

static inline lanes_f f_load(const float *p) {
  lanes_f r;
  memcpy(&r, p, sizeof r);
  return r;
}
static inline void f_store(float *p, lanes_f a) { memcpy(p, &a, sizeof a); }
static inline lanes_f f_set(float x) {
  lanes_f r;
  LANES r.lane[l] = x;
  return r;
}
static inline lanes_f f_add(lanes_f a, lanes_f b) {
  LANES a.lane[l] = a.lane[l] + b.lane[l];
  return a;
}
static inline lanes_f f_sub(lanes_f a, lanes_f b) {
  LANES a.lane[l] = a.lane[l] - b.lane[l];
  return a;
}
static inline lanes_f f_mul(lanes_f a, lanes_f b) {
  LANES a.lane[l] = a.lane[l] * b.lane[l];
  return a;
}
static inline lanes_f f_div(lanes_f a, lanes_f b) {
  LANES a.lane[l] = a.lane[l] / b.lane[l];
  return a;
}
/// a · b + c, rounded once.
static inline lanes_f f_fma(lanes_f a, lanes_f b, lanes_f c) {
  LANES a.lane[l] = __builtin_fmaf(a.lane[l], b.lane[l], c.lane[l]);
  return a;
}
static inline lanes_f f_min(lanes_f a, lanes_f b) {
  LANES a.lane[l] = a.lane[l] < b.lane[l] ? a.lane[l] : b.lane[l];
  return a;
}
static inline lanes_f f_max(lanes_f a, lanes_f b) {
  LANES a.lane[l] = a.lane[l] > b.lane[l] ? a.lane[l] : b.lane[l];
  return a;
}
static inline lanes_f f_abs(lanes_f a) {
  LANES a.lane[l] = __builtin_fabsf(a.lane[l]);
  return a;
}
static inline lanes_i f_bits(lanes_f a) {
  lanes_i r;
  memcpy(&r, &a, sizeof r);
  return r;
}
static inline lanes_f i_bits(lanes_i a) {
  lanes_f r;
  memcpy(&r, &a, sizeof r);
  return r;
}
static inline lanes_f i_to_f(lanes_i a) {
  lanes_f r;
  LANES r.lane[l] = (float)a.lane[l];
  return r;
}
static inline lanes_i i_set(int32_t x) {
  lanes_i r;
  LANES r.lane[l] = x;
  return r;
}
static inline lanes_i i_add(lanes_i a, lanes_i b) {
  LANES a.lane[l] = (int32_t)((uint32_t)a.lane[l] + (uint32_t)b.lane[l]);
  return a;
}
static inline lanes_i i_sub(lanes_i a, lanes_i b) {
  LANES a.lane[l] = (int32_t)((uint32_t)a.lane[l] - (uint32_t)b.lane[l]);
  return a;
}
static inline lanes_i i_and(lanes_i a, lanes_i b) {
  LANES a.lane[l] &= b.lane[l];
  return a;
}
static inline lanes_i i_or(lanes_i a, lanes_i b) {
  LANES a.lane[l] |= b.lane[l];
  return a;
}
static inline lanes_i i_shift(lanes_i a, int bits) {
  LANES a.lane[l] = (int32_t)((uint32_t)a.lane[l] << bits);
  return a;
}
static inline lanes_i i_min(lanes_i a, lanes_i b) {
  LANES a.lane[l] = a.lane[l] < b.lane[l] ? a.lane[l] : b.lane[l];
  return a;
}
static inline lanes_i i_max(lanes_i a, lanes_i b) {
  LANES a.lane[l] = a.lane[l] > b.lane[l] ? a.lane[l] : b.lane[l];
  return a;
}
static inline lanes_i i_load(const int32_t *p) {
  lanes_i r;
  memcpy(&r, p, sizeof r);
  return r;
}
static inline void i_store(int32_t *p, lanes_i a) { memcpy(p, &a, sizeof a); }
static inline lanes_i i_load_s8(const int8_t *p) {
  lanes_i r;
  LANES r.lane[l] = p[l];
  return r;
}
static inline lanes_i i_load_s16(const int16_t *p) {
  lanes_i r;
  LANES r.lane[l] = p[l];
  return r;
}
static inline void i_store_u8(uint8_t *p, lanes_i a) { LANES p[l] = (uint8_t)a.lane[l]; }
static inline void i_store_s16(int16_t *p, lanes_i a) { LANES p[l] = (int16_t)a.lane[l]; }

/// Lane i plus lane i + 8, then + 4, + 2, + 1: the one order in which lanes are added.
static inline float f_total(lanes_f a) {
  for (int width = 8; width > 0; width /= 2)
    for (int l = 0; l < width; l++) a.lane[l] = a.lane[l] + a.lane[l + width];
  return a.lane[0];
}
static inline float f_largest(lanes_f a) {
  for (int width = 8; width > 0; width /= 2)
    for (int l = 0; l < width; l++) a.lane[l] = a.lane[l] > a.lane[l + width] ? a.lane[l] : a.lane[l + width];
  return a.lane[0];
}
static inline float f_smallest(lanes_f a) {
  for (int width = 8; width > 0; width /= 2)
    for (int l = 0; l < width; l++) a.lane[l] = a.lane[l] < a.lane[l + width] ? a.lane[l] : a.lane[l + width];
  return a.lane[0];
}
static inline int32_t i_total(lanes_i a) {
  uint32_t total = 0;
  LANES total += (uint32_t)a.lane[l];
  return (int32_t)total;
}

#undef LANES
