"""The lexicon and the head: how each is fitted, and what both make of texts."""

from collections import Counter

import numpy as np
import scipy.sparse

import fit

PENALTY = 1e-4
MINIMUM_COUNT = 3
FREQUENT = 400
ITERATIONS = 60
INNER_FOLDS = 3
# Networks whose mean is the head.
NETWORKS = 2
# An encoder's vector has length 1; its numbers are small beside the lexicon's scores.
VECTOR_SCALE = 20.0
LEXICON_SCALE = 1.5


class Lexicon:
    """A score a class for every feature, and what stands for none: polarities first, then emotions."""

    def __init__(self, names, weights, bias):
        self.names, self.weights, self.bias = names, weights, bias
        self.index = {name: i for i, name in enumerate(names)}

    def scores(self, features):
        return (matrix(features, self.index) @ self.weights + self.bias).astype(np.float32)

    @classmethod
    def fitted(cls, features, texts, rows, size):
        """Multinomial logistic regression over the features whose log-odds stand out the most, and the most frequent."""
        counts = Counter(name for row in rows for name in features[row])
        names = sorted(name for name, count in counts.items() if count >= MINIMUM_COUNT and name.isascii())
        X = matrix([features[row] for row in rows], {name: i for i, name in enumerate(names)})
        tasks = []
        for targets in (texts.polarity[rows], texts.emotion[rows]):
            known = targets.sum(axis=1) > 0
            tasks.append((X[known], targets[known], texts.weight[rows][known]))
        if len(names) > size:
            distinction = np.max([distinctions(*task) for task in tasks], axis=0)
            frequent = {name for name, _ in counts.most_common(FREQUENT)}
            order = sorted(range(len(names)), key=lambda i: (names[i] not in frequent, -distinction[i]))
            kept = np.array(sorted(order[:size]))
            names = [names[i] for i in kept]
            tasks = [(X[:, kept], targets, weights) for X, targets, weights in tasks]
        parts = [fit.logistic_regression(X, targets, weights, PENALTY, ITERATIONS) for X, targets, weights in tasks]
        # What is the same for all classes says nothing.
        W = np.hstack([part - part.mean(axis=1, keepdims=True) for part in parts])
        return cls(names, W[:-1], W[-1])


def distinctions(X, targets, weights):
    """The greatest z-score of a feature's log-odds between a class and the rest (Monroe et al. 2008, section 3.5.1)."""
    X = abs(X)
    X.data = np.ones_like(X.data)
    inside = X.T @ (targets * weights[:, None])
    total, mass = inside.sum(axis=1, keepdims=True), (targets * weights[:, None]).sum(axis=0)
    rest, whole = total - inside, mass.sum()
    odds = np.log((inside + 0.5) / (mass - inside + 0.5)) - np.log((rest + 0.5) / (whole - mass - rest + 0.5))
    return np.abs(odds / np.sqrt(1 / (inside + 0.5) + 1 / (rest + 0.5))).max(axis=1)


def matrix(features, index):
    starts, columns, values = [0], [], []
    for row in features:
        found = sorted((index[name], strength) for name, strength in row.items() if name in index)
        columns += [column for column, _ in found]
        values += [value for _, value in found]
        starts.append(len(columns))
    return scipy.sparse.csr_matrix((np.array(values), columns, starts), shape=(len(features), len(index)))


def inputs(vectors, lexicon_scores):
    return np.hstack([vectors * VECTOR_SCALE, lexicon_scores * LEXICON_SCALE]).astype(np.float32)


def crossed_scores(features, texts, rows, size):
    """Scores of every row by a lexicon that has not seen it: what the head learns to weigh must be like what it meets."""
    scores = np.zeros((len(rows), 10), np.float32)
    inner = texts.inner[rows] % INNER_FOLDS
    for part in range(INNER_FOLDS):
        lexicon = Lexicon.fitted(features, texts, rows[inner != part], size)
        here = inner == part
        scores[here] = lexicon.scores([features[row] for row in rows[here]])
    return scores


def fitted(features, vectors, texts, rows, size, hidden):
    """A lexicon and a head, fitted on `rows`."""
    crossed = crossed_scores(features, texts, rows, size)
    lexicon = Lexicon.fitted(features, texts, rows, size)
    X = inputs(vectors[rows], crossed)
    polarity, emotion = texts.polarity[rows], texts.emotion[rows]
    weight = texts.weight[rows] / texts.weight[rows].mean()
    tasks = [(polarity, weight), (emotion, weight * (emotion.sum(axis=1) > 0))]
    return lexicon, fit.merged([fit.hidden_layer(X, tasks, hidden, seed=seed) for seed in range(NETWORKS)])
