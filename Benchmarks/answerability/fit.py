#!/usr/bin/env python3
"""Chooses when `kbq ask` answers: logistic weights and a threshold, on some sets of questions; measures others.

    fit.py KBQ --fit NAME=FOLDER... [--test NAME=FOLDER...]

A folder holds bundle.kb, answerable.jsonl and unanswerable.jsonl (JSON Lines with _id and text). Sets of one name count as
one, and every name counts alike, however many questions it has. A set to fit on whose name ends in `/2` is cut in halves by
the parity of the SHA-256 of a question's id, the same on every run: one is fitted on, the other measured. The features are
those that `kbq ask --json` shows under `evidence`. Needs Python's standard library only.
"""

import argparse
import hashlib
import json
import math
import subprocess
from pathlib import Path

STEPS = 4000
RATE = 0.5
PENALTY = 0.01


class Questions:
    """Questions of one name: features, whether they can be answered, and how confident kbq was when they were asked."""

    def __init__(self):
        self.features, self.labels, self.confidences, self.identifiers = [], [], [], []

    def ask(self, kbq, folder):
        for label, name in ((1, "answerable"), (0, "unanswerable")):
            command = [kbq, "ask", folder / "bundle.kb", "--queries", folder / f"{name}.jsonl"]
            for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
                answer = json.loads(line)
                self.add(answer["evidence"], label, answer["confidence"], answer["_id"])

    def add(self, features, label, confidence, identifier):
        self.features.append(features)
        self.labels.append(label)
        self.confidences.append(confidence)
        self.identifiers.append(identifier)

    def half(self, parity):
        half = Questions()
        for entry in zip(self.features, self.labels, self.confidences, self.identifiers):
            if hashlib.sha256(entry[3].encode()).digest()[0] & 1 == parity:
                half.add(*entry)
        return half


def logistic(x):
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


def fit(rows, labels, shares):
    """Weights and bias of a logistic regression with a small penalty on standardised features."""
    width = len(rows[0])

    def mean(values):
        return sum(share * value for share, value in zip(shares, values))

    means = [mean([row[j] for row in rows]) for j in range(width)]
    deviations = [math.sqrt(mean([(row[j] - means[j]) ** 2 for row in rows])) or 1.0 for j in range(width)]
    scaled = [[(row[j] - means[j]) / deviations[j] for j in range(width)] for row in rows]
    weights, bias = [0.0] * width, 0.0
    for _ in range(STEPS):
        errors = [
            logistic(bias + sum(w * x for w, x in zip(weights, row))) - label for row, label in zip(scaled, labels)
        ]
        for j in range(width):
            slope = mean([error * row[j] for error, row in zip(errors, scaled)])
            weights[j] -= RATE * (slope + PENALTY * weights[j])
        bias -= RATE * mean(errors)
    weights = [w / d for w, d in zip(weights, deviations)]
    return weights, bias - sum(w * m for w, m in zip(weights, means))


def abstention(confidences, labels, threshold):
    """Precision, recall and F1 of saying that there is no answer."""
    said = [c < threshold for c in confidences]
    right = sum(s and label == 0 for s, label in zip(said, labels))
    precision = right / max(sum(said), 1)
    recall = right / max(labels.count(0), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def area(confidences, labels):
    """Area under the ROC curve."""
    positive = [c for c, label in zip(confidences, labels) if label]
    negative = [c for c, label in zip(confidences, labels) if not label]
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


def report(title, confidences, labels, threshold):
    precision, recall, f1 = abstention(confidences, labels, threshold)
    answered = [c >= threshold for c in confidences]
    shares = [
        sum(a for a, label in zip(answered, labels) if label == wanted) / max(labels.count(wanted), 1) for wanted in (1, 0)
    ]
    print(
        f"{title:32} {len(labels):4} questions  precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}  "
        f"area {area(confidences, labels):.3f}  answered: {shares[0]:.2f} of the answerable, {shares[1]:.2f} of the others"
    )


def main():
    parser = argparse.ArgumentParser(description="Chooses when kbq ask answers, and measures it.")
    parser.add_argument("kbq")
    parser.add_argument("--fit", nargs="+", required=True, metavar="NAME=FOLDER")
    parser.add_argument("--test", nargs="+", default=[], metavar="NAME=FOLDER")
    arguments = parser.parse_args()

    def gather(pairs):
        sets = {}
        for pair in pairs:
            name, _, folder = pair.partition("=")
            sets.setdefault(name, Questions()).ask(arguments.kbq, Path(folder))
        return sets

    fitted, tested = {}, {}
    for name, questions in gather(arguments.fit).items():
        if name.endswith("/2"):
            fitted[name[:-2]] = questions.half(0)
            tested[name[:-2]] = questions.half(1)
        else:
            fitted[name] = questions
    tested.update(gather(arguments.test))

    names = list(next(iter(fitted.values())).features[0])
    rows = [[f[n] for n in names] for q in fitted.values() for f in q.features]
    labels = [label for q in fitted.values() for label in q.labels]
    shares = [1 / len(fitted) / len(q.labels) for q in fitted.values() for _ in q.labels]
    weights, bias = fit(rows, labels, shares)

    def confidences(questions):
        return [logistic(bias + sum(w * f[n] for w, n in zip(weights, names))) for f in questions.features]

    values = {name: confidences(questions) for name, questions in fitted.items()}
    grid = [t / 200 for t in range(10, 191)]
    threshold = max(
        grid, key=lambda t: sum(abstention(values[n], fitted[n].labels, t)[2] for n in fitted) / len(fitted)
    )
    for name, weight in zip(names, weights):
        print(f"{name:20} {weight:8.3f}")
    print(f"{'bias':20} {bias:8.3f}")
    print(f"{'threshold':20} {threshold:8.3f}")
    for part, sets in (("fitted", fitted), ("test", tested)):
        for name, questions in sets.items():
            report(f"{name}, {part}", confidences(questions), questions.labels, threshold)


if __name__ == "__main__":
    main()
