// The matrix product of codes and what follows it, written once. The including file has defined `act_t`, `TILE_ROWS`,
// `REST_ROWS` and `accumulate`, the exact sums of one panel for a few rows.

/// Rows of activations: value = code · scale + low, a scale and a low end each. `count` rows are meant; KB_SPARE_ROWS
/// more can be read.
typedef struct {
  const act_t *codes;
  ptrdiff_t stride;
  const float *scales, *lows;
  int32_t count;
} kb_rows;

/// Panels of 32 columns of int8 codes: byte (p, g, c, i) is column 32p + c, input 4g + i.
typedef struct {
  const int8_t *codes;
  /// Of each column: its scale, the sum of its values, its bias; and for SCORES, where its sum starts.
  const float *scales, *sums, *biases;
  const int32_t *starts;
  int32_t k4, panels;
} kb_matrix;

/// What becomes of the exact sums.
enum finish {
  /// The linear layer's output.
  LINEAR,
  /// The same, added to what is there.
  LINEAR_ADD,
  /// The same through an activation function.
  LINEAR_GELU_ERF,
  LINEAR_GELU_TANH,
  LINEAR_RELU,
  /// Scores before the query's scale: the keys' scales and biases only.
  SCORES,
  /// Scales of rows and columns only; no more columns are written than `columns`.
  CONTEXT,
};

typedef struct {
  float *rows;
  ptrdiff_t stride;
  int32_t columns;
} kb_target;

/// Two rows from `row` on, of which `used` are meant, by 32 columns from `column` on.
INLINE void finish_pair(enum finish kind, const kb_rows *rows, const kb_matrix *matrix, const kb_target *target,
                        ptrdiff_t row, int32_t used, ptrdiff_t column, lanes_i sums[2][2]) {
  enum { count = 4 };
  lanes_f y[count], scale[count];
  float *out[count];
  EACH out[k] = target->rows + (row + k / 2) * target->stride + column + k % 2 * 16;
  EACH y[k] = i_to_f(sums[k / 2][k % 2]);
  EACH scale[k] = f_load(matrix->scales + column + k % 2 * 16);
  if (kind != SCORES) EACH scale[k] = f_mul(scale[k], f_set(rows->scales[row + k / 2]));
  if (kind == CONTEXT) {
    EACH y[k] = f_mul(y[k], scale[k]);
  } else {
    lanes_f shift[count];
    EACH shift[k] = f_load(matrix->biases + column + k % 2 * 16);
    if (kind != SCORES)
      EACH shift[k] = f_fma(f_load(matrix->sums + column + k % 2 * 16), f_set(rows->lows[row + k / 2]), shift[k]);
    EACH y[k] = f_fma(y[k], scale[k], shift[k]);
  }
  if (kind == LINEAR_ADD) EACH if (k / 2 < used) y[k] = f_add(f_load(out[k]), y[k]);
  if (kind == LINEAR_GELU_ERF) activate_lanes(KB_GELU_ERF, y, count);
  if (kind == LINEAR_GELU_TANH) activate_lanes(KB_GELU_TANH, y, count);
  if (kind == LINEAR_RELU) activate_lanes(KB_RELU, y, count);
  EACH {
    if (k / 2 >= used) continue;
    int32_t room = kind == CONTEXT ? target->columns - (int32_t)column - k % 2 * 16 : 16;
    if (room >= 16) {
      f_store(out[k], y[k]);
    } else if (room > 0) {
      f_store_part(out[k], y[k], room);
    }
  }
}

/// `tile` rows from `first` on, of which `used` are meant, times panel `panel`.
INLINE void finish_tile(enum finish kind, int tile, const kb_rows *rows, const kb_matrix *matrix,
                        const kb_target *target, ptrdiff_t first, int32_t used, ptrdiff_t panel) {
  lanes_i sums[TILE_ROWS][2];
  ptrdiff_t column = panel * KB_PANEL;
  UNROLLED for (int r = 0; r < tile; r++) UNROLLED for (int h = 0; h < 2; h++)
      sums[r][h] = kind == SCORES ? i_load(matrix->starts + column + 16 * h) : i_set(0);
  accumulate(tile, rows->codes + first * rows->stride, rows->stride,
             matrix->codes + panel * matrix->k4 * (4 * KB_PANEL), matrix->k4, sums);
  UNROLLED for (int r = 0; r < tile; r += 2)
    if (r < used) finish_pair(kind, rows, matrix, target, first + r, used - r, column, sums + r);
}

/// The product of all rows with all panels: each panel meets every row while it is in the first-level cache.
INLINE void multiply_kind(enum finish kind, const kb_rows *rows, const kb_matrix *matrix, const kb_target *target) {
  for (ptrdiff_t panel = 0; panel < matrix->panels; panel++) {
    int32_t row = 0, left = rows->count;
    for (; left >= TILE_ROWS; row += TILE_ROWS, left -= TILE_ROWS)
      finish_tile(kind, TILE_ROWS, rows, matrix, target, row, TILE_ROWS, panel);
    for (; left > REST_ROWS; row += 2 * REST_ROWS, left -= 2 * REST_ROWS)
      finish_tile(kind, 2 * REST_ROWS, rows, matrix, target, row, left, panel);
    if (left > 0) finish_tile(kind, REST_ROWS, rows, matrix, target, row, left, panel);
  }
}

static void multiply(enum finish kind, const kb_rows *rows, const kb_matrix *matrix, const kb_target *target) {
  switch (kind) {
    case LINEAR: multiply_kind(LINEAR, rows, matrix, target); break;
    case LINEAR_ADD: multiply_kind(LINEAR_ADD, rows, matrix, target); break;
    case LINEAR_GELU_ERF: multiply_kind(LINEAR_GELU_ERF, rows, matrix, target); break;
    case LINEAR_GELU_TANH: multiply_kind(LINEAR_GELU_TANH, rows, matrix, target); break;
    case LINEAR_RELU: multiply_kind(LINEAR_RELU, rows, matrix, target); break;
    case SCORES: multiply_kind(SCORES, rows, matrix, target); break;
    case CONTEXT: multiply_kind(CONTEXT, rows, matrix, target); break;
  }
}
