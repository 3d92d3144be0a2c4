#!/usr/bin/env python3
"""Writes a corpus to measure incremental builds with: Markdown files, records, questions, and a small model.

    corpus.py FOLDER [--files 10000] [--records 0] [--words 300] [--seed 1]

The words are made of syllables and as frequent as words are (Zipf's law), so that indexes and compression have the work
that texts give them. The encoder has two layers, 48 wide, and random weights: fast, and of no other use. The same options
give the same bytes.
"""
import argparse
import bisect
import itertools
import json
import pathlib
import random
import struct

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--files", type=int, default=10_000)
parser.add_argument("--records", type=int, default=0)
parser.add_argument("--words", type=int, default=300, help="of a document, on average")
parser.add_argument("--seed", type=int, default=1)


class Words:
    """A vocabulary and texts of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"] + ["st", "er", "an", "in", "ing", "ion", "al"]
        words = set()
        while len(words) < 40_000:
            words.add("".join(self.random.choices(syllables, k=self.random.choice((1, 2, 2, 3, 3, 4)))))
        self.words = sorted(words)
        self.random.shuffle(self.words)
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def word(self):
        return self.words[bisect.bisect(self.weights, self.random.random() * self.weights[-1])]

    def sentence(self):
        return " ".join(self.word() for _ in range(self.random.randint(6, 18))).capitalize() + "."

    def paragraph(self, words):
        sentences = []
        while words > 0:
            sentences.append(self.sentence())
            words -= sentences[-1].count(" ") + 1
        return " ".join(sentences)


def write_model(folder, words):
    hidden, inner, heads, layers, positions = 48, 88, 4, 2, 512
    characters = [chr(code) for code in range(33, 127) if not "A" <= chr(code) <= "Z"]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    tokens += ["##" + c for c in characters if c.isalnum()] + words.words[:2_000]
    tokens = list(dict.fromkeys(tokens))
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)

    def put(name, value):
        text = value if isinstance(value, str) else json.dumps(value)
        (folder / name).write_text(text, encoding="utf-8")

    put("config.json", {
        "architectures": ["BertModel"], "hidden_act": "gelu", "hidden_size": hidden, "intermediate_size": inner,
        "layer_norm_eps": 1e-12, "max_position_embeddings": positions, "model_type": "bert",
        "num_attention_heads": heads, "num_hidden_layers": layers, "pad_token_id": 0,
        "position_embedding_type": "absolute", "type_vocab_size": 2, "vocab_size": len(tokens)})
    names = ["Transformer", "Pooling", "Normalize"]
    put("modules.json", [
        {"idx": i, "name": str(i), "path": "" if i == 0 else f"{i}_{name}", "type": f"sentence_transformers.models.{name}"}
        for i, name in enumerate(names)])
    put("sentence_bert_config.json", {"max_seq_length": 256, "do_lower_case": False})
    put("1_Pooling/config.json", {
        "word_embedding_dimension": hidden, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False})
    put("vocab.txt", "\n".join(tokens) + "\n")
    put("tokenizer_config.json", {"do_lower_case": True, "tokenizer_class": "BertTokenizer"})
    put("tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {
            "type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
            "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {token: i for i, token in enumerate(tokens)}}})
    header, body = {}, bytearray()

    def add(name, shape, scale, offset=0.0):
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        start = len(body)
        body.extend(struct.pack(f"<{count}f", *(offset + scale * words.random.gauss(0, 1) for _ in range(count))))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, len(body)]}

    def norm(name):
        add(name + ".weight", [hidden], 0.1, 1)
        add(name + ".bias", [hidden], 0.05)

    def linear(name, outputs, inputs):
        add(name + ".weight", [outputs, inputs], inputs ** -0.5)
        add(name + ".bias", [outputs], 0.05)

    add("embeddings.word_embeddings.weight", [len(tokens), hidden], 1)
    add("embeddings.position_embeddings.weight", [positions, hidden], 0.1)
    add("embeddings.token_type_embeddings.weight", [2, hidden], 0.1)
    norm("embeddings.LayerNorm")
    for layer in range(layers):
        prefix = f"encoder.layer.{layer}."
        for name in ("query", "key", "value"):
            linear(prefix + "attention.self." + name, hidden, hidden)
        linear(prefix + "attention.output.dense", hidden, hidden)
        norm(prefix + "attention.output.LayerNorm")
        linear(prefix + "intermediate.dense", inner, hidden)
        linear(prefix + "output.dense", hidden, inner)
        norm(prefix + "output.LayerNorm")
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + body)


def main():
    options = parser.parse_args()
    words = Words(options.seed)
    folder = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder / "model", words)
    sources = []
    for number in range(options.files):
        place = folder / "docs" / f"{number // 500:04}"
        if number % 500 == 0:
            place.mkdir(parents=True, exist_ok=True)
        rest = words.random.randint(options.words // 3, options.words * 5 // 3)
        lines = [f"# {words.sentence()[:-1]}\n"]
        while rest > 0:
            size = words.random.randint(30, 90)
            if words.random.random() < 0.2:
                lines.append(f"## {words.word().capitalize()} {words.word()}\n")
            lines.append(words.paragraph(min(size, rest)) + "\n")
            rest -= size
        (place / f"{number:06}.md").write_text("\n".join(lines), encoding="utf-8")
    if options.files:
        sources.append('  - { files: ["docs/**/*.md"], tags: [file] }')
    if options.records:
        with open(folder / "items.jsonl", "w", encoding="utf-8") as file:
            for number in range(options.records):
                size = words.random.randint(options.words // 3, options.words * 5 // 3)
                row = {"id": str(number), "title": words.sentence(), "text": words.paragraph(size)}
                file.write(json.dumps(row) + "\n")
        sources.append("  - records: { path: items.jsonl, id: id, title: title, text: text }")
    (folder / "faq.yaml").write_text(
        "".join(f"- question: {words.sentence()[:-1]}?\n  answer: {words.sentence()}\n" for _ in range(50)))
    sources.append("  - qa: faq.yaml")
    (folder / "corpus.yaml").write_text(
        "almanac: 1\nname: measured\nlanguage: en\nsources:\n" + "\n".join(sources) + "\n")
    (folder / "spec.yaml").write_text("almanac: 1\nencoder: { model: model }\n")


if __name__ == "__main__":
    main()
