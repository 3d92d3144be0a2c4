#!/usr/bin/env python3
"""Measures rebuilds of a corpus that `corpus.py` wrote; several programs in turn, so that one run compares them.

    measure.py CORPUS KBC [KBC ...] [--rounds 5] [--clean] [--work FOLDER]

For each program: the first build, builds without a change, and builds after one document has changed; wall and processor
seconds, and the peak of the memory. `--clean` compares the last bundle with that of a build without a cache. The worst of
machines' noise is kept out by taking the median of the rounds; wall time still counts what else the machine does.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("corpus", type=pathlib.Path)
parser.add_argument("programs", nargs="+", type=pathlib.Path)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--clean", action="store_true")
parser.add_argument("--pause", type=float, default=3.5, help="seconds until a changed file counts as settled")
parser.add_argument("--work", type=pathlib.Path)
options = parser.parse_args()
work = options.work or pathlib.Path(tempfile.mkdtemp(prefix="measure."))
work.mkdir(exist_ok=True)
documents = sorted((options.corpus / "docs").rglob("*.md"))
chance = random.Random(3)


class Program:
    def __init__(self, number, path):
        self.path, self.folder = path.resolve(), work / str(number)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.times = {}

    def build(self, kind, out="base.kb", cached=True):
        report = self.folder / "report.json"
        arguments = [
            self.path, "build", options.corpus / "corpus.yaml", "--spec", options.corpus / "spec.yaml", "-o",
            self.folder / out, *(["--cache", self.folder / "cache"] if cached else ["--no-cache"])]
        if kind != "no change":
            arguments += ["--report", report]
        start = time.monotonic()
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        assert status == 0, errors
        stages = {s["name"]: round(s["seconds"], 2) for s in json.loads(report.read_text())["stages"]}
        self.times.setdefault(kind, []).append(
            (seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, stages if kind != "no change" else ""))

    def digest(self, out="base.kb"):
        return hashlib.sha256((self.folder / out).read_bytes()).hexdigest()


def change():
    path = chance.choice(documents)
    text = path.read_text(encoding="utf-8").split("\n")
    text.insert(2, f"Changed {chance.randrange(10**9)} times.\n")
    path.write_text("\n".join(text), encoding="utf-8")


programs = [Program(number, path) for number, path in enumerate(options.programs)]
for program in programs:
    program.build("first build")
time.sleep(options.pause)
for program in programs:
    program.build("settling")
for _ in range(options.rounds):
    for program in programs:
        program.build("no change")
for _ in range(options.rounds):
    change()
    for program in programs:
        program.build("one change")
print("| program | build | wall s | processor s | peak MiB | of the first program's processor time | stages of the last |")
print("|---|---|---:|---:|---:|---:|---|")
for number, program in enumerate(programs):
    for kind, times in program.times.items():
        if kind == "settling":
            continue
        wall, processor, memory = (statistics.median(row[i] for row in times) for i in range(3))
        base = statistics.median(row[1] for row in programs[0].times[kind])
        print(f"| {number} | {kind} | {wall:.2f} | {processor:.2f} | {memory:.0f} | {processor / base:.2f} | {times[-1][3]} |")
    cache = sum(path.stat().st_size for path in (program.folder / "cache").rglob("*") if path.is_file())
    print(f"\nprogram {number}: {program.path}; cache {cache >> 20} MiB, bundle "
          f"{(program.folder / 'base.kb').stat().st_size >> 20} MiB\n")
if options.clean:
    for program in programs:
        program.build("clean", "clean.kb", cached=False)
        same = program.digest() == program.digest("clean.kb")
        print(f"{program.path}: the same file as a clean build: {same}")
        if not same:
            sys.exit(1)
if not options.work:
    shutil.rmtree(work, ignore_errors=True)
