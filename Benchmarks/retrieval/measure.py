"""Measures `kbc build` and `kbq search` on collections in the BEIR layout: see run.sh."""

import json
import pathlib
import resource
import statistics
import subprocess
import sys
import time

import pytrec_eval

MODES = ["keyword", "vector", "hybrid"]


def qrels(path):
    """Judgements by query and document; a first line of names is skipped."""
    judged = {}
    for number, line in enumerate(path.read_text().splitlines()):
        query, document, grade = line.split("\t")[:3]
        if number == 0 and not grade.lstrip("-").isdigit():
            continue
        judged.setdefault(query, {})[document] = int(grade)
    return judged


def run_of(path):
    found = {}
    for line in path.read_text().splitlines():
        query, _, document, _, score, _ = line.split()
        found.setdefault(query, {})[document] = float(score)
    return found


def seconds(command, times=1):
    """Wall time of a fresh process, the median of several."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def measure(programs, work, folder):
    name = folder.name
    manifest = work / name / "corpus.yaml"
    manifest.parent.mkdir(parents=True, exist_ok=True)
    source = json.dumps({"path": str(folder / "corpus.jsonl"), "id": "_id", "title": "title", "text": "text"})
    manifest.write_text(f'almanac: 1\nname: {name}\nversion: "1"\nlanguage: en\nsources:\n  - records: {source}\n')
    bundle = work / f"{name}.kb"
    build = subprocess.run(
        [programs / "kbc", "build", manifest, "-o", bundle, "--json"], capture_output=True, check=False, text=True)
    report = json.loads(build.stdout)
    if not report["isWritten"]:
        sys.exit(f"{name}: {build.stdout}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    stages = ", ".join(f"{stage['name']} {stage['milliseconds'] / 1000:.1f} s" for stage in report["stages"])
    print(f"## {name}\n")
    print(f"- {report['documents']} documents, {report['chunks']} chunks: {stages}; peak memory {peak / 1024:.0f} MiB")
    inspected = json.loads(
        subprocess.run([programs / "kbq", "inspect", bundle, "--json"], capture_output=True, check=True).stdout)
    sections = sorted(inspected["sections"], key=lambda section: -section["length"])
    shares = ", ".join(f"{section['name']} {section['length'] / 1e6:.2f}" for section in sections[:6])
    print(f"- text {report['textBytes'] / 1e6:.2f} MB; bundle {report['bytes'] / 1e6:.2f} MB: {shares} MB")
    print(f"- content digest {report['contentDigest']}")
    judged = qrels(folder / "qrels" / "test.tsv")
    queries = (folder / "queries.jsonl").read_text().splitlines()
    first = json.loads(queries[0])["text"]
    print("\n| mode | nDCG@10 | recall@100 | a query, warm | a fresh process |\n|---|---|---|---|---|")
    for mode in MODES:
        run = work / f"{name}.{mode}.trec"
        search = [programs / "kbq", "search", bundle, "--mode", mode]
        whole = seconds([*search, "--queries", folder / "queries.jsonl", "-k", "100", "--run", run])
        fresh = seconds([*search, first, "-k", "5"], times=20)
        scores = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut.10", "recall.100"}).evaluate(run_of(run))
        # A query without any hit counts as zero.
        ndcg = sum(score["ndcg_cut_10"] for score in scores.values()) / len(judged)
        recall = sum(score["recall_100"] for score in scores.values()) / len(judged)
        print(f"| {mode} | {ndcg:.4f} | {recall:.4f} | {1000 * whole / len(queries):.2f} ms | {1000 * fresh:.1f} ms |")
    opened = seconds([programs / "kbq", "inspect", bundle], times=20)
    asked = seconds([programs / "kbq", "ask", bundle, first], times=20)
    print(f"\nA fresh process that opens and inspects: {1000 * opened:.1f} ms; that answers: {1000 * asked:.1f} ms.\n")


def main():
    programs, work, collections, *names = sys.argv[1:]
    programs, work, collections = pathlib.Path(programs), pathlib.Path(work), pathlib.Path(collections)
    found = [collections / name for name in names] if names else sorted(
        path.parent.parent for path in collections.glob("*/qrels/test.tsv"))
    if not found:
        sys.exit(f"{collections} has no folder with corpus.jsonl, queries.jsonl and qrels/test.tsv")
    for folder in found:
        measure(programs, work, folder)


if __name__ == "__main__":
    main()
