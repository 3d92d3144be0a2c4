// What a matrix kernel multiplies. The including file has defined `act_t`.

/// Rows of activations: value = (code − zero) · scale, a scale and zero point each.
typedef struct {
  const act_t *codes;
  ptrdiff_t stride;
  const float *scales;
  const int32_t *zeros;
  int32_t count;
} kb_rows;

/// Panels of 16 columns of int8 codes: byte (p, g, c, i) is column 16p + c, input 4g + i.
typedef struct {
  const int8_t *codes;
  const float *scales;
  const int32_t *sums;
  const float *biases;
  int32_t k4;
  int32_t panels;
} kb_matrix;
