// The floating-point operations of the encoder, written once on sixteen virtual lanes. The including file has chosen
// the lanes and defined `act_t` and `act_store`, the type in which its matrix product wants activations.

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))
#if !defined(UNROLLED)
#define UNROLLED _Pragma("clang loop unroll(full)")
#endif

/// Independent operations side by side hide each other's latency: functions with a last `count` work on so many lanes,
/// a step at a time on all of them.
#define EACH UNROLLED for (int k = 0; k < count; k++)
enum { SIDE_BY_SIDE = 4 };

/// `count` rounded up to whole lanes.
static inline int32_t lanes_of(int32_t count) { return (count + 15) & ~15; }

/// 1.5 · 2²³: adding it leaves a number of magnitude below 2²² rounded to the nearest integer, ties to even, in the
/// low bits of the sum.
#define ROUNDER 12582912.0f

/// Loads `count` < 16 numbers; the other lanes are zero.
INLINE lanes_f f_load_part(const float *p, int32_t count) {
  float full[16] = {0};
  for (int32_t i = 0; i < count; i++) full[i] = p[i];
  return f_load(full);
}

/// Loads the lanes of `row` from `at`, zero from `count` on.
INLINE lanes_f f_load_row(const float *row, int32_t at, int32_t count) {
  return at + 16 <= count ? f_load(row + at) : f_load_part(row + at, count - at);
}

/// Stores the first `count` < 16 lanes.
INLINE void f_store_part(float *p, lanes_f a, int32_t count) {
  float full[16];
  f_store(full, a);
  for (int32_t i = 0; i < count; i++) p[i] = full[i];
}

/// 2^x for −126 ≤ x ≤ 126 (clamped): a polynomial of degree 5 on ±½, relative error below 2·10⁻⁷.
INLINE lanes_f exp2_lanes(lanes_f x) {
  x = f_min(f_max(x, f_set(-126.0f)), f_set(126.0f));
  lanes_f shifted = f_add(x, f_set(ROUNDER));
  lanes_f rest = f_sub(x, f_sub(shifted, f_set(ROUNDER)));
  lanes_f p = f_set(0x1.5bba14p-10f);
  p = f_fma(p, rest, f_set(0x1.3cea88p-7f));
  p = f_fma(p, rest, f_set(0x1.c6b752p-5f));
  p = f_fma(p, rest, f_set(0x1.ebf9bcp-3f));
  p = f_fma(p, rest, f_set(0x1.62e42ap-1f));
  p = f_fma(p, rest, f_set(1.0f));
  return i_bits(i_add(f_bits(p), i_shift(f_bits(shifted), 23)));
}

/// The same for −100 ≤ x ≤ 126 (clamped below) by a polynomial of degree 3, relative error below 8·10⁻⁵: enough for
/// codes of eight bits.
INLINE void exp2_coarse(lanes_f *x, int count) {
  lanes_f shifted[SIDE_BY_SIDE], p[SIDE_BY_SIDE];
  EACH x[k] = f_max(x[k], f_set(-100.0f));
  EACH shifted[k] = f_add(x[k], f_set(ROUNDER));
  EACH p[k] = f_sub(shifted[k], f_set(ROUNDER));
  EACH x[k] = f_sub(x[k], p[k]);
  EACH p[k] = f_fma(f_set(0x1.c3f76p-5f), x[k], f_set(0x1.f0de1ap-3f));
  EACH p[k] = f_fma(p[k], x[k], f_set(0x1.62f31ap-1f));
  EACH p[k] = f_fma(p[k], x[k], f_set(0x1.fff692p-1f));
  EACH x[k] = i_bits(i_add(f_bits(p[k]), i_shift(f_bits(shifted[k]), 23)));
}

/// x · Φ(x), Φ the normal distribution function: ½ + t · P(t²) with t = x clamped to ±3.75 and P of degree 5 such that
/// Φ becomes 0 and 1 there. The error is below 5.5·10⁻⁴: a tenth of what codes of eight bits lose.
INLINE void gelu_erf(lanes_f *x, int count) {
  lanes_f t[SIDE_BY_SIDE], u[SIDE_BY_SIDE], p[SIDE_BY_SIDE];
  EACH t[k] = f_min(f_max(x[k], f_set(-3.75f)), f_set(3.75f));
  EACH u[k] = f_mul(t[k], t[k]);
  EACH p[k] = f_fma(f_set(-0x1.f53cc8p-22f), u[k], f_set(0x1.b45a6p-16f));
  EACH p[k] = f_fma(p[k], u[k], f_set(-0x1.3d4e94p-11f));
  EACH p[k] = f_fma(p[k], u[k], f_set(0x1.fd597cp-8f));
  EACH p[k] = f_fma(p[k], u[k], f_set(-0x1.ff0b6ap-5f));
  EACH p[k] = f_fma(p[k], u[k], f_set(0x1.95d07ap-2f));
  EACH p[k] = f_fma(t[k], p[k], f_set(0.5f));
  EACH x[k] = f_mul(x[k], p[k]);
}

