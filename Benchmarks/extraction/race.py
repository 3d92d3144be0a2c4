#!/usr/bin/env python3
"""Races `kbc extract` with other extractors on one core and prints a table; `--articles` also scores main content.

usage: race.py [--kbc KBC] [--rounds N] [--html FOLDER] [--articles FOLDER] [--pdf FILE ...] [--predictions FILE]

FOLDER holds HTML files (`.html` or `.html.gz`), at any depth. Trafilatura is raced on pages if this Python has it,
`pdftotext` and PyMuPDF on PDF files. Times are processor seconds of a process and its children, start-up left out by taking a run
over one file from a run over all; the best of the rounds counts, and the runtimes take turns in each.
"""
import argparse
import gzip
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

TRAFILATURA = """
import pathlib, sys, trafilatura
for path in sys.argv[1:]:
    trafilatura.extract(pathlib.Path(path).read_bytes())
"""
PYMUPDF = """
import sys, pymupdf
for path in sys.argv[1:]:
    for page in pymupdf.open(path):
        page.get_text()
"""


def seconds(command):
    """Processor seconds of a command and what it starts. Files that cannot be read are its business."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def race(runtimes, files, rounds):
    """Processor seconds of each runtime for `files`, start-up left out."""
    best = {name: [float("inf"), float("inf")] for name in runtimes}
    for _ in range(rounds):
        for name, command in runtimes.items():
            best[name][0] = min(best[name][0], seconds(command(files[:1])))
            best[name][1] = min(best[name][1], seconds(command(files)))
    return {name: max(whole - start, 1e-9) for name, (start, whole) in best.items()}


def table(times, amount, unit):
    print(f"| runtime | {unit} a second of processor time | kbc is faster by |\n|---|---|---|")
    for name, time in times.items():
        ratio = "" if name == "kbc" else f"{time / times['kbc']:.2f}"
        print(f"| {name} | {amount / time:.1f} | {ratio} |")


def unpacked(folder, target):
    """The pages of a folder as plain files."""
    pages = []
    for index, path in enumerate(sorted(folder.rglob("*.htm*"))):
        if path.is_file():
            page = target / f"{index:05}-{path.name.removesuffix('.gz')}"
            page.write_bytes(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
            pages.append((path.name.removesuffix(".gz").removesuffix(".html"), page))
    return pages


def has(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--kbc", default=str(root / ".build/release/kbc"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--html", type=pathlib.Path)
    parser.add_argument("--articles", type=pathlib.Path)
    parser.add_argument("--predictions", type=pathlib.Path, help="where to write the text of each page of --articles as JSON")
    parser.add_argument("--pdf", type=pathlib.Path, nargs="*", default=[])
    arguments = parser.parse_args()
    kbc = lambda files: [arguments.kbc, "extract", "--jobs", "1", *map(str, files)]
    python = lambda code: lambda files: [sys.executable, "-c", code, *map(str, files)]
    with tempfile.TemporaryDirectory() as scratch:
        for number, folder in enumerate(filter(None, [arguments.articles, arguments.html])):
            target = pathlib.Path(scratch) / str(number)
            target.mkdir()
            pages = unpacked(folder, target)
            files = [page for _, page in pages]
            size = sum(page.stat().st_size for page in files) / 1e6
            print(f"\n{folder}: {len(files)} pages, {size:.1f} MB")
            runtimes = {"kbc": kbc}
            if has("trafilatura"):
                runtimes["trafilatura"] = python(TRAFILATURA)
            table(race(runtimes, files, arguments.rounds), size, "MB")
            if folder is arguments.articles and arguments.predictions:
                texts = {}
                for name, page in pages:
                    out = subprocess.run([arguments.kbc, "extract", str(page)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                    texts[name] = out.stdout.decode()
                arguments.predictions.write_text(json.dumps(texts))
        if arguments.pdf:
            count = 0
            for path in arguments.pdf:
                out = subprocess.run(["pdfinfo", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
                count += sum(int(line.split()[1]) for line in out.splitlines() if line.startswith("Pages:"))
            print(f"\n{len(arguments.pdf)} PDF files, {count} pages")
            runtimes = {"kbc": kbc}
            if shutil.which("pdftotext"):
                runtimes["pdftotext"] = lambda files: [
                    "bash", "-c", 'for f in "$@"; do pdftotext "$f" -; done', "pdftotext", *map(str, files)]
            if has("pymupdf"):
                runtimes["PyMuPDF"] = python(PYMUPDF)
            table(race(runtimes, arguments.pdf, arguments.rounds), count, "pages")


main()
