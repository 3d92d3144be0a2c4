// SIMDe's fused multiply-add of 512 bits rounds twice without the instruction; this one rounds once, as the processor.
#pragma once

// SIMDe passes vectors that are wider than the registers here; everything stays within this file.
#pragma clang diagnostic ignored "-Wpsabi"

#define SIMDE_NO_NATIVE
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

static inline __m512 exact_fmadd(__m512 a, __m512 b, __m512 c) {
  float x[16], y[16], z[16];
  _mm512_storeu_ps(x, a);
  _mm512_storeu_ps(y, b);
  _mm512_storeu_ps(z, c);
  for (int i = 0; i < 16; i++) z[i] = __builtin_fmaf(x[i], y[i], z[i]);
  return _mm512_loadu_ps(z);
}

#undef _mm512_fmadd_ps
#define _mm512_fmadd_ps(a, b, c) exact_fmadd(a, b, c)
