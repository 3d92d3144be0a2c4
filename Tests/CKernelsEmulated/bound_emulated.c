#define KB_SIMDE
#define kb_bound_i16_i8_avx512 kb_bound_i16_i8_emulated
#include "CKernelsEmulated.h"
#include "exact_fmadd.h"
#include "../../Sources/CKernels/bound_i16_i8.c"
