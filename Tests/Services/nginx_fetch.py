#!/usr/bin/env python3
"""kbc fetch against nginx, which serves Debian's documentation and everything that can go wrong.

    nginx_fetch.py KBC KBQ MODEL-FOLDER
"""
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

kbc, kbq, model = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])
scratch = pathlib.Path(tempfile.mkdtemp(prefix="almanac-nginx."))
scratch.chmod(0o755)
site = scratch / "site"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


port, dead = free_port(), free_port()
origin = f"http://127.0.0.1:{port}"

# ── A site: the Debian policy, and pages that are trouble.
(site / "trouble").mkdir(parents=True)
shutil.copytree("/usr/share/doc/debian-policy/policy.html", site / "policy", symlinks=False)
for number in range(3):
    path = site / "limited" / f"{number}.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"<title>Limited {number}</title><p>Page {number} behind a limit of requests.</p>")
(site / "private").mkdir()
(site / "private" / "page.html").write_text("<p>robots.txt forbids it.</p>")
(site / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
(site / "trouble" / "charset.html").write_bytes("<title>Straße</title><p>Öffnungszeiten: für alle.</p>".encode("latin-1"))
(site / "trouble" / "slow.html").write_text("<p>slow</p>" * 20_000)
with open(site / "trouble" / "huge.html", "wb") as huge:
    huge.truncate(64 << 20)
links = [
    "policy/index.html", "moved", "loop-a", "outside", "missing.html", "gone", "refused", "broken", "bad-gateway",
    "unavailable", "limited/0.html", "limited/1.html", "limited/2.html", "private/page.html", "trouble/charset.html",
    "trouble/slow.html", "trouble/huge.html",
]
(site / "index.html").write_text(
    "<title>Start</title><p>Where it begins.</p>" + "".join(f'<a href="/{link}">{link}</a> ' for link in links))
(scratch / "nginx.conf").write_text(f"""
daemon off;
error_log {scratch}/error.log;
pid {scratch}/nginx.pid;
{'user root;' if (scratch.stat().st_uid == 0) else ''}
events {{}}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log {scratch}/access.log;
  {''.join(f'{name}_temp_path {scratch}/{name};' for name in ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'])}
  gzip on;
  gzip_min_length 256;
  limit_req_zone $binary_remote_addr zone=few:1m rate=2r/s;
  limit_req_status 429;
  server {{
    listen 127.0.0.1:{port};
    root {site};
    location = /moved {{ return 301 /policy/ch-scope.html; }}
    location = /loop-a {{ return 302 /loop-b; }}
    location = /loop-b {{ return 307 /loop-a; }}
    location = /outside {{ return 302 http://127.0.0.1:{dead}/; }}
    location = /gone {{ return 410; }}
    location = /refused {{ return 403; }}
    location = /broken {{ return 444; }}
    location = /bad-gateway {{ proxy_pass http://127.0.0.1:{dead}; }}
    location = /unavailable {{ add_header Retry-After 1 always; return 503; }}
    location /limited/ {{ limit_req zone=few; }}
    location = /trouble/charset.html {{ charset iso-8859-1; }}
    location = /trouble/slow.html {{ gzip off; limit_rate 2k; }}
  }}
}}
""")
corpus = scratch / "corpus"
corpus.mkdir()
manifest = corpus / "corpus.yaml"
manifest.write_text(f"""
almanac: 1
name: policy
sources:
  - web:
      start: "{origin}/"
      depth: 4
      limit: 300
      delay: 0ms
      timeout: 3s
      max-size: 4MiB
      private-addresses: true
""")
(corpus / "spec.yaml").write_text(f"almanac: 1\nencoder: {{ model: {model} }}\nbundle: {{ level: 3 }}\n")


def expect(condition, *what):
    if not condition:
        raise SystemExit(f"not as expected: {what}")


def fetch(*arguments, status=0):
    process = subprocess.run([kbc, "fetch", manifest, "--json", *arguments], capture_output=True, text=True)
    expect(process.returncode == status, arguments, process.returncode, process.stdout[-2000:], process.stderr)
    return json.loads(process.stdout)


server = subprocess.Popen(["nginx", "-c", scratch / "nginx.conf", "-p", scratch, "-e", scratch / "error.log"])
try:
    for _ in range(100):
        try:
            urllib.request.urlopen(origin + "/robots.txt", timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)

    report = fetch()
    source = report["sources"][0]
    reasons = {skip["url"].removeprefix(origin): skip["reason"] for skip in source["skipped"]}
    wanted = {
        "/loop-a": "redirect-loop", "/outside": "out-of-scope", "/missing.html": "status-404", "/gone": "status-410",
        "/refused": "status-403", "/broken": "failed", "/bad-gateway": "status-502", "/unavailable": "status-503",
        "/private/page.html": "robots", "/trouble/slow.html": "failed", "/trouble/huge.html": "too-large",
    }
    for path, reason in wanted.items():
        expect(reasons.get(path) == reason, path, reasons.get(path), "instead of", reason)
    pages = set(source["added"])
    documents = sorted(path.name for path in (site / "policy").glob("*.html"))
    missing = [name for name in documents if f"{origin}/policy/{name}" not in pages]
    # Pages that nothing links to, or that are copies of others, are no loss; most of the manual has to be there.
    expect(len(missing) * 5 <= len(documents), "pages of the manual are missing", missing, reasons)
    for path in ["limited/0.html", "limited/1.html", "limited/2.html", "trouble/charset.html"]:
        expect(f"{origin}/{path}" in pages, path, reasons.get("/" + path))
    expect(report["retries"] >= 3, "nothing was tried again", report["retries"])
    limited = [line for line in (scratch / "access.log").read_text().splitlines() if '" 429 ' in line]
    print(f"  {len(pages)} pages, {report['requests']} requests, {report['retries']} tried again, {len(limited)} of them after 429")

    # What has not changed is not sent again.
    second = fetch("--update", origin + "/policy/**")
    expect(second["notModified"] >= len(documents) - len(missing) - 1, "not modified", second["notModified"])
    expect(not second["sources"][0]["changed"] and not second["sources"][0]["removed"], second["sources"][0])
    lock = (corpus / "corpus.lock").read_bytes()
    # Without a word to a server.
    requests = (scratch / "access.log").stat().st_size
    expect(fetch()["requests"] == 0, "a fetch of what is pinned asks a server")
    expect((scratch / "access.log").stat().st_size == requests, "a request that was not counted")
    expect((corpus / "corpus.lock").read_bytes() == lock, "the lock has changed")

    # Drift is seen, and taken when it is asked for.
    page = site / "policy" / documents[0]
    page.write_text(page.read_text().replace("<p>", "<p>Zyxword is new here. ", 1))
    drift = fetch("--check", f"{origin}/policy/{documents[0]}", status=1)
    expect(drift["sources"][0]["changed"] == [f"{origin}/policy/{documents[0]}"], drift["sources"][0]["changed"])
    expect((corpus / "corpus.lock").read_bytes() == lock, "a check has changed the lock")
    fetch("--update", f"{origin}/policy/{documents[0]}")
    expect((corpus / "corpus.lock").read_bytes() != lock, "the update changed nothing")

    # A fetch that is killed goes on; the server is asked for the rest only.
    (corpus / "corpus.lock").unlink()
    shutil.rmtree(corpus / "snapshots")
    killed = subprocess.Popen([kbc, "fetch", manifest], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = corpus / "snapshots" / "fetch.journal"
    while killed.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") >= 5):
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    resumed = fetch()
    expect(resumed["resumed"] >= 5, "resumed", resumed["resumed"])
    expect(set(resumed["sources"][0]["added"]) == pages, "other pages", pages ^ set(resumed["sources"][0]["added"]))
finally:
    server.send_signal(signal.SIGTERM)
    server.wait()

try:
    # Without the server.
    bundle = scratch / "policy.kb"
    subprocess.run(
        [kbc, "build", manifest, "--spec", corpus / "spec.yaml", "--locked", "--no-cache", "-o", bundle], check=True,
        capture_output=True)
    found = json.loads(subprocess.run(
        [kbq, "search", bundle, "Zyxword", "--mode", "keyword", "--json"], check=True, capture_output=True,
        text=True).stdout)
    expect(documents[0] in json.dumps(found), "the change is not found")
    charset = subprocess.run(
        [kbq, "search", bundle, "Öffnungszeiten", "--mode", "keyword"], check=True, capture_output=True, text=True).stdout
    expect("Öffnungszeiten: für alle." in charset, "the charset of the header was not followed", charset)
finally:
    shutil.rmtree(scratch, ignore_errors=True)
print("  what was fetched is what nginx served")
