// Sixteen virtual lanes as the compiler's vectors: one 512-bit register, two of 256 bits or four of 128 bits, by the
// target that the including file sets. Each operation gives the bits of its twin in lanes_scalar.h.
#pragma once

#include <stdint.h>
#include <string.h>

// Vectors wider than the target's registers have no stable calling convention: everything here is inlined instead.
#pragma clang diagnostic ignored "-Wpsabi"
#define LANES static inline __attribute__((always_inline))

typedef float lanes_f __attribute__((ext_vector_type(16)));
typedef float lanes_f8 __attribute__((ext_vector_type(8)));
typedef float lanes_f4 __attribute__((ext_vector_type(4)));
typedef int32_t lanes_i __attribute__((ext_vector_type(16)));
typedef int32_t lanes_i8 __attribute__((ext_vector_type(8)));
typedef int32_t lanes_i4 __attribute__((ext_vector_type(4)));
typedef uint32_t lanes_u __attribute__((ext_vector_type(16)));
typedef int8_t lanes_s8 __attribute__((ext_vector_type(16)));
typedef uint8_t lanes_u8 __attribute__((ext_vector_type(16)));
typedef int16_t lanes_s16 __attribute__((ext_vector_type(16)));

LANES lanes_f f_load(const float *p) {
  lanes_f r;
  memcpy(&r, p, sizeof r);
  return r;
}
LANES void f_store(float *p, lanes_f a) { memcpy(p, &a, sizeof a); }
LANES lanes_f f_set(float x) { return (lanes_f)(x); }
LANES lanes_f f_add(lanes_f a, lanes_f b) { return a + b; }
LANES lanes_f f_sub(lanes_f a, lanes_f b) { return a - b; }
LANES lanes_f f_mul(lanes_f a, lanes_f b) { return a * b; }
LANES lanes_f f_div(lanes_f a, lanes_f b) { return a / b; }
LANES lanes_f f_fma(lanes_f a, lanes_f b, lanes_f c) { return __builtin_elementwise_fma(a, b, c); }
LANES lanes_f f_min(lanes_f a, lanes_f b) { return a < b ? a : b; }
LANES lanes_f f_max(lanes_f a, lanes_f b) { return a > b ? a : b; }
LANES lanes_f f_abs(lanes_f a) { return __builtin_elementwise_abs(a); }
LANES lanes_i f_bits(lanes_f a) { return __builtin_bit_cast(lanes_i, a); }
LANES lanes_f i_bits(lanes_i a) { return __builtin_bit_cast(lanes_f, a); }
LANES lanes_f i_to_f(lanes_i a) { return __builtin_convertvector(a, lanes_f); }
LANES lanes_i i_set(int32_t x) { return (lanes_i)(x); }
LANES lanes_i i_add(lanes_i a, lanes_i b) { return (lanes_i)((lanes_u)a + (lanes_u)b); }
LANES lanes_i i_sub(lanes_i a, lanes_i b) { return (lanes_i)((lanes_u)a - (lanes_u)b); }
LANES lanes_i i_and(lanes_i a, lanes_i b) { return a & b; }
LANES lanes_i i_or(lanes_i a, lanes_i b) { return a | b; }
LANES lanes_i i_shift(lanes_i a, int bits) { return (lanes_i)((lanes_u)a << (uint32_t)bits); }
LANES lanes_i i_min(lanes_i a, lanes_i b) { return __builtin_elementwise_min(a, b); }
LANES lanes_i i_max(lanes_i a, lanes_i b) { return __builtin_elementwise_max(a, b); }
LANES lanes_i i_load(const int32_t *p) {
  lanes_i r;
  memcpy(&r, p, sizeof r);
  return r;
}
LANES void i_store(int32_t *p, lanes_i a) { memcpy(p, &a, sizeof a); }
LANES lanes_i i_load_s8(const int8_t *p) {
  lanes_s8 r;
  memcpy(&r, p, sizeof r);
  return __builtin_convertvector(r, lanes_i);
}
LANES lanes_i i_load_s16(const int16_t *p) {
  lanes_s16 r;
  memcpy(&r, p, sizeof r);
  return __builtin_convertvector(r, lanes_i);
}
LANES void i_store_u8(uint8_t *p, lanes_i a) {
  lanes_u8 r = __builtin_convertvector(a, lanes_u8);
  memcpy(p, &r, sizeof r);
}
LANES void i_store_s16(int16_t *p, lanes_i a) {
  lanes_s16 r = __builtin_convertvector(a, lanes_s16);
  memcpy(p, &r, sizeof r);
}

LANES float f_total(lanes_f a) {
  lanes_f8 b = a.lo + a.hi;
  lanes_f4 c = b.lo + b.hi;
  return (c.x + c.z) + (c.y + c.w);
}
LANES float f_largest(lanes_f a) {
  lanes_f8 b = a.lo > a.hi ? a.lo : a.hi;
  lanes_f4 c = b.lo > b.hi ? b.lo : b.hi;
  float even = c.x > c.z ? c.x : c.z, odd = c.y > c.w ? c.y : c.w;
  return even > odd ? even : odd;
}
LANES float f_smallest(lanes_f a) {
  lanes_f8 b = a.lo < a.hi ? a.lo : a.hi;
  lanes_f4 c = b.lo < b.hi ? b.lo : b.hi;
  float even = c.x < c.z ? c.x : c.z, odd = c.y < c.w ? c.y : c.w;
  return even < odd ? even : odd;
}
LANES int32_t i_total(lanes_i a) {
  lanes_i8 b = a.lo + a.hi;
  lanes_i4 c = b.lo + b.hi;
  return (int32_t)((uint32_t)c.x + (uint32_t)c.y + (uint32_t)c.z + (uint32_t)c.w);
}

#undef LANES
