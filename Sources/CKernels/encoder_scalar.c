// The definition, with fused multiply-add in hardware where the processor is sure to have it.
#include "encoder_levels.h"
#include "lanes_scalar.h"

#if !defined(LEVEL_TABLE)
#define LEVEL_TABLE kb_encoder_scalar
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("fma"))), apply_to = function)
#define LEVEL_POP
#endif
#endif

// Loops stay loops: this code is to be small and right.
#define UNROLLED
typedef uint8_t act_t;
/// The low byte of each lane.
static inline void act_store(act_t *p, lanes_i a) { i_store_u8(p, a); }

#include "encoder_ops.h"
#include "matrix_scalar.h"
#include "matrix.h"
#include "encoder_attention.h"
#include "encoder_forward.h"
#include "encoder_table.h"

#if defined(LEVEL_POP)
#pragma clang attribute pop
#endif
