#!/usr/bin/env python3
"""Chooses when `kbq ask` answers: logistic weights and a threshold, on one half of a set of questions; measures the other.

    fit.py KBQ BUNDLE ANSWERABLE.jsonl UNANSWERABLE.jsonl

The question files are JSON Lines with _id and text. The halves are by the parity of the SHA-256 of a question's id, so
that they are the same on every run. The features are those that `kbq ask --json` shows under `evidence`. Needs Python's
standard library only.
"""

import hashlib
import json
import math
import subprocess
import sys

STEPS = 4000
RATE = 0.5
PENALTY = 0.01


def evidence(kbq, bundle, path):
    """The features of every question of a file, with its id."""
    output = subprocess.run([kbq, "ask", bundle, "--queries", path], check=True, capture_output=True).stdout
    rows = []
    for line in output.decode().splitlines():
        answer = json.loads(line)
        rows.append((answer["_id"], answer["evidence"]))
    return rows


def logistic(x):
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


def fit(rows, labels):
    """Weights and bias of a logistic regression with a small penalty on standardised features."""
    count, width = len(rows), len(rows[0])
    means = [sum(row[j] for row in rows) / count for j in range(width)]
    deviations = [math.sqrt(sum((row[j] - means[j]) ** 2 for row in rows) / count) or 1.0 for j in range(width)]
    scaled = [[(row[j] - means[j]) / deviations[j] for j in range(width)] for row in rows]
    weights, bias = [0.0] * width, 0.0
    for _ in range(STEPS):
        errors = [
            logistic(bias + sum(w * x for w, x in zip(weights, row))) - label for row, label in zip(scaled, labels)
        ]
        for j in range(width):
            slope = sum(error * row[j] for error, row in zip(errors, scaled)) / count
            weights[j] -= RATE * (slope + PENALTY * weights[j])
        bias -= RATE * sum(errors) / count
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


def main():
    kbq, bundle, answerable, unanswerable = sys.argv[1:]
    halves = {0: ([], []), 1: ([], [])}
    names = None
    for label, path in ((1, answerable), (0, unanswerable)):
        for identifier, features in evidence(kbq, bundle, path):
            names = list(features)
            rows, labels = halves[hashlib.sha256(identifier.encode()).digest()[0] & 1]
            rows.append(list(features.values()))
            labels.append(label)
    weights, bias = fit(*halves[0])

    def confidences(rows):
        return [logistic(bias + sum(w * x for w, x in zip(weights, row))) for row in rows]

    grid = [t / 200 for t in range(10, 191)]
    chosen = max(grid, key=lambda t: abstention(confidences(halves[0][0]), halves[0][1], t)[2])
    for name, weight in zip(names, weights):
        print(f"{name:20} {weight:8.3f}")
    print(f"{'bias':20} {bias:8.3f}")
    print(f"{'threshold':20} {chosen:8.3f}")
    for half, title in ((0, "fitted on"), (1, "held out")):
        rows, labels = halves[half]
        values = confidences(rows)
        precision, recall, f1 = abstention(values, labels, chosen)
        right = sum((c >= chosen) == bool(label) for c, label in zip(values, labels)) / len(labels)
        print(
            f"{title}: {len(labels)} questions, abstention precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}, "
            f"accuracy {right:.3f}, area under the curve {area(values, labels):.3f}"
        )


if __name__ == "__main__":
    main()
