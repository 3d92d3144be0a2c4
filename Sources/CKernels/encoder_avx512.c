// AVX-512 with VNNI: lanes in one 512-bit register, activations as uint8. A test also compiles this file against an
// emulation of the instructions (KB_SIMDE), so that machines without them check it bit for bit.
#if defined(KB_SIMDE)
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#elif defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(KB_SIMDE) || defined(__x86_64__)
#include "encoder_levels.h"

#if defined(KB_SIMDE)
#define LEVEL_TABLE kb_encoder_emulated
#else
#define LEVEL_TABLE kb_encoder_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"))), \
                             apply_to = function)
#endif
#include "lanes_vector.h"

typedef uint8_t act_t;
/// The low byte of each lane.
static inline void act_store(act_t *p, lanes_i a) { i_store_u8(p, a); }

#include "encoder_ops.h"
#include "matrix_avx512.h"
#include "matrix.h"
#include "encoder_attention.h"
#include "encoder_forward.h"
#include "encoder_table.h"
#if !defined(KB_SIMDE)
#pragma clang attribute pop
#endif
#endif
