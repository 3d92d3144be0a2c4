#!/usr/bin/env python3
"""Hurts builds in every way that a machine does, and checks what is left: prints the table of faults.

    faults.py KBC CORPUS [--rounds 3] [--work FOLDER]

KBC is the program, CORPUS a folder that `corpus.py` wrote; it is copied. After each fault the old bundle must be whole,
the next build must write the file that a clean build writes, and what was finished must not be done again. The exit code
is 1 when anything of that fails. Faults of the disk need `unshare` (util-linux), exact kills need `strace`; without them
those rows say so.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("kbc", type=pathlib.Path)
parser.add_argument("corpus", type=pathlib.Path)
parser.add_argument("--rounds", type=int, default=3, help="of each fault that strikes at random")
parser.add_argument("--work", type=pathlib.Path, help="a folder for copies; a temporary one by default")
options = parser.parse_args()
kbc = str(options.kbc.resolve())


def in_namespace():
    """Starts this script again where it may mount file systems of its own."""
    if os.environ.get("FAULTS_NAMESPACE") or not shutil.which("unshare"):
        return
    flags = ["-m"] if os.getuid() == 0 else ["-r", "-m"]
    if subprocess.run(["unshare", *flags, "true"], capture_output=True).returncode == 0:
        os.environ["FAULTS_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", *flags, sys.executable, *sys.argv])


in_namespace()
work = options.work or pathlib.Path(tempfile.mkdtemp(prefix="faults."))
corpus = work / "corpus"
if corpus.exists():
    shutil.rmtree(corpus)
shutil.copytree(options.corpus, corpus)
(corpus / "spec.yaml").write_text("almanac: 1\nencoder: { model: model }\nbundle: { level: 9 }\n")
documents = sorted((corpus / "docs").rglob("*.md"))
cache, output, clean = work / "cache", work / "out" / "base.kb", work / "clean.kb"
output.parent.mkdir(exist_ok=True)
chance = random.Random(7)
rows = []


def command(out=output, cached=cache, *more):
    cached = ["--no-cache"] if cached is None else ["--cache", str(cached)]
    return [kbc, "build", str(corpus / "corpus.yaml"), "--spec", str(corpus / "spec.yaml"), "-o", str(out), *cached, *more]


def build(*arguments, **settings):
    return subprocess.run(command(*arguments), capture_output=True, text=True, **settings)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def counts(folder=cache):
    """Documents and vectors in the cache."""
    try:
        connection = sqlite3.connect(folder / "build.sqlite")
        found = dict(connection.execute("SELECT kind, COUNT(*) FROM entries GROUP BY kind"))
        connection.close()
        return found.get(1, 0), found.get(2, 0)
    except sqlite3.Error:
        return 0, 0


def edit(share=0.3):
    """Changes a share of the documents."""
    for path in chance.sample(documents, max(1, int(len(documents) * share))):
        path.write_text(f"# Edit {chance.randrange(10**9)}\n\n" + path.read_text().split("\n", 2)[-1])


def reset():
    """A cache and a bundle of the corpus as it is, then changes that are not built."""
    shutil.rmtree(cache, ignore_errors=True)
    result = build()
    assert result.returncode == 0, result.stderr
    edit()


def temporary_files():
    return [path.name for path in output.parent.iterdir() if path != output]


def note(fault, old, finished="", said=""):
    """Builds again, and compares with a clean build; `old` is the digest of the bundle before the fault."""
    after = digest(output)
    again = build()
    build(clean, None)
    expected = digest(clean)
    checks = {
        "old bundle whole": after in (old, expected),
        "next build right": again.returncode == 0 and digest(output) == expected,
        "nothing left behind": not temporary_files(),
    }
    rows.append((fault, all(checks.values()), ", ".join(k for k, v in checks.items() if not v), finished, said))
    print(f"{'ok  ' if all(checks.values()) else 'FAIL'} {fault} {finished} {said}", file=sys.stderr, flush=True)


def message(text):
    """What a build said besides its progress."""
    lines = [line for line in text.strip().split("\n") if line.split(":")[0] not in ("extract", "embed", "write")]
    return lines[0].replace(str(work), "…")[:160] if lines else ""


def killed_in(stage):
    """Kills the build a while after `stage` has begun, which the line of the stage before tells."""
    before = {"extract": None, "embed": "extract:", "write": "embed:"}[stage]
    for _ in range(options.rounds):
        reset()
        old, had = digest(output), counts()
        process = subprocess.Popen(command(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        while before and not process.stderr.readline().startswith(before):
            if process.poll() is not None:
                break
        time.sleep(chance.random() * durations[stage])
        process.send_signal(signal.SIGKILL)
        process.communicate()
        ended = "" if process.returncode == -signal.SIGKILL else "(it was done already)"
        has = counts()
        edit(0)  # one document
        note(
            f"SIGKILL in `{stage}` {ended}", old,
            f"{has[0] - had[0]} documents and {has[1] - had[1]} vectors of the killed build are kept")


def killed_at(call):
    """Kills the build at the entry of a system call, for example the one that names the finished file."""
    if not shutil.which("strace"):
        rows.append((f"SIGKILL at `{call}`", True, "", "", "not tried: no strace"))
        return
    reset()
    old = digest(output)
    path = ["-P", str(output)] if call == "rename" else []
    subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", *path, "-e", f"inject={call}:signal=SIGKILL", *command()],
        capture_output=True)
    note(f"SIGKILL at `{call}` of the finished bundle", old)


def disk_full(place):
    """A file system without room under the cache, the output or the temporary files."""
    if not os.environ.get("FAULTS_NAMESPACE"):
        rows.append((f"disk full under the {place}", True, "", "", "not tried: no unshare"))
        return
    reset()
    old, environment = digest(output), dict(os.environ)
    folder = {"cache": cache, "output": output.parent, "temporary files": work / "tmp"}[place]
    folder.mkdir(exist_ok=True)
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    shutil.rmtree(work / "kept", ignore_errors=True)
    shutil.copytree(folder, work / "kept")
    # Room for what is there and a little more.
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + (256 << 10)}", "tmpfs", folder], check=True)
    shutil.copytree(work / "kept", folder, dirs_exist_ok=True)
    if place == "temporary files":
        environment["TMPDIR"] = str(folder)
    result = build(env=environment)
    whole = digest(output)
    subprocess.run(["mount", "-o", "remount,size=2G", folder], check=True)
    if place != "cache":
        assert whole == old, "the old bundle is hurt"
    note(f"disk full under the {place}", old, "", f"exit {result.returncode}: {message(result.stderr)}")
    shutil.rmtree(work / "kept", ignore_errors=True)
    subprocess.run(["umount", folder], check=True)
    shutil.rmtree(cache, ignore_errors=True)
    build()


def at_once(outputs):
    reset()
    old = digest(output)
    running = [subprocess.Popen(command(path), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for path in outputs]
    ends = [process.communicate() and process.returncode for process in running]
    same = {digest(path) for path in outputs}
    build(clean, None)
    said = f"exit {ends}" if any(ends) else ""
    if same != {digest(clean)}:
        said += " the files differ from a clean build's"
    for path in outputs[1:]:
        if path != output:
            path.unlink()
    note(f"{len(outputs)} builds at once, {'one output' if len(set(outputs)) == 1 else 'an output each'}", old, "", said)
    if same != {digest(clean)} or any(ends):
        rows[-1] = (rows[-1][0], False, "the builds at once", "", said)


def damaged(kind):
    reset()
    old, path = digest(output), cache / "build.sqlite"
    content = bytearray(path.read_bytes())
    if kind == "removed while a build runs":
        process = subprocess.Popen(command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(durations["extract"] / 2)
        shutil.rmtree(cache, ignore_errors=True)
        _, errors = process.communicate()
        note(f"cache {kind}", old, "", f"exit {process.returncode}: {message(errors)}")
        return
    if kind == "cut in half":
        del content[len(content) // 2:]
    elif kind == "overwritten with noise":
        content[:] = chance.randbytes(len(content))
    elif kind == "a byte in 1,000 flipped":
        for place in range(100, len(content), 1_000):
            content[place] ^= 1 << (place % 8)
    elif kind == "made by another version":
        content[60:64] = (99).to_bytes(4, "big")
    elif kind == "a folder":
        path.unlink()
        path.mkdir()
    if kind != "a folder":
        path.write_bytes(content)
    for name in ("build.sqlite-wal", "build.sqlite-shm"):
        (cache / name).unlink(missing_ok=True)
    result = build()
    note(f"cache {kind}", old, "", f"exit {result.returncode}: {message(result.stderr)}")
    shutil.rmtree(cache, ignore_errors=True)


reset()
report = work / "report.json"
build(output, cache, "--report", str(report))
durations = {stage["name"]: stage["seconds"] for stage in json.loads(report.read_text())["stages"]}
for stage in ("extract", "embed", "write"):
    killed_in(stage)
for call in ("linkat", "rename"):
    killed_at(call)
for place in ("cache", "output", "temporary files"):
    disk_full(place)
at_once([output, work / "b.kb", work / "c.kb"])
at_once([output, output])
for kind in ("cut in half", "overwritten with noise", "a byte in 1,000 flipped", "made by another version", "a folder",
             "removed while a build runs"):
    damaged(kind)
print("| fault | held | what is kept, what was said |\n|---|---|---|")
for fault, held, failed, finished, said in rows:
    print(f"| {fault} | {'yes' if held else 'NO: ' + failed} | {'; '.join(part for part in (finished, said) if part)} |")
if not options.work:
    shutil.rmtree(work, ignore_errors=True)
sys.exit(0 if all(row[1] for row in rows) else 1)
