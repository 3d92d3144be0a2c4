#!/usr/bin/env python3
"""Races `kbc bench embed` with other runtimes of the same model, alternately in one run, and prints a table with ratios.

usage: race.py --peers SCRIPTS --folder FOLDER [--kbc KBC] [--model MODEL] [--threads N] [--texts N] [--rounds N] [VARIANT ...]

SCRIPTS holds `setup.sh FOLDER`, which prepares a Python environment `venv`, the model in each runtime's form and
`chunks.jsonl` once, outside of the repository, and `emb.py VARIANT THREADS tput TEXTS PASSES`, which prints one JSON line.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess

DEFAULT_VARIANTS = ["st-fp32", "ort-fp32-opt", "ort-int8-dynopt", "ov-bf16", "ov-int8-nncf", "ov-int8-nncf-2s"]


def last_json(command, **options):
    out = subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout
    return json.loads(out.strip().splitlines()[-1])


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--kbc", default=str(root / ".build/release/kbc"))
    parser.add_argument("--model", default=str(root / ".models/all-MiniLM-L6-v2"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--texts", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("variants", nargs="*", default=DEFAULT_VARIANTS)
    arguments = parser.parse_args()

    if not (arguments.folder / "nncf.xml").exists():
        subprocess.run(["bash", str(arguments.peers / "setup.sh"), str(arguments.folder)], check=True)
    chunks = [json.loads(line) for line in open(arguments.folder / "chunks.jsonl")]
    # The texts that emb.py takes.
    chosen = chunks[:: len(chunks) // arguments.texts][: arguments.texts]
    texts = arguments.folder / "race.jsonl"
    texts.write_text("".join(json.dumps({"text": text}) + "\n" for text in chosen))
    packed = arguments.folder / "race.model"
    subprocess.run([arguments.kbc, "model", "import", arguments.model, "-o", str(packed)], check=True,
                   capture_output=True)

    environment = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    python = arguments.folder / "venv/bin/python"
    threads = str(arguments.threads)

    def ours():
        result = last_json([arguments.kbc, "bench", "embed", "--model", str(packed), "--input", str(texts), "--jobs",
                            threads, "--passes", "3", "--json"])
        return result["textsPerSecond"], result

    def peer(variant):
        result = last_json([str(python), str(arguments.peers / "emb.py"), variant, threads, "tput",
                            str(arguments.texts), "3"], cwd=arguments.folder, env=environment)
        return result["best"], result

    speeds, ratios = {"kbc": []}, {}
    for _ in range(arguments.rounds):
        for variant in arguments.variants:
            # Ours runs next to each peer, so that both meet the same machine.
            own, detail = ours()
            other, _ = peer(variant)
            speeds["kbc"].append(own)
            speeds.setdefault(variant, []).append(other)
            ratios.setdefault(variant, []).append(own / other)

    print(f"{arguments.texts} texts, {threads} threads, {detail['instructionSet']}, vectors {detail['digest'][:16]}")
    print("| runtime | texts/s, median (best) | kbc is faster by |")
    print("|---|---|---|")
    for name, values in speeds.items():
        ratio = f"{statistics.median(ratios[name]):.2f}" if name in ratios else ""
        print(f"| {name} | {statistics.median(values):.1f} ({max(values):.1f}) | {ratio} |")


main()
