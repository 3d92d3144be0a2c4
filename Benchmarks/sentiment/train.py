#!/usr/bin/env python3
"""Fits the lexicon and the head of Sources/Sentiment, measures them, and writes them as Swift sources.

    train.py KBC MODEL DATA WORK [--write FOLDER] [--quick]

KBC is the compiler, whose encoder makes the vectors; MODEL a model folder or a packed model; DATA the folder with
sst2.train.txt, goemotions-ekman.train.tsv and goemotions-ekman.labels.txt; WORK a folder for vectors. --write takes
Sources/Sentiment/Trained. --quick leaves the measuring out except for what calibration needs. Needs numpy and scipy.
"""

import argparse
import pathlib
import time

import numpy as np

import data
import export
import fit
import model
from text import features

LEXICON_SIZE = 5000
# Units of each of the head's networks.
HIDDEN = 64
# As SentimentHead.neutralFactor. The head calls a message neutral when its probability times this is the largest: opinions of a domain that the comments
# hardly know would be called neutral too often.
NEUTRAL_FACTOR = 0.75
PRIOR_POWERS = np.arange(0, 1.01, 0.1)
begun = time.monotonic()


def log(*words):
    print(*words, f"[{time.monotonic() - begun:.0f} s]", flush=True)


class Scores:
    """Scores of lexicon and head for some rows: `[rows × 10]` each."""

    def __init__(self, rows, lexicon, head):
        self.rows, self.lexicon, self.head = rows, lexicon, head


def judged(lexicon, head, texts, found, vectors, rows):
    scores = lexicon.scores([found[row] for row in rows])
    return Scores(rows, scores, fit.apply(head, model.inputs(vectors[rows], scores)))


class Calibration:
    """Temperatures of polarity and emotion, and the factors by which emotions are chosen."""

    def __init__(self, texts, rows, scores):
        polarity, emotion, weight = texts.polarity[rows], texts.emotion[rows], texts.weight[rows]
        self.polarity = fit.temperature(scores[:, :3], polarity, weight)
        known = emotion.sum(axis=1) > 0
        self.emotion = fit.temperature(scores[known, 3:], emotion[known], weight[known])
        single = (texts.source[rows] == "comments") & (emotion.max(axis=1) == 1)
        truth, logs = emotion[single].argmax(axis=1), fit.log_softmax(scores[single, 3:] / self.emotion)
        priors = np.bincount(truth, minlength=7) / len(truth)
        f1 = [fit.macro_f1((logs - power * np.log(priors)).argmax(axis=1), truth, 7)[0] for power in PRIOR_POWERS]
        power = PRIOR_POWERS[int(np.argmax(f1))]
        factors = priors**-power
        self.factors = factors / factors[data.EMOTIONS.index("neutral")]

    def polarities(self, scores):
        return fit.softmax(scores[:, :3] / self.polarity)

    def emotions(self, scores):
        return fit.softmax(scores[:, 3:] / self.emotion)


def report(title, texts, rows, scores, calibration, neutral_factor=1.0, confusion=False):
    source, truth = texts.source[rows], texts.polarity[rows].argmax(axis=1)
    single = texts.polarity[rows].max(axis=1) == 1
    p = calibration.polarities(scores)
    label, sign = (p * [1, neutral_factor, 1]).argmax(axis=1), np.where(p[:, 2] > p[:, 0], 2, 0)
    cells = [title]
    for name in ("reviews", "comments", "messages", "signs"):
        here = (source == name) & single
        sided = here & (truth != 1)
        error = fit.calibration_error(p[here, label[here]], (label == truth)[here])
        cells.append(
            f"{name}: {here.sum()} sign {(sign == truth)[sided].mean():.4f} label {(label == truth)[here].mean():.4f} "
            f"ECE {error:.3f}")
    q = calibration.emotions(scores)
    chosen, emotion = (q * calibration.factors).argmax(axis=1), texts.emotion[rows].argmax(axis=1)
    single = (source == "comments") & (texts.emotion[rows].max(axis=1) == 1)
    f1, each = fit.macro_f1(chosen[single], emotion[single], 7)
    right = (chosen == emotion)[single]
    error = fit.calibration_error(q[np.arange(len(q)), chosen][single], right)
    majority = np.bincount(emotion[single]).max() / single.sum()
    cells.append(f"emotion: accuracy {right.mean():.4f} (majority {majority:.4f}) macro-F1 {f1:.4f} ECE {error:.3f}")
    cells.append("F1 " + " ".join(f"{name} {value:.2f}" for name, value in zip(data.EMOTIONS, each)))
    log("\n  ".join(cells))
    if confusion:
        print("| true \\ judged | " + " | ".join(data.EMOTIONS) + " |\n" + "|---" * 8 + "|")
        for true in range(7):
            counts = [((emotion == true) & (chosen == c) & single).sum() for c in range(7)]
            print(f"| {data.EMOTIONS[true]} | " + " | ".join(map(str, counts)) + " |")


