// AVX2 and FMA: lanes in pairs of 256-bit registers, activations as int16.
#if defined(__x86_64__)
#include <immintrin.h>

#include "encoder_levels.h"

#define LEVEL_TABLE kb_encoder_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "lanes_vector.h"

typedef int16_t act_t;
/// The low byte of each lane.
static inline void act_store(act_t *p, lanes_i a) { i_store_s16(p, i_and(a, i_set(255))); }

#include "encoder_ops.h"
#include "matrix_avx2.h"
#include "matrix.h"
#include "encoder_attention.h"
#include "encoder_forward.h"
#include "encoder_table.h"
#pragma clang attribute pop
#endif
