#!/usr/bin/env python3
"""Measures `kbq sentiment` on labelled files.

    evaluate.py KBQ ENCODER FILE... [--lexicon]

ENCODER is a packed model, a model folder or a bundle. Each FILE is one of: SST-2 (`label text`, 0 or 1, *.txt),
GoEmotions by Ekman's groups (text, label ids, id, tab-separated, *.tsv; the names lie beside it in *.labels.txt),
`polarity<TAB>emotion<TAB>text` as in messages.tsv, or JSON Lines with text and valence (−4…4). Robustness is measured on
SST-2 files: each sentence in capitals, without punctuation, with a typing error in every fifth word.
Needs numpy.
"""

import json
import pathlib
import random
import subprocess
import sys

import numpy as np

from data import EMOTIONS, POLARITIES, natural
from fit import calibration_error, macro_f1


def judge(kbq, encoder, texts):
    option = [] if encoder is None else ["--bundle" if encoder.endswith(".kb") else "--model", encoder]
    lines = "".join(text.replace("\r", " ").replace("\n", " ") + "\n" for text in texts)
    run = subprocess.run([kbq, "sentiment", *option], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def typing_errors(text, generator):
    words = text.split(" ")
    for i, word in enumerate(words):
        if len(word) > 3 and generator.random() < 0.2:
            at = generator.randrange(1, len(word) - 1)
            words[i] = word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return " ".join(words)


def polarity_line(name, judged, truth):
    """Accuracy of the sign of the score where the truth takes a side, of the label, and the calibration error."""
    truth = np.array(truth)
    score = np.array([j["score"] for j in judged])
    label = np.array([POLARITIES.index(j["polarity"]) for j in judged])
    sided = truth != 1
    sign = ((score > 0) == (truth == 2))[sided].mean()
    error = calibration_error(np.array([j["confidence"] for j in judged]), label == truth)
    print(f"{name:40} {len(truth):6} sign {sign:.4f} label {(label == truth).mean():.4f} ECE {error:.3f} "
          f"neutral {(label == 1).mean():.3f}")


def sst(kbq, encoder, path):
    rows = [(int(line[0]), line[2:].strip()) for line in path.read_text(encoding="utf-8").splitlines()]
    truth, generator = [2 * label for label, _ in rows], random.Random(1)
    forms = {
        "as it is": lambda text: text,
        "natural": natural,
        "capitals": lambda text: natural(text).upper(),
        "no punctuation": lambda text: "".join(c for c in natural(text) if c.isalnum() or c in " '"),
        "typing errors": lambda text: typing_errors(natural(text), generator),
    }
    for form, change in forms.items():
        polarity_line(f"{path.name}, {form}", judge(kbq, encoder, [change(text) for _, text in rows]), truth)


def go_emotions(kbq, encoder, path):
    names = (path.parent / (path.name.split(".")[0] + ".labels.txt")).read_text().split()
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [(text, EMOTIONS.index(names[int(labels)])) for text, labels, _ in rows if "," not in labels]
    judged = judge(kbq, encoder, [text for text, _ in rows])
    truth = np.array([emotion for _, emotion in rows])
    chosen = np.array([EMOTIONS.index(j["emotion"]) for j in judged])
    f1, each = macro_f1(chosen, truth, 7)
    print(f"{path.name:40} {len(rows):6} emotion accuracy {(chosen == truth).mean():.4f} "
          f"(majority {np.bincount(truth).max() / len(truth):.4f}) macro-F1 {f1:.4f}")
    print("    F1 " + " ".join(f"{name} {value:.2f}" for name, value in zip(EMOTIONS, each)))


def messages(kbq, encoder, path):
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    judged = judge(kbq, encoder, [text for _, _, text in rows])
    polarity_line(path.name, judged, [POLARITIES.index(polarity) for polarity, _, _ in rows])
    right = np.mean([j["emotion"] == emotion for j, (_, emotion, _) in zip(judged, rows)])
    print(f"{path.name:40} {len(rows):6} emotion accuracy {right:.4f}")


def valences(kbq, encoder, path):
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    judged = judge(kbq, encoder, [row["text"] for row in rows])
    valence = np.array([row["valence"] for row in rows])
    polarity_line(path.name, judged, np.where(valence >= 0.5, 2, np.where(valence <= -0.5, 0, 1)))
    print(f"{path.name:40} {len(rows):6} correlation of score and valence "
          f"{np.corrcoef([j['score'] for j in judged], valence)[0, 1]:.3f}")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--lexicon"]
    kbq, encoder, files = arguments[0], arguments[1], [pathlib.Path(file) for file in arguments[2:]]
    if "--lexicon" in sys.argv:
        encoder = None
    for file in files:
        if file.suffix == ".txt":
            sst(kbq, encoder, file)
        elif file.suffix == ".jsonl":
            valences(kbq, encoder, file)
        elif len(file.open(encoding="utf-8").readline().split("\t")[1]) > 3:
            messages(kbq, encoder, file)
        else:
            go_emotions(kbq, encoder, file)


if __name__ == "__main__":
    main()
