"""The training data: texts with polarity, emotion, weight and fold, and their vectors."""

import hashlib
import json
import pathlib
import re
import subprocess

import numpy as np

from text import EMOJI, EMOTICONS

POLARITIES = ["negative", "neutral", "positive"]
EMOTIONS = ["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"]
# The polarity of a message with an emotion: GoEmotions has none of its own. Its surprise holds curiosity, confusion
# and realisation, most of them without a side.
POLARITY_OF = {"anger": 0, "disgust": 0, "fear": 0, "sadness": 0, "neutral": 1, "surprise": 1, "joy": 2}
FOLDS = 5
# The fold of the tenth of all texts that is never fitted on nor chosen by.
HELD_OUT = -1
# Weights of a text by where it comes from: film reviews are few beside the comments, own messages fewer still.
WEIGHTS = {"reviews": 8.0, "comments": 1.0, "messages": 8.0, "signs": 3.0}
# What a group of emoji and emoticons says behind a message that says nothing.
SAID_BY = {
    "joy": "joy", "laugh": "joy", "love": "joy", "approve": "joy", "sad": "sadness", "angry": "anger", "fear": "fear",
    "disgust": "disgust",
}


class Texts:
    """Parallel lists: text, source, polarity and emotion distributions (zero rows where unknown), weight, fold and
    a byte to divide by again."""

    def __init__(self):
        self.text, self.source, self.polarity, self.emotion, self.weight = [], [], [], [], []
        self.fold, self.inner = [], []

    def add(self, text, source, polarity, emotion, weight=1.0, key=None):
        self.text.append(text)
        self.source.append(source)
        self.polarity.append(polarity)
        self.emotion.append(emotion)
        self.weight.append(weight * WEIGHTS[source])
        # By the digest of the text, so that copies of a text stay together and no seed decides.
        digest = hashlib.sha256((key or text).encode()).digest()
        self.fold.append(HELD_OUT if digest[0] % 10 == 9 else digest[2] % FOLDS)
        self.inner.append(digest[1])

    def freeze(self):
        self.source = np.array(self.source)
        self.polarity = np.array(self.polarity, np.float32)
        self.emotion = np.array(self.emotion, np.float32)
        self.weight = np.array(self.weight, np.float32)
        self.fold, self.inner = np.array(self.fold), np.array(self.inner)
        return self


def shares(indices, count):
    row = [0.0] * count
    for index in indices:
        row[index] += 1 / len(indices)
    return row


def natural(text):
    """A Treebank sentence as people write it: without spaces before marks, with parentheses and a capital."""
    text = text.replace("-lrb-", "(").replace("-rrb-", ")").replace("``", '"').replace("''", '"')
    text = re.sub(r"(\w) (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1\2", text)
    text = re.sub(r" ([.,!?;:)%])", r"\1", text).replace("( ", "(")
    return text[:1].upper() + text[1:]


def load(folder, messages):
    """All texts: reviews (as tokenised and as people write them, at half the weight each), comments, own messages."""
    texts, folder = Texts(), pathlib.Path(folder)
    nothing = [0.0] * len(EMOTIONS)
    for line in (folder / "sst2.train.txt").read_text(encoding="utf-8").splitlines():
        text, side = line[2:].strip(), shares([2 * int(line[0])], 3)
        texts.add(text, "reviews", side, nothing, 0.5)
        texts.add(natural(text), "reviews", side, nothing, 0.5, key=text)
    names = (folder / "goemotions-ekman.labels.txt").read_text().split()
    for line in (folder / "goemotions-ekman.train.tsv").read_text(encoding="utf-8").splitlines():
        text, labels, _ = line.split("\t")
        emotions = [names[int(label)] for label in labels.split(",")]
        texts.add(
            text, "comments", shares([POLARITY_OF[name] for name in emotions], 3),
            shares([EMOTIONS.index(name) for name in emotions], len(EMOTIONS)))
    for line in pathlib.Path(messages).read_text(encoding="utf-8").splitlines():
        side, emotion, text = line.split("\t")
        texts.add(
            text, "messages", shares([POLARITIES.index(side)], 3), shares([EMOTIONS.index(emotion)], len(EMOTIONS)))
    add_signs(texts)
    return texts.freeze()


def add_signs(texts):
    """Every neutral message with one of each group of signs behind it.

    The comments hold some groups a few times only, and to the encoder all emoji are one unknown piece.
    """
    plain = [
        text for text, source, side in zip(texts.text, texts.source, texts.polarity)
        if source == "messages" and side[1] == 1 and text[-1] not in "!?" and len(text) > 3
    ]
    for number, text in enumerate(plain):
        for group, emotion in SAID_BY.items():
            signs = list(EMOJI[group]) + EMOTICONS.get(group, "").split()
            sign = signs[number * 7 % len(signs)]
            texts.add(
                f"{text} {sign}", "signs", shares([POLARITY_OF[emotion]], 3),
                shares([EMOTIONS.index(emotion)], len(EMOTIONS)), key=text)


def packed(kbc, model, folder):
    """The path of the packed model, imported into `folder` first when `model` is a folder, and its digest."""
    path = pathlib.Path(model)
    if path.is_dir():
        path = pathlib.Path(folder) / "encoder.model"
        subprocess.run([kbc, "model", "import", model, "-o", path], check=True, stdout=subprocess.DEVNULL)
    with path.open("rb") as file:
        return path, file.read(48)[16:].hex()


def vectors(kbc, model, texts, folder):
    """[texts × dimensions] float32 by `kbc embed`; kept in `folder` under a digest of the model and the texts."""
    path, digest = packed(kbc, model, folder)
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    name = hashlib.sha256((digest + lines).encode()).hexdigest()[:16]
    stored = pathlib.Path(folder) / f"{name}.npy"
    if not stored.exists():
        source = stored.with_suffix(".jsonl")
        source.write_text(lines, encoding="utf-8")
        subprocess.run([kbc, "embed", "--model", path, "--input", source, "--output", stored], check=True)
    return np.load(stored), digest
