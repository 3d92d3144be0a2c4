// NEON: lanes in four 128-bit registers, activations as int16.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "encoder_levels.h"

#define LEVEL_TABLE kb_encoder_neon
#include "lanes_vector.h"

typedef int16_t act_t;
/// The low byte of each lane.
static inline void act_store(act_t *p, lanes_i a) { i_store_s16(p, i_and(a, i_set(255))); }

#include "encoder_ops.h"
#include "matrix_neon.h"
#include "matrix.h"
#include "encoder_attention.h"
#include "encoder_forward.h"
#include "encoder_table.h"
#endif
