#define KB_SIMDE
#include "CKernelsEmulated.h"
#include "exact_fmadd.h"
#include "../../Sources/CKernels/encoder_avx512.c"
