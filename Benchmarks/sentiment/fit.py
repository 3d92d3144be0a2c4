"""Fitting: multinomial logistic regression (L-BFGS), a network of one hidden layer (Adam), temperatures."""

import numpy as np
import scipy.sparse
from scipy.optimize import minimize, minimize_scalar


def log_softmax(scores):
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def softmax(scores):
    return np.exp(log_softmax(scores))


def logistic_regression(X, targets, weights, penalty, iterations=100):
    """[features + 1 × classes]: the weights, then the bias, which is not penalised.

    `targets` holds a distribution a row, `weights` a weight a row.
    """
    features, classes, total = X.shape[1], targets.shape[1], weights.sum()
    transposed = X.T.tocsr() if scipy.sparse.issparse(X) else X.T

    def loss(flat):
        W = flat.reshape(features + 1, classes)
        logs = log_softmax(X @ W[:-1] + W[-1])
        slope = (np.exp(logs) - targets) * (weights / total)[:, None]
        value = -(weights * (targets * logs).sum(axis=1)).sum() / total + penalty / 2 * (W[:-1] ** 2).sum()
        return value, np.vstack([transposed @ slope + penalty * W[:-1], slope.sum(axis=0)]).ravel()

    start = np.zeros((features + 1) * classes)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x.reshape(-1, classes)


def hidden_layer(X, tasks, hidden, epochs=8, rate=4e-3, decay=0.1, dropout=0.6, input_dropout=0.1, seed=0):
    """A network with one hidden layer of rectified units, for several tasks at once.

    `tasks` holds (targets, weights) pairs; a weight of 0 leaves a row out of a task. Adam with decoupled weight decay
    and a cosine schedule. Returns (A, a, B, b): relu(x A + a) B + b.
    """
    random = np.random.default_rng(seed)
    rows, width = X.shape
    sizes = [targets.shape[1] for targets, _ in tasks]
    outputs = sum(sizes)
    parameters = [
        (random.normal(size=(width, hidden)) * np.sqrt(2 / width)).astype(np.float32),
        np.zeros(hidden, np.float32),
        (random.normal(size=(hidden, outputs)) * np.sqrt(1 / hidden)).astype(np.float32),
        np.zeros(outputs, np.float32),
    ]
    means = [np.zeros_like(p) for p in parameters]
    squares = [np.zeros_like(p) for p in parameters]
    batch, step = 256, 0
    steps = epochs * -(-rows // batch)
    for _ in range(epochs):
        order = random.permutation(rows)
        for start in range(0, rows, batch):
            index = order[start:start + batch]
            A, a, B, b = parameters
            x = X[index] * mask(random, (len(index), width), input_dropout)
            before = x @ A + a
            kept = mask(random, before.shape, dropout)
            h = np.maximum(before, 0) * kept
            scores = h @ B + b
            slope, column = np.empty_like(scores), 0
            for (targets, weights), size in zip(tasks, sizes):
                part = slice(column, column + size)
                slope[:, part] = (softmax(scores[:, part]) - targets[index]) * weights[index, None] / len(index)
                column += size
            back = (slope @ B.T) * kept * (before > 0)
            slopes = [x.T @ back, back.sum(axis=0), h.T @ slope, slope.sum(axis=0)]
            step += 1
            now = float(rate * 0.5 * (1 + np.cos(np.pi * step / steps)))
            for p, g, m, v in zip(parameters, slopes, means, squares):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= now * (m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8))
                if p.ndim == 2:
                    p -= now * decay * p
    return parameters


def merged(networks):
    """One network whose scores are the mean of those of several."""
    A, a, B, b = zip(*networks)
    return [np.hstack(A), np.concatenate(a), np.vstack(B) / len(networks), np.mean(b, axis=0)]


def mask(random, shape, share):
    return (random.random(shape, dtype=np.float32) >= share).astype(np.float32) / np.float32(1 - share)


def apply(parameters, X):
    A, a, B, b = parameters
    return np.maximum(X @ A + a, 0) @ B + b


def temperature(scores, targets, weights):
    """The number to divide scores by that makes their softmax the likeliest (Guo et al. 2017, section 4.2)."""

    def loss(logarithm):
        return -(weights * (targets * log_softmax(scores / np.exp(logarithm))).sum(axis=1)).sum()

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 1.5), method="bounded").x))


def calibration_error(confidence, right, bins=15):
    """Expected calibration error: the mean distance of confidence and accuracy over bins of equal width."""
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = bin_of == b
        if inside.any():
            total += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return total


def macro_f1(predicted, truth, classes):
    scores = []
    for c in range(classes):
        hits = ((predicted == c) & (truth == c)).sum()
        scores.append(2 * hits / max((predicted == c).sum() + (truth == c).sum(), 1))
    return float(np.mean(scores)), scores