/// ½x(1 + tanh(√(2/π)(x + 0.044715x³))), as x / (1 + 2^−2u·log₂e).
INLINE lanes_f gelu_tanh(lanes_f x) {
  lanes_f inner = f_fma(f_mul(x, x), f_set(0.044715f), f_set(1.0f));
  lanes_f exponent = f_mul(f_mul(x, inner), f_set(-2.3022082f));
  return f_div(x, f_add(f_set(1.0f), exp2_lanes(exponent)));
}

INLINE void activate_lanes(int32_t activation, lanes_f *x, int count) {
  switch (activation) {
    case KB_GELU_ERF: gelu_erf(x, count); break;
    case KB_GELU_TANH: EACH x[k] = gelu_tanh(x[k]); break;
    default: EACH x[k] = f_max(x[k], f_set(0.0f)); break;
  }
}

/// Rows that are worked on together, a step at a time, so that none waits for its own sums.
enum { ROW_GROUP = 4 };

/// Where the codes of rows go: value = code · scale + low.
typedef struct {
  act_t *codes;
  ptrdiff_t stride;
  float *scales, *lows;
} kb_codes;

/// Codes 0…255 of a row whose numbers, and 0, lie in low…high. Whole lanes are read and written.
INLINE void quantize_row(const float *row, int32_t width, lanes_f low, lanes_f high, const kb_codes *to, int32_t r) {
  float from = f_smallest(low), range = f_largest(high) - from;
  lanes_f origin = f_set(from), factor = f_set(range > 0.0f ? 255.0f / range : 0.0f);
  act_t *codes = to->codes + r * to->stride;
  // x − from is between 0 and the range whatever the rounding, and so no code needs a limit.
  for (int32_t i = 0; i < width; i += 16)
    act_store(codes + i, f_bits(f_fma(f_sub(f_load(row + i), origin), factor, f_set(ROUNDER))));
  to->scales[r] = range / 255.0f;
  to->lows[r] = from;
}

/// Codes of rows over their ranges, zero included. Rows are padded with zeros to whole lanes.
static void quantize_rows(const float *rows, ptrdiff_t stride, int32_t width, int32_t count, const kb_codes *to) {
  for (int32_t first = 0; first < count; first += ROW_GROUP) {
    int32_t last = first + ROW_GROUP < count ? first + ROW_GROUP : count;
    lanes_f low[ROW_GROUP], high[ROW_GROUP];
    for (int32_t r = first; r < last; r++) {
      lanes_f from = f_set(0.0f), upto = f_set(0.0f);
      for (int32_t i = 0; i < width; i += 16) {
        lanes_f x = f_load(rows + r * stride + i);
        from = f_min(from, x);
        upto = f_max(upto, x);
      }
      low[r - first] = from;
      high[r - first] = upto;
    }
    for (int32_t r = first; r < last; r++)
      quantize_row(rows + r * stride, width, low[r - first], high[r - first], to, r);
  }
}

/// The mean of the squares of x − mean over `width` numbers.
INLINE float variance_of(const float *row, int32_t width, float mean) {
  lanes_f squares = f_set(0.0f);
  int32_t whole = width & ~15;
  for (int32_t i = 0; i < whole; i += 16) {
    lanes_f x = f_sub(f_load(row + i), f_set(mean));
    squares = f_fma(x, x, squares);
  }
  if (whole < width) {
    float rest[16] = {0};
    for (int32_t i = 0; i < width - whole; i++) rest[i] = row[whole + i] - mean;
    squares = f_fma(f_load(rest), f_load(rest), squares);
  }
  return f_total(squares) / (float)width;
}

