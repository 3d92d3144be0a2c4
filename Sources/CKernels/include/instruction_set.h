#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Instruction-set levels, in no order of speed across architectures.
enum {
  KB_SCALAR = 0,
  KB_AVX2 = 1,
  KB_AVX512 = 2,
  KB_NEON = 3,
  KB_LEVELS = 4
};

/// Whether this processor and operating system run the level's code. Scalar code runs wherever fused multiply-add is
/// correct: in hardware where the processor has it, else by the C library's `fmaf`, slowly and with the same bits.
///
/// - `KB_AVX2`: AVX2 and FMA.
/// - `KB_AVX512`: AVX-512 F, BW, DQ, VL and VNNI.
/// - `KB_NEON`: any 64-bit ARM.
bool kb_supports(int32_t level);

/// The fastest level that `kb_supports`.
int32_t kb_best_level(void);

/// Processors that this process may run on, at least 1.
int32_t kb_processors(void);
