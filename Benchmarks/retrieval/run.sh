#!/usr/bin/env bash
# Compiles collections in the BEIR layout and prints what each stage took, how large the bundle is, how well each mode
# ranks and how long a fresh process needs.
#
#   run.sh COLLECTIONS [NAME...]
#
# COLLECTIONS/NAME holds corpus.jsonl, queries.jsonl and qrels/test.tsv; every such folder is taken without names. The
# programs are those of .build/release. Needs python3 with venv; pytrec-eval-terrier is installed under build/bench.
set -euo pipefail
cd "$(dirname "$0")/../.."
collections=${1:?usage: run.sh COLLECTIONS [NAME...]}
collections=$(cd "$collections" && pwd)
shift
work=build/bench
mkdir -p "$work"
if [[ ! -x $work/venv/bin/python ]] || ! "$work/venv/bin/python" -c 'import pytrec_eval' 2>/dev/null; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check pytrec-eval-terrier
fi
exec "$work/venv/bin/python" Benchmarks/retrieval/measure.py .build/release "$work" "$collections" "$@"
