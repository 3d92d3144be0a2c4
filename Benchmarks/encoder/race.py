#!/usr/bin/env python3
"""Races `kbc bench embed` with other runtimes of the same model, alternately in one run, and prints a table with ratios.

usage: race.py --peers SCRIPTS --folder FOLDER [--kbc KBC] [--model MODEL] [--threads N] [--texts N] [--rounds N] [VARIANT ...]

SCRIPTS holds `setup.sh FOLDER`, which prepares a Python environment `venv`, the model in each runtime's form and
`chunks.jsonl` once, outside of the repository, and `emb.py VARIANT THREADS tput TEXTS PASSES`, which prints one JSON line.

Two numbers are taken of each runtime: texts a second by the clock, the best of a run's passes, and the processor time that
a text takes on all threads. Where others use the machine too, the clock says little and processor time stays right.
A peer's start is left out of its processor time by taking a run of one pass from a run of more.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys

DEFAULT_VARIANTS = ["st-fp32", "ort-fp32-opt", "ort-int8-dynopt", "ov-bf16", "ov-int8-nncf", "ov-int8-nncf-2s"]
PASSES = 4


def run(command, **options):
    """Standard output and the processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return out, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def patiently(command, **options):
    """The same for other people's programs, one of which sometimes aborts at its end: three tries."""
    for attempt in range(3):
        try:
            return run(command, **options)
        except subprocess.CalledProcessError as error:
            print(f"{' '.join(map(str, command[2:]))}: ended with {error.returncode}", file=sys.stderr)
            if attempt == 2:
                raise


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
    chosen = chunks[:: 4000 // arguments.texts][: arguments.texts]
    texts = arguments.folder / "race.jsonl"
    texts.write_text("".join(json.dumps({"text": text}) + "\n" for text in chosen))
    packed = arguments.folder / "race.model"
    run([arguments.kbc, "model", "import", arguments.model, "-o", str(packed)])

    environment = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    python = arguments.folder / "venv/bin/python"
    threads = str(arguments.threads)

    def ours():
        out, _ = run([arguments.kbc, "bench", "embed", "--model", str(packed), "--input", str(texts), "--jobs", threads,
                      "--passes", str(PASSES), "--json"])
        result = json.loads(out)
        return result["textsPerSecond"], result["processorMillisecondsPerText"], result

    def peer(variant):
        def passes(count):
            out, seconds = patiently(
                [str(python), str(arguments.peers / "emb.py"), variant, threads, "tput", str(arguments.texts), str(count)],
                cwd=arguments.folder, env=environment)
            return json.loads(out.strip().splitlines()[-1]), seconds

        _, short = passes(1)
        result, long = passes(PASSES)
        return result["best"], (long - short) / ((PASSES - 1) * arguments.texts) * 1000

    speeds, costs, faster, cheaper = {"kbc": []}, {"kbc": []}, {}, {}
    for _ in range(arguments.rounds):
        for variant in arguments.variants:
            # Ours runs next to each peer, so that both meet the same machine.
            own, own_cost, detail = ours()
            other, other_cost = peer(variant)
            for table, mine, theirs in [(speeds, own, other), (costs, own_cost, other_cost)]:
                table["kbc"].append(mine)
                table.setdefault(variant, []).append(theirs)
            faster.setdefault(variant, []).append(other and own / other)
            cheaper.setdefault(variant, []).append(other_cost / own_cost)

    print(f"{arguments.texts} texts, {detail['tokens']} tokens, {threads} threads, {detail['instructionSet']}, "
          f"vectors {detail['digest'][:16]}")
    print("| runtime | texts/s, median (best) | kbc is faster by, median (bests) | processor ms a text | kbc takes less by |")
    print("|---|---|---|---|---|")
    for name, values in speeds.items():
        ratio, less = "", ""
        if name in faster:
            ratio = f"{statistics.median(faster[name]):.2f} ({max(speeds['kbc']) / max(values):.2f})"
            less = f"{statistics.median(cheaper[name]):.2f}"
        print(f"| {name} | {statistics.median(values):.1f} ({max(values):.1f}) | {ratio} "
              f"| {statistics.median(costs[name]):.1f} | {less} |")


main()
