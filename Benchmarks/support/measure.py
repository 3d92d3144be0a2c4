#!/usr/bin/env python3
"""Precision and recall of the support check on claims made from real passages: measure.py KBQ CORPUS [--limit N].

CORPUS is JSON Lines with `text` (and `title`), as the collections of BEIR have it. From sentences of its passages claims are
made that the passage supports (as it stands, without an aside, two joined, other words for common verbs) and such that it does
not (another number, a negation put in or taken out, a name of the same passage in the place of another, a sentence of another
passage). Nothing is random but by a fixed seed, so the same corpus gives the same claims. A positive is a sentence that is marked:
precision is the share of marked claims that were false, recall the share of false claims that were marked.
"""
import argparse
import collections
import json
import random
import re
import subprocess
import tempfile

SYNONYMS = [
    ("shows", "demonstrates"), ("showed", "demonstrated"), ("used", "employed"), ("uses", "employs"), ("about", "roughly"),
    ("began", "started"), ("many", "numerous"), ("large", "big"), ("increased", "rose"), ("located", "situated"),
    ("including", "among them"), ("however", "yet"), ("also", "too"), ("because", "since"), ("important", "significant"),
]
AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|does|did|do|may|should)\b(?! not\b| no\b)")
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]+)(?: [A-Z][a-z]+)*")
NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")


def sentences(text):
    return [part.strip() for part in re.split(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])", text) if 40 <= len(part.strip()) <= 350]


def without_aside(sentence):
    shorter = re.sub(r"\s*\([^()]*\)", "", sentence)
    shorter = re.sub(r",\s+(?:which|who|where|although|however)[^,.]*(?=[,.])", "", shorter)
    return shorter if shorter != sentence and len(shorter) > 40 else None


def reworded(sentence):
    result = sentence
    for old, new in SYNONYMS:
        result = re.sub(rf"\b{old}\b", new, result)
    return result if result != sentence else None


def other_number(sentence, rng):
    found = list(NUMBER.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    digits = match.group()
    place = rng.randrange(len(digits))
    while not digits[place].isdigit():
        place = rng.randrange(len(digits))
    changed = digits[:place] + str((int(digits[place]) + rng.randrange(1, 9)) % 10) + digits[place + 1:]
    return sentence[: match.start()] + changed + sentence[match.end():]


def negated(sentence, rng):
    if re.search(r"\b(not|never)\b", sentence):
        return re.sub(r"\s*\b(not|never)\b", "", sentence, count=1)
    found = list(AUXILIARY.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    return sentence[: match.end()] + " not" + sentence[match.end():]


def swapped(sentence, text, rng):
    own = NAME.findall(sentence)
    others = [name for name in NAME.findall(text) if name not in sentence]
    if not own or not others:
        return None
    return sentence.replace(rng.choice(own), rng.choice(others), 1)


def claims(corpus, limit):
    rng = random.Random(20261124)
    rows = [json.loads(line) for line in open(corpus, encoding="utf-8") if line.strip()]
    rows = [row for row in rows if len(sentences(row.get("text", ""))) >= 3]
    rng.shuffle(rows)
    for index, row in enumerate(rows[:limit]):
        text = row["text"]
        parts = sentences(text)
        sentence = rng.choice(parts)
        position = parts.index(sentence)
        yield "verbatim", True, sentence, text
        made = [("aside left out", True, without_aside(sentence)), ("other words", True, reworded(sentence))]
        if position + 1 < len(parts) and len(sentence) + len(parts[position + 1]) < 400:
            joined = sentence.rstrip(".") + ", and " + parts[position + 1]
            made.append(("two joined", True, joined))
        made += [
            ("other number", False, other_number(sentence, rng)), ("negation", False, negated(sentence, rng)),
            ("name of the passage", False, swapped(sentence, text, rng)),
            ("another passage", False, rng.choice(sentences(rows[(index + 1) % len(rows)]["text"]))),
        ]
        for kind, is_true, claim in made:
            if claim:
                yield kind, is_true, claim, text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kbq")
    parser.add_argument("corpus")
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--coverage", type=float)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for kind, is_true, claim, text in claims(options.corpus, options.limit):
            file.write(json.dumps({"kind": kind, "true": is_true, "claim": claim, "passages": [text]}) + "\n")
        file.flush()
        command = [options.kbq, "support", file.name]
        if options.coverage is not None:
            command += ["--coverage", str(options.coverage)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    counts = collections.OrderedDict()
    marked_false = marked = false = 0
    for line in output.splitlines():
        row = json.loads(line)
        entry = counts.setdefault((row["true"], row["kind"]), [0, 0])
        entry[0] += 1
        entry[1] += not row["supported"]
        marked += not row["supported"]
        false += not row["true"]
        marked_false += not row["supported"] and not row["true"]
    print(f"| {'claim':<20} | {'true':<5} | {'claims':>6} | {'marked':>7} |")
    print("|---|---|---|---|")
    for (is_true, kind), (total, hits) in sorted(counts.items(), key=lambda item: not item[0][0]):
        print(f"| {kind:<20} | {'yes' if is_true else 'no':<5} | {total:>6} | {100 * hits / total:>5.1f} % |")
    precision, recall = marked_false / max(marked, 1), marked_false / max(false, 1)
    print(f"\nprecision {precision:.3f}, recall {recall:.3f} of marking, {sum(total for total, _ in counts.values())} claims")


if __name__ == "__main__":
    main()
