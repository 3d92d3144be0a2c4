// The floating-point operations of the encoder, written once on sixteen virtual lanes. The including file has chosen
// the lanes and defined `act_t` and `act_store`, the type in which its matrix kernel wants activations.

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

static inline int32_t padded(int32_t count) { return (count + 15) & ~15; }

/// 1.5 · 2²³: adding it leaves a number of magnitude below 2²² rounded to the nearest integer, ties to even, in the
/// low bits of the sum.
#define ROUNDER 12582912.0f

INLINE lanes_i rounded(lanes_f sum) { return i_sub(f_bits(sum), f_bits(f_set(ROUNDER))); }

INLINE lanes_i clamped(lanes_i code) { return i_min(i_max(code, i_set(0)), i_set(255)); }

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
  return i_bits(i_add(f_bits(p), i_shift(rounded(shifted), 23)));
}

/// x · Φ(x), Φ the normal distribution function: ½ + t · P(s) with t = x clamped to ±4.5 and s = 2t²/4.5² − 1.
/// P(1) is such that Φ becomes 1 and, to within 3·10⁻⁸, 0; the error is below 1.6·10⁻⁵ for |x| ≤ 30.
INLINE lanes_f gelu_erf(lanes_f x) {
  lanes_f t = f_min(f_max(x, f_set(-4.5f)), f_set(4.5f));
  lanes_f s = f_fma(f_mul(t, t), f_set(0x1.948b1p-4f), f_set(-1.0f));
  lanes_f p = f_set(-0x1.ebf478p-11f);
  p = f_fma(p, s, f_set(0x1.14912ap-8f));
  p = f_fma(p, s, f_set(-0x1.ff4938p-8f));
  p = f_fma(p, s, f_set(0x1.630fbap-7f));
  p = f_fma(p, s, f_set(-0x1.1eed96p-6f));
  p = f_fma(p, s, f_set(0x1.cf779ap-6f));
  p = f_fma(p, s, f_set(-0x1.4b32b2p-5f));
  p = f_fma(p, s, f_set(0x1.c047c2p-5f));
  p = f_fma(p, s, f_set(-0x1.3c1d22p-4f));
  p = f_fma(p, s, f_set(0x1.4156fep-3f));
  return f_mul(x, f_fma(t, p, f_set(0.5f)));
}

/// ½x(1 + tanh(√(2/π)(x + 0.044715x³))), as x / (1 + 2^−2u·log₂e).
INLINE lanes_f gelu_tanh(lanes_f x) {
  lanes_f inner = f_fma(f_mul(x, x), f_set(0.044715f), f_set(1.0f));
  lanes_f exponent = f_mul(f_mul(x, inner), f_set(-2.3022082f));
  return f_div(x, f_add(f_set(1.0f), exp2_lanes(exponent)));
}

static void activate(int32_t activation, float *row, int32_t count) {
  switch (activation) {
    case KB_GELU_ERF:
      for (int32_t i = 0; i < count; i += 16) f_store(row + i, gelu_erf(f_load(row + i)));
      break;
    case KB_GELU_TANH:
      for (int32_t i = 0; i < count; i += 16) f_store(row + i, gelu_tanh(f_load(row + i)));
      break;
    default:
      for (int32_t i = 0; i < count; i += 16) f_store(row + i, f_max(f_load(row + i), f_set(0.0f)));
      break;
  }
}

/// Asymmetric codes of one row: the range, zero included, spread over 0…255. Writes `padded(count)` codes; those past
/// `count` meet zero weights.
static void quantize(const float *row, int32_t count, act_t *codes, float *scale, int32_t *zero) {
  lanes_f low = f_set(0.0f), high = f_set(0.0f);
  for (int32_t i = 0; i < count; i += 16) {
    lanes_f x = f_load_row(row, i, count);
    low = f_min(low, x);
    high = f_max(high, x);
  }
  float lowest = f_smallest(low), range = f_largest(high) - lowest;
  float inverse = range > 0.0f ? 255.0f / range : 0.0f;
  float origin = (ROUNDER - lowest * inverse) - ROUNDER;
  origin = origin < 0.0f ? 0.0f : origin > 255.0f ? 255.0f : origin;
  lanes_f factor = f_set(inverse), offset = f_set(ROUNDER + origin);
  for (int32_t i = 0; i < count; i += 16) {
    lanes_f x = f_load_row(row, i, count);
    act_store(codes + i, clamped(rounded(f_fma(x, factor, offset))));
  }
  *scale = range / 255.0f;
  *zero = origin > 0.0f ? (int32_t)origin : 0;
}

/// (x − mean) / √(variance + ε) · gain + bias over `count` numbers in place; the padding becomes its bias, zero.
static void normalize(float *row, int32_t count, const float *gains, const float *biases, float epsilon) {
  lanes_f sum = f_set(0.0f);
  for (int32_t i = 0; i < count; i += 16) sum = f_add(sum, f_load_row(row, i, count));
  float mean = f_total(sum) / (float)count;
  lanes_f middle = f_set(mean), squares = f_set(0.0f);
  int32_t whole = count & ~15;
  for (int32_t i = 0; i < whole; i += 16) {
    lanes_f x = f_sub(f_load(row + i), middle);
    squares = f_fma(x, x, squares);
  }
  if (whole < count) {
    float full[16] = {0};
    for (int32_t i = 0; i < count - whole; i++) full[i] = row[whole + i] - mean;
    lanes_f x = f_load(full);
    squares = f_fma(x, x, squares);
  }
  float variance = f_total(squares) / (float)count;
  lanes_f factor = f_set(1.0f / __builtin_elementwise_sqrt(variance + epsilon));
  for (int32_t i = 0; i < count; i += 16) {
    lanes_f x = f_mul(f_sub(f_load(row + i), middle), factor);
    f_store(row + i, f_fma(x, f_load(gains + i), f_load(biases + i)));
  }
}

/// Codes of 2^(score − largest score), 255 for the largest, and their sum. `padded(count)` scores are read, and those
/// past `count` must be so small that their code is 0.
static int32_t softmax(const float *scores, int32_t count, act_t *codes) {
  lanes_f most = f_load(scores);
  for (int32_t i = 16; i < count; i += 16) most = f_max(most, f_load(scores + i));
  lanes_f largest = f_set(f_largest(most));
  lanes_i sum = i_set(0);
  for (int32_t i = 0; i < count; i += 16) {
    lanes_f weight = exp2_lanes(f_sub(f_load(scores + i), largest));
    lanes_i code = clamped(rounded(f_fma(weight, f_set(255.0f), f_set(ROUNDER))));
    sum = i_add(sum, code);
    act_store(codes + i, code);
  }
  return i_total(sum);
}

/// Symmetric codes −127…127 of one row, `padded(count)` of them; those past `count` are 0. Returns the scale.
static float quantize_symmetric(const float *row, int32_t count, int32_t *codes) {
  lanes_f most = f_set(0.0f);
  for (int32_t i = 0; i < count; i += 16) most = f_max(most, f_abs(f_load_row(row, i, count)));
  float largest = f_largest(most);
  lanes_f factor = f_set(largest > 0.0f ? 127.0f / largest : 0.0f);
  for (int32_t i = 0; i < count; i += 16) {
    lanes_f x = f_load_row(row, i, count);
    lanes_i code = rounded(f_fma(x, factor, f_set(ROUNDER)));
    i_store(codes + i, i_min(i_max(code, i_set(-127)), i_set(127)));
  }
  return largest / 127.0f;
}
