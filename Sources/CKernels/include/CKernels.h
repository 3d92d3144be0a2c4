/// The kernels of Almanac: integer and floating-point loops at several instruction-set levels, chosen at run time.
///
/// Every operation exists at the scalar level, which is its definition; the other levels give the same bits.
/// Names are `kb_<operation>_<types>`, with `_<level>` for one level's own code.
#pragma once

#include "bound_i16_i8.h"
#include "dot_f32_i8.h"
#include "encoder.h"
#include "encoder_levels.h"
#include "instruction_set.h"
