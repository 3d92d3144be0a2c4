#!/usr/bin/env python3
"""Holds Sources/Sentiment/Text to text.py: the lexicon's scores by `kbq sentiment` and by this folder must agree.

    check.py KBQ ../../Sources/Sentiment/Trained TEXTS

TEXTS has a text a line (of a tab-separated file, the first column). Needs numpy and scipy.
"""

import base64
import pathlib
import re
import sys

import numpy as np

import evaluate
import fit
import model
from text import features


def lexicon(folder):
    """The lexicon of the sources, and its polarities' temperature."""
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(folder).glob("TrainedLexicon*")))
    names, digits = (re.search(name + r' = #"""\n(.*?)"""#', source, re.S).group(1) for name in ("names", "weights"))
    weights = np.frombuffer(base64.b64decode("".join(digits.split())), np.int8).reshape(-1, 10)
    scale = float(re.search(r"scale: Float = (\S+)", source).group(1))
    bias = np.array([float(x) for x in re.search(r"bias: .*?= \[(.*?)\]", source, re.S).group(1).split(",")[:10]])
    temperature = float(re.search(r"temperatures.*= \(([\d.]+),", source).group(1))
    return model.Lexicon(names.split(), weights * scale, bias), temperature


def main():
    kbq, folder, file = sys.argv[1:]
    texts = [line.split("\t")[0] for line in pathlib.Path(file).read_text(encoding="utf-8").split("\n") if line]
    words, temperature = lexicon(folder)
    found = [features(text) for text in texts]
    p = fit.softmax(words.scores(found)[:, :3] / temperature)
    expected = np.where([any(name in words.index for name in row) for row in found], p[:, 2] - p[:, 0], 0)
    got = np.array([j["score"] for j in evaluate.judge(kbq, None, texts)])
    apart = np.abs(expected - got)
    for i in np.argsort(-apart)[:5]:
        print(f"{apart[i]:.6f} {texts[i]!r}: expected {expected[i]:.5f}, got {got[i]:.5f}")
    print(f"{len(texts)} texts, {(apart > 1e-4).sum()} apart")
    sys.exit(int((apart > 1e-4).any()))


if __name__ == "__main__":
    main()
