#!/usr/bin/env python3
"""Uploads, pages and dropped files through a server and a watch, which is killed again and again, while others search.

    inbox.py KBC KBQ BASE SPEC [PDF]

Times are told, not judged.
"""
import http.server
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

kbc, kbq, base, spec = sys.argv[1:5]
pdf = sys.argv[5] if len(sys.argv) > 5 else None
scratch = pathlib.Path(tempfile.mkdtemp(prefix="almanac-inbox."))
inbox = scratch / "inbox"
# Long enough for any machine: what takes longer hangs.
PATIENCE = 120


def free_of(stream, key):
    """The value of `key` in the first log line that has it."""
    for line in stream:
        record = json.loads(line)
        if key in record:
            threading.Thread(target=lambda: [None for _ in stream], daemon=True).start()
            return record[key]
    raise SystemExit("the server ended")


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        pages = {"/page": "<title>Quokka</title><p>The quokka smiles on Rottnest Island.</p>"}
        body = pages.get(self.path, "missing").encode()
        self.send_response(200 if self.path in pages else 404)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=site.serve_forever, daemon=True).start()
origin = f"http://127.0.0.1:{site.server_port}"

server = subprocess.Popen(
    [kbq, "serve", base, "--listen", "127.0.0.1:0", "--inbox", inbox, "--set", "limits.uploads=0/h", "--set",
     "inbox.private-addresses=true"], stderr=subprocess.PIPE, text=True)
address = f"http://127.0.0.1:{free_of(server.stderr, 'port')}"


def start_watch():
    return subprocess.Popen(
        [kbc, "watch", "--inbox", inbox, "--base", base, "--spec", spec, "--cache", scratch / "cache",
         "--private-addresses"], stdout=subprocess.DEVNULL, stderr=open(scratch / "watch.log", "a"))


def call(method, path, body=None, type="application/json"):
    request = urllib.request.Request(address + path, data=body, method=method, headers={"content-type": type})
    with urllib.request.urlopen(request, timeout=60) as response:
        data = response.read()
        return json.loads(data) if data else None


def upload(name, data):
    return call("POST", f"/api/documents?name={urllib.parse.quote(name)}", data, "application/octet-stream")["id"]


def search(text):
    return call("GET", f"/api/search?mode=hybrid&k=3&q={urllib.parse.quote(text)}")["hits"]


def wait_for(what, test):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := test():
            return found
        time.sleep(0.02)
    sys.stderr.write((scratch / "watch.log").read_text())
    raise SystemExit(f"in vain: {what}")


def outcome(item):
    def settled():
        status = call("GET", f"/api/inbox/{item}")
        return status if status["status"] in ("done", "failed") else None
    return wait_for(f"the status of {item}", settled)


def expect(condition, *what):
    if not condition:
        raise SystemExit(f"not as expected: {what}")


def titles(text):
    return [hit["title"] for hit in search(text)]


failures = []
is_over = threading.Event()


def search_on():
    while not is_over.is_set():
        try:
            expect(search("bundles"), "no hits")
        except Exception as error:
            failures.append(error)
            return


watch = start_watch()
searcher = threading.Thread(target=search_on)
try:
    searcher.start()

    # What comes through the server.
    fine = upload("Axolotl.md", b"# Axolotl\n\nThe axolotl keeps its gills for life.\n")
    broken = upload("Broken.pdf", b"%PDF-1.7\nno more of it")
    same = upload("Copy.md", b"# Axolotl\n\nThe axolotl keeps its gills for life.\n")
    page = call("POST", "/api/web-sources", json.dumps({"url": origin + "/page"}).encode())["id"]
    missing = call("POST", "/api/web-sources", json.dumps({"url": origin + "/missing"}).encode())["id"]
    expect(outcome(fine)["status"] == "done", outcome(fine))
    expect(titles("axolotl gills")[0] == "Axolotl", "done and not found")
    expect(outcome(broken)["status"] == "failed" and outcome(broken)["message"], outcome(broken))
    expect("inbox/Axolotl.md" in outcome(same)["message"], outcome(same))
    expect(outcome(page)["status"] == "done", outcome(page))
    expect(search("quokka smiles")[0]["source"] == origin + "/page", "the page is not found")
    expect("404" in outcome(missing)["message"], outcome(missing))
    expect(len(call("GET", "/api/inbox")["items"]) == 5, "items are missing")

    # What is dropped.
    (inbox / "dropped").mkdir()
    shutil.copy(__file__, inbox / "dropped" / "script.txt")
    wait_for("a dropped file", lambda: (inbox / "dropped/script.txt.status.json").exists() and json.loads(
        (inbox / "dropped/script.txt.status.json").read_text())["status"] == "done")
    (inbox / "request.url").write_text(origin + "/page\n")
    wait_for("a dropped request", lambda: "same" in (
        (inbox / "request.url.status.json").read_text() if (inbox / "request.url.status.json").exists() else ""))

    if pdf:
        start = time.monotonic()
        item = upload("Report.pdf", pathlib.Path(pdf).read_bytes())
        result = outcome(item)
        expect(result["status"] == "done", result)
        print(f"  {pathlib.Path(pdf).name}: found {time.monotonic() - start:.2f} s after it was sent")

    # What is taken back.
    call("DELETE", f"/api/inbox/{fine}")
    call("DELETE", f"/api/inbox/{same}")
    wait_for("a deletion", lambda: "Axolotl" not in titles("axolotl gills"))

    # A watch that is killed at any moment.
    seed = random.randrange(1 << 32)
    print(f"  kills: seed {seed}")
    chance = random.Random(seed)
    items = {}
    for number in range(12):
        word = f"zyxword{number}"
        items[upload(f"{word}.md", f"# Item {number}\n\nIts word is {word}.\n".encode())] = word
        time.sleep(chance.random() * 0.8)
        watch.send_signal(signal.SIGKILL)
        watch.wait()
        watch = start_watch()
    for item, word in items.items():
        expect(outcome(item)["status"] == "done", outcome(item))
        expect(any(word in hit["text"] for hit in search(word)), word, "is not found")
    hidden = [path for path in inbox.rglob(".*.tmp")]
    expect(not hidden, "files are left over", hidden)

    # A clean end.
    watch.send_signal(signal.SIGTERM)
    expect(watch.wait(PATIENCE) == 0, "the watch ended with", watch.returncode)
    is_over.set()
    searcher.join()
    expect(not failures, "searches failed", failures)
    server.send_signal(signal.SIGTERM)
    expect(server.wait(PATIENCE) == 0, "the server ended with", server.returncode)
finally:
    is_over.set()
    for process in (watch, server):
        if process.poll() is None:
            process.kill()
            process.wait()
    shutil.rmtree(scratch, ignore_errors=True)
print("  the inbox is as it should be")
