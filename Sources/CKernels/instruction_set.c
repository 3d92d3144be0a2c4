#include "CKernels.h"

bool kb_supports(int32_t level) {
  switch (level) {
    case KB_SCALAR:
      return true;
#if defined(__x86_64__)
    case KB_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case KB_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#elif defined(__aarch64__)
    case KB_NEON:
      return true;
#endif
    default:
      return false;
  }
}

int32_t kb_best_level(void) {
  if (kb_supports(KB_AVX512)) return KB_AVX512;
  if (kb_supports(KB_AVX2)) return KB_AVX2;
  if (kb_supports(KB_NEON)) return KB_NEON;
  return KB_SCALAR;
}
