#define KB_SIMDE
#define kb_dot_f32_i8_avx512 kb_dot_f32_i8_emulated
#define kb_dot_f32_i8_scalar kb_dot_f32_i8_scalar_emulated
#include "CKernelsEmulated.h"
#include "exact_fmadd.h"
#include "../../Sources/CKernels/dot_f32_i8.c"
