#!/usr/bin/env python3
"""Compares `kbc bench tokens` with Hugging Face's tokenizers: the ids of fuzzed strings, and the speed on real text.

usage: tokens.py --python PYTHON [--kbc KBC] [--model MODEL] [--strings N] [--seed N] [--texts CHUNKS.jsonl] [--reference TOKENS.jsonl]
       [--record FILE]

PYTHON is an interpreter that has the package `tokenizers`. Strings are made from the seed: all planes of Unicode, controls,
combining marks in odd orders, ideographs, special tokens, words of the vocabulary glued together, surrogate-free always.
--texts is a file of JSON strings to race on. --record writes the strings with the ids of `tokenizers`, for the repository's tests. Exits with 1 when any string has other ids.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

PEER = r"""
import json, os, sys, time
os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1] + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.no_truncation()
texts = [json.loads(line)["text"] for line in open(sys.argv[2])]
if sys.argv[3] == "ids":
    for text in texts:
        print(json.dumps(tokenizer.encode(text, add_special_tokens=False).ids, separators=(",", ":")))
else:
    size = sum(len(text.encode()) for text in texts) / 1e6
    speeds = {}
    for name, encode in [("encode_batch", tokenizer.encode_batch), ("encode_batch_fast", tokenizer.encode_batch_fast)]:
        best = 0
        for _ in range(4):
            start = time.perf_counter()
            for i in range(0, len(texts), 32):
                encode(texts[i : i + 32])
            best = max(best, size / (time.perf_counter() - start))
        speeds[name] = best
    print(json.dumps(speeds))
"""


def fuzzed(count, seed, words):
    """Strings that look for the places where two tokenizers part."""
    source = random.Random(seed)
    blocks = [(0x00, 0x7F), (0x80, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x590, 0x8FF), (0x900, 0xDFF), (0xE00, 0x10FF),
              (0x1100, 0x11FF), (0x1200, 0x1FFF), (0x2000, 0x2BFF), (0x2C00, 0x2FFF), (0x3000, 0x33FF), (0x3400, 0x9FFF),
              (0xA000, 0xABFF), (0xAC00, 0xD7A3), (0xE000, 0xFAFF), (0xFB00, 0xFFFF), (0x10000, 0x13FFF),
              (0x14000, 0x1D0FF), (0x1D100, 0x1D7FF), (0x1D800, 0x1FFFF), (0x20000, 0x323AF), (0xE0000, 0xE01FF),
              (0xF0000, 0x10FFFF)]
    marks = [chr(c) for c in [*range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x64B, 0x660), 0x93C, 0x94D, 0xE38, 0x302A,
                              0x302E, 0x3099, 0x1D165, 0x1D16E, 0x20DD, 0xFE20]]
    odd = ["\0", "\t", "\r\n", "\u00a0", "\u00ad", "\u0085", "\u200b", "\u200d", "\u2028", "\u2060", "\ufeff", "\ufffd", "\u0130",
           "\u0131", "\u03a3", "\u03c2", "\u1e9e", "\u017f", "\ufb01", "\u01c4", "\u1fb3", "\uac00", "\u1100\u1161\u11a8", "\u226e",
           "\u037e", "[CLS]", "[SEP]", "[UNK]", "[MASK]", "[PAD]", "[cls]", "[ SEP ]", "##", "##ing", "...", "--", "'s", "\U0001f468\u200d\U0001f469"]

    def character():
        while True:
            low, high = source.choice(blocks)
            code = source.randint(low, high)
            if not 0xD800 <= code <= 0xDFFF:
                return chr(code)

    def piece():
        kind = source.random()
        if kind < 0.30:
            return source.choice(words)
        if kind < 0.40:
            return source.choice(words).upper()
        if kind < 0.55:
            return character()
        if kind < 0.68:
            return character() + "".join(source.choice(marks) for _ in range(source.randint(1, 4)))
        if kind < 0.80:
            return source.choice(odd)
        if kind < 0.90:
            return source.choice(" \t\n.,;:!?()[]{}<>/\\|@#$%^&*_-+=~`'\"")
        if kind < 0.93:
            return source.choice("aé你") * source.choice([99, 100, 101, 250])
        return source.choice(words) + source.choice(words)

    return ["".join(piece() + source.choice(["", "", " "]) for _ in range(source.randint(0, 24))) for _ in range(count)]


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", required=True)
    parser.add_argument("--kbc", default=str(root / ".build/release/kbc"))
    parser.add_argument("--model", type=pathlib.Path, default=root / ".models/all-MiniLM-L6-v2")
    parser.add_argument("--strings", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=pathlib.Path)
    parser.add_argument("--reference", type=pathlib.Path)
    parser.add_argument("--record", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "peer.py").write_text(PEER)

        def kbc(path, *more):
            out = subprocess.run([arguments.kbc, "bench", "tokens", "--model", arguments.model, "--input", path, "--json", *more],
                                 check=True, stdout=subprocess.PIPE).stdout
            return json.loads(out)

        def peer(path, job):
            return subprocess.run([arguments.python, folder / "peer.py", arguments.model, path, job], check=True,
                                  stdout=subprocess.PIPE, text=True).stdout

        words = [word.removeprefix("##") for word in (arguments.model / "vocab.txt").read_text().splitlines()]
        strings = fuzzed(arguments.strings, arguments.seed, words)
        path = folder / "fuzz.jsonl"
        path.write_text("".join(json.dumps({"text": text}) + "\n" for text in strings))
        kbc(path, "--passes", "1", "--ids", folder / "ids.jsonl")
        ours = (folder / "ids.jsonl").read_text().splitlines()
        theirs = peer(path, "ids").splitlines()
        wrong = [i for i in range(len(strings)) if ours[i] != theirs[i]]
        print(f"{len(strings)} fuzzed strings from seed {arguments.seed}: {len(wrong)} have other ids")
        for i in wrong[:5]:
            print(f"  {json.dumps(strings[i])}\n    kbc        {ours[i]}\n    tokenizers {theirs[i]}")

        if arguments.record:
            rows = [json.dumps({"text": text, "ids": json.loads(ids)}, separators=(",", ":")) for text, ids in zip(strings, theirs)]
            arguments.record.write_text("\n".join(rows) + "\n")

        if arguments.reference:
            rows = [json.loads(line) for line in open(arguments.reference)]
            path.write_text("".join(json.dumps({"text": row["text"]}) + "\n" for row in rows))
            kbc(path, "--passes", "1", "--ids", folder / "ids.jsonl")
            other = [i for i, line in enumerate((folder / "ids.jsonl").read_text().splitlines())
                     if json.loads(line) != rows[i]["ids"][1:-1]]
            print(f"{len(rows)} reference texts: {len(other)} have other ids")
            wrong += other

        if arguments.texts:
            texts = [json.loads(line) for line in open(arguments.texts)]
            path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
            best, rivals = 0, {}
            for _ in range(arguments.rounds):
                best = max(best, kbc(path)["megabytesPerSecond"])
                for name, speed in json.loads(peer(path, "speed")).items():
                    rivals[name] = max(speed, rivals.get(name, 0))
            print("| tokenizer, one thread | MB/s, best | kbc is faster by |\n|---|---|---|")
            print(f"| kbc | {best:.1f} | |")
            for name, speed in rivals.items():
                print(f"| tokenizers {name} | {speed:.1f} | {best / speed:.1f} |")
    sys.exit(1 if wrong else 0)


main()
