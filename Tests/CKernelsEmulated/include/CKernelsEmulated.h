/// The AVX-512 code of CKernels over SIMDe's emulation of the instructions: slow, and the same bits on any processor.
#pragma once

#include "CKernels.h"

extern const kb_encoder_level kb_encoder_emulated;

/// As `kb_dot_f32_i8`, at AVX-512.
void kb_dot_f32_i8_emulated(
    const float *query, const int8_t *codes, const float *scales, size_t rows, size_t stride, float *scores);

/// As `kb_bound_i16_i8`, at AVX-512.
void kb_bound_i16_i8_emulated(
    const int16_t *queries, const float *units, const float *margins, size_t count, const int8_t *codes,
    const float *scales, size_t rows, size_t stride, float *bounds);