/// (x − mean) / √(variance + ε) · gain + bias of rows in place, and their codes. Padding stays zero, for its gain and bias
/// are zero.
static void normalize_rows(float *rows, ptrdiff_t stride, int32_t width, int32_t count, const float *gains,
                           const float *biases, float epsilon, const kb_codes *to) {
  for (int32_t first = 0; first < count; first += ROW_GROUP) {
    int32_t last = first + ROW_GROUP < count ? first + ROW_GROUP : count;
    float means[ROW_GROUP], factors[ROW_GROUP];
    lanes_f low[ROW_GROUP], high[ROW_GROUP];
    for (int32_t r = first; r < last; r++) {
      lanes_f sum = f_set(0.0f);
      for (int32_t i = 0; i < width; i += 16) sum = f_add(sum, f_load(rows + r * stride + i));
      means[r - first] = f_total(sum) / (float)width;
    }
    for (int32_t r = first; r < last; r++) {
      float variance = variance_of(rows + r * stride, width, means[r - first]);
      factors[r - first] = 1.0f / __builtin_elementwise_sqrt(variance + epsilon);
    }
    for (int32_t r = first; r < last; r++) {
      float *row = rows + r * stride;
      lanes_f mean = f_set(means[r - first]), factor = f_set(factors[r - first]);
      lanes_f from = f_set(0.0f), upto = f_set(0.0f);
      for (int32_t i = 0; i < width; i += 16) {
        lanes_f x = f_mul(f_sub(f_load(row + i), mean), factor);
        x = f_fma(x, f_load(gains + i), f_load(biases + i));
        f_store(row + i, x);
        from = f_min(from, x);
        upto = f_max(upto, x);
      }
      low[r - first] = from;
      high[r - first] = upto;
    }
    for (int32_t r = first; r < last; r++)
      quantize_row(rows + r * stride, width, low[r - first], high[r - first], to, r);
  }
}

/// Codes of `count` lanes of scores; adds them to `sum` with the bits of ROUNDER above them.
INLINE lanes_i softmax_codes(const float *scores, float largest, float scale, act_t *codes, lanes_i sum, int count) {
  lanes_f x[SIDE_BY_SIDE];
  EACH x[k] = f_sub(f_load(scores + 16 * k), f_set(largest));
  EACH x[k] = f_fma(x[k], f_set(scale), f_set(0x1.ffa37cp+2f));  // log₂ 255
  exp2_coarse(x, count);
  EACH x[k] = f_add(x[k], f_set(ROUNDER));
  EACH act_store(codes + 16 * k, f_bits(x[k]));
  EACH sum = i_add(sum, f_bits(x[k]));
  return sum;
}

/// Codes of 2^((score − largest score) · scale) of `count` ≤ 16 rows, 255 for the largest; replaces each scale by one
/// over the sum of the row's codes. Whole lanes are read and written; scores past `width` must be −∞.
static void softmax_rows(const float *scores, ptrdiff_t stride, int32_t width, int32_t count, float *scales,
                         act_t *codes) {
  enum { step = 16 * SIDE_BY_SIDE };
  float largest[16];
  int32_t sums[16] = {0};
  for (int32_t r = 0; r < count; r++) {
    const float *row = scores + r * stride;
    lanes_f most = f_load(row);
    for (int32_t i = 16; i < width; i += 16) most = f_max(most, f_load(row + i));
    largest[r] = f_largest(most);
  }
  for (int32_t r = 0; r < count; r++) {
    const float *row = scores + r * stride;
    act_t *to = codes + r * stride;
    lanes_i sum = i_set(0);
    int32_t i = 0;
    for (; i + step <= width; i += step)
      sum = softmax_codes(row + i, largest[r], scales[r], to + i, sum, SIDE_BY_SIDE);
    for (; i < width; i += 16) sum = softmax_codes(row + i, largest[r], scales[r], to + i, sum, 1);
    // ROUNDER's bits were added once for every code, modulo 2³².
    sums[r] = (int32_t)((uint32_t)i_total(sum) - (uint32_t)lanes_of(width) * 0x4B400000u);
  }
  float inverse[16];
  f_store(inverse, f_div(f_set(1.0f), i_to_f(i_load(sums))));
  for (int32_t r = 0; r < count; r++) scales[r] = inverse[r];
}

/// Codes round(x · 127 / largest magnitude) of `width` numbers, whole lanes of them: 128 more and as activations for
/// queries, int8 for keys. Returns the scale.
INLINE float quantize_symmetric(int is_query, const float *row, int32_t width, void *codes) {
  lanes_f most = f_set(0.0f);
  for (int32_t i = 0; i < width; i += 16) most = f_max(most, f_abs(f_load_row(row, i, width)));
  float largest = f_largest(most);
  lanes_f factor = f_set(largest > 0.0f ? 127.0f / largest : 0.0f);
  lanes_f offset = f_set(is_query ? ROUNDER + 128.0f : ROUNDER);
  for (int32_t i = 0; i < width; i += 16) {
    lanes_i code = f_bits(f_fma(f_load_row(row, i, width), factor, offset));
    if (is_query) {
      act_store((act_t *)codes + i, code);
    } else {
      i_store_u8((uint8_t *)codes + i, code);
    }
  }
  return largest / 127.0f;
}
