"""Writes the lexicon and the head as Swift sources."""

import base64

import numpy as np

from data import EMOTIONS

WIDTH = 116
HEADER = "// Written by Benchmarks/sentiment/train.py. Do not edit.\n\n"


def codes(matrix, axis):
    """int8 codes and their scale: one in all (`axis` None), or one a column (`axis` 0)."""
    scale = np.abs(matrix).max(axis=axis) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8), scale


def lines(words):
    """Words in lines of at most WIDTH characters."""
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = ""
        line += (" " if line else "") + word
    if line:
        yield line


def literal(rows):
    return '#"""\n' + "".join(f"    {row}\n" for row in rows) + '    """#\n'


def digits(array):
    text = base64.b64encode(array.tobytes()).decode()
    return literal(text[i:i + WIDTH] for i in range(0, len(text), WIDTH))


def numbers(values, kind="Float"):
    texts = [f"{float(value):.6g}" for value in np.ravel(values)]
    rows = list(lines([text + "," for text in texts]))
    return f"[{kind}] = [\n" + "".join(f"    {row}\n" for row in rows) + "  ]\n"


def write(path, *parts):
    path.write_text(HEADER + "".join(parts), encoding="utf-8")


def write_lexicon(folder, lexicon, weights, scale, temperatures, factors):
    write(
        folder / "TrainedLexicon.swift",
        f"/// The {len(lexicon.names):,} features of `SentimentLexicon` and their weights.\nenum TrainedLexicon {{\n",
        f"  static let scale: Float = {float(scale):.8g}\n",
        "  static let bias: ", numbers(lexicon.bias),
        f"  static let temperatures: (polarity: Float, emotion: Float) = ({temperatures[0]:.4f}, {temperatures[1]:.4f})\n",
        f"  /// {', '.join(EMOTIONS)}.\n  static let emotionFactors: ", numbers(factors, "Double"), "}\n")
    write(
        folder / "TrainedLexicon+Names.swift", "extension TrainedLexicon {\n  /// In bytewise order.\n",
        "  static let names = ", literal(lines(lexicon.names)), "}\n")
    write(
        folder / "TrainedLexicon+Weights.swift", "extension TrainedLexicon {\n",
        "  /// `[names × 10]` Int8 in base 64.\n  static let weights = ", digits(weights), "}\n")


def write_head(folder, head, digest, dimensions, factors):
    weights, scales, bias, output, output_bias = head
    write(
        folder / "TrainedHead.swift", "/// The numbers of `SentimentHead`.\nenum TrainedHead {\n",
        f'  static let encoder = "{digest}"\n  static let dimensions = {dimensions}\n',
        "  static let inputScales: ", numbers(scales), "  static let inputBias: ", numbers(bias),
        f"  /// `[{weights.shape[1]} × 10]`.\n  static let outputWeights: ", numbers(output),
        "  static let outputBias: ", numbers(output_bias),
        f"  /// {', '.join(EMOTIONS)}.\n  static let emotionFactors: ", numbers(factors, "Double"), "}\n")
    write(
        folder / "TrainedHead+Weights.swift", "extension TrainedHead {\n",
        f"  /// `[{weights.shape[0]} × {weights.shape[1]}]` Int8 in base 64.\n  static let inputWeights = ",
        digits(weights), "}\n")