def cross_validated(texts, found, vectors):
    """Scores of every row that is not held out, by parts that were fitted on the other folds."""
    parts = []
    for fold in range(data.FOLDS):
        rows = np.flatnonzero((texts.fold != fold) & (texts.fold != data.HELD_OUT))
        lexicon, head = model.fitted(found, vectors, texts, rows, LEXICON_SIZE, HIDDEN)
        parts.append(judged(lexicon, head, texts, found, vectors, np.flatnonzero(texts.fold == fold)))
        log("fold", fold)
    return Scores(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "lexicon", "head")))


def quantised(lexicon, head):
    """The lexicon and the head with their weights as the sources hold them."""
    codes, scale = export.codes(lexicon.weights, None)
    weights, scales = export.codes(head[0], 0)
    return (
        model.Lexicon(lexicon.names, codes * scale, lexicon.bias), [weights * scales, *head[1:]],
        (codes, scale, weights, scales))


def write(folder, lexicon, head, digest, calibrations):
    by_lexicon, by_head = calibrations
    _, _, (codes, scale, weights, scales) = quantised(lexicon, head)
    folder.mkdir(exist_ok=True)
    export.write_lexicon(
        folder, lexicon, codes, scale, (by_lexicon.polarity, by_lexicon.emotion),
        by_lexicon.factors)
    temperatures = np.array([by_head.polarity] * 3 + [by_head.emotion] * 7)
    export.write_head(
        folder, (weights, scales, head[1], head[2] / temperatures, head[3] / temperatures),
        digest, weights.shape[0] - 10, by_head.factors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kbc")
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("work")
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    pathlib.Path(options.work).mkdir(parents=True, exist_ok=True)
    texts = data.load(options.data, pathlib.Path(__file__).with_name("messages.tsv"))
    # Apart, so that a change of the small part costs little.
    signs = int((texts.source != "signs").sum())
    parts = [
        data.vectors(options.kbc, options.model, part, options.work) for part in (texts.text[:signs], texts.text[signs:])
    ]
    vectors, digest = np.vstack([part for part, _ in parts]), parts[0][1]
    found = [features(text) for text in texts.text]
    log(len(texts.text), "texts; encoder", digest)

    crossed = cross_validated(texts, found, vectors)
    calibrations = [Calibration(texts, crossed.rows, scores) for scores in (crossed.lexicon, crossed.head)]
    report("cross-validation, lexicon", texts, crossed.rows, crossed.lexicon, calibrations[0])
    report("cross-validation, head", texts, crossed.rows, crossed.head, calibrations[1], NEUTRAL_FACTOR)
    if not options.quick:
        lexicon, head = model.fitted(
            found, vectors, texts, np.flatnonzero(texts.fold != data.HELD_OUT), LEXICON_SIZE, HIDDEN)
        lexicon, head, _ = quantised(lexicon, head)
        held = judged(lexicon, head, texts, found, vectors, np.flatnonzero(texts.fold == data.HELD_OUT))
        report("held out, lexicon", texts, held.rows, held.lexicon, calibrations[0])
        report("held out, head", texts, held.rows, held.head, calibrations[1], NEUTRAL_FACTOR, confusion=True)
    if options.write:
        lexicon, head = model.fitted(found, vectors, texts, np.arange(len(texts.text)), LEXICON_SIZE, HIDDEN)
        write(options.write, lexicon, head, digest, calibrations)
        log("wrote", options.write)


if __name__ == "__main__":
    main()
