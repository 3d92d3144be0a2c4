// The definition again, for processors without fused multiply-add: the C library's `fmaf` gives the same bits.
#define LEVEL_TABLE kb_encoder_portable
#include "encoder_scalar.c"
