#!/usr/bin/env python3
"""Compares the vectors of `kbc embed` with those of the same network in float32: cosines, and nDCG@10 of searches.

usage: FOLDER/venv/bin/python quality.py --folder FOLDER [--kbc KBC] [--model MODEL] [--reference TEXTS.jsonl VECTORS.npy] [COLLECTION ...]

FOLDER is what race.py prepared: it has `fp32_opt.onnx`, which ONNX Runtime runs, and keeps the float32 vectors that are made here.
A COLLECTION is in the BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv. Each document is one text, its title and its
text, cut to 256 tokens; a search compares a query with every document. Both sides see the same texts.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy


def float32(texts, folder, cache):
    if cache.exists():
        return numpy.load(cache)
    import onnxruntime
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(str(folder / "model/tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(folder / "fp32_opt.onnx"), providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_inputs()]
    vectors = numpy.zeros((len(texts), 384), numpy.float32)
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        encoded = tokenizer.encode_batch([texts[i] for i in rows])
        ids = numpy.array([e.ids for e in encoded], dtype=numpy.int64)
        mask = numpy.array([e.attention_mask for e in encoded], dtype=numpy.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        hidden = session.run(None, {name: feed[name] for name in names})[0]
        weights = mask[..., None].astype(numpy.float32)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        vectors[rows] = mean / numpy.linalg.norm(mean, axis=1, keepdims=True)
    numpy.save(cache, vectors)
    return vectors


def ours(texts, kbc, model):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "texts.jsonl"
        path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        out = pathlib.Path(folder) / "vectors.npy"
        subprocess.run([kbc, "embed", "--model", model, "--input", path, "--output", out], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return numpy.load(out)


def quantized(vectors):
    """As a bundle holds documents: int8 and one scale each."""
    scales = numpy.abs(vectors).max(1, keepdims=True) / 127
    return numpy.rint(vectors / scales) * scales


def ndcg(queries, documents, query_ids, document_ids, qrels):
    scores = queries @ documents.T
    gains = []
    for row, query in enumerate(query_ids):
        judged = qrels.get(query)
        if not judged:
            continue
        best = numpy.argsort(-scores[row], kind="stable")[:10]
        found = [judged.get(document_ids[i], 0) for i in best]
        ideal = sorted(judged.values(), reverse=True)[:10]
        def total(values):
            return sum(gain / numpy.log2(rank + 2) for rank, gain in enumerate(values))
        gains.append(total(found) / total(ideal))
    return float(numpy.mean(gains))


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--kbc", default=str(root / ".build/release/kbc"))
    parser.add_argument("--model", default=str(root / ".models/all-MiniLM-L6-v2"))
    parser.add_argument("--reference", nargs=2, type=pathlib.Path)
    parser.add_argument("collections", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()

    if arguments.reference:
        rows = [json.loads(line) for line in open(arguments.reference[0])]
        cosines = (ours([row["text"] for row in rows], arguments.kbc, arguments.model) * numpy.load(arguments.reference[1])).sum(1)
        print("| texts | mean cosine | minimum |\n|---|---|---|")
        for kind in dict.fromkeys(row["kind"] for row in rows):
            some = cosines[[i for i, row in enumerate(rows) if row["kind"] == kind]]
            print(f"| {len(some)} of kind {kind} | {some.mean():.4f} | {some.min():.4f} |")
        print()
    if arguments.collections:
        print("| collection | float32 | kbc | kbc, int8 documents | difference |\n|---|---|---|---|---|")
    for collection in arguments.collections:
        corpus = [json.loads(line) for line in open(collection / "corpus.jsonl")]
        queries = [json.loads(line) for line in open(collection / "queries.jsonl")]
        qrels = {}
        for line in (collection / "qrels/test.tsv").read_text().splitlines()[1:]:
            query, document, gain = line.split("\t")
            if int(gain) > 0:
                qrels.setdefault(query, {})[document] = int(gain)
        queries = [query for query in queries if query["_id"] in qrels]
        texts = [(row.get("title", "") + "\n" + row["text"]).strip() for row in corpus]
        asked = [query["text"] for query in queries]
        ids = [query["_id"] for query in queries], [row["_id"] for row in corpus], qrels
        name = collection.name
        exact = ndcg(float32(asked, arguments.folder, arguments.folder / f"quality_{name}_queries.npy"),
                     float32(texts, arguments.folder, arguments.folder / f"quality_{name}_documents.npy"), *ids)
        own_queries, own = ours(asked, arguments.kbc, arguments.model), ours(texts, arguments.kbc, arguments.model)
        plain, stored = ndcg(own_queries, own, *ids), ndcg(own_queries, quantized(own), *ids)
        print(f"| {name} | {exact:.4f} | {plain:.4f} | {stored:.4f} | {stored - exact:+.4f} |", flush=True)


main()
