"""hostile_client.py URL [KEY]: requests that no honest client sends; the server, whose server.request-timeout is a few seconds, must refuse each and live on."""

import json
import socket
import sys
import time
import urllib.parse

url = urllib.parse.urlparse(sys.argv[1])
key = sys.argv[2] if len(sys.argv) > 2 else None
bearer = f"Authorization: Bearer {key}\r\n" if key else ""
failures = []


def connect():
    connection = socket.create_connection((url.hostname, url.port), timeout=30)
    connection.settimeout(30)
    return connection


def everything(connection):
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except (ConnectionResetError, TimeoutError):
        pass
    return received


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def exchange(request):
    with connect() as connection:
        try:
            connection.sendall(request)
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            pass
        return everything(connection)


def request(line, body=b"", headers="", authorized=True):
    head = f"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{bearer if authorized else ''}{headers}"
    if body:
        head += f"Content-Length: {len(body)}\r\n"
    return head.encode("latin-1") + b"\r\n" + body


def expect(name, holds, got=""):
    print(f"{'ok' if holds else 'FAILED'}: {name}")
    if not holds:
        failures.append(name)
        print(f"  got {got!r}")


def refused(name, data, *statuses):
    answer = exchange(data)
    expect(name, status(answer) in statuses, answer[:300])


def alive():
    return status(exchange(request("GET /ready", authorized=False))) == 200


# Time: a body that trickles, a body that never ends although nobody wants it.
for name, head in [
    ("a body that trickles", f"POST /api/chat HTTP/1.1\r\nHost: x\r\n{bearer}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"),
    ("a body larger than allowed that trickles", f"POST /api/chat HTTP/1.1\r\nHost: x\r\n{bearer}Content-Length: 100000000\r\n\r\n"),
    ("a body that trickles without a key", "POST /api/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer kbq_x\r\nContent-Length: 1000\r\n\r\n"),
    ("a body that trickles where none is read", "GET /ready HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"),
    ("a body that trickles where nothing is", "POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n"),
]:
    with connect() as connection:
        connection.sendall(head.encode())
        start = time.monotonic()
        try:
            while time.monotonic() - start < 25:
                connection.sendall(b" ")
                time.sleep(0.2)
        except (BrokenPipeError, ConnectionResetError):
            pass
        expect(f"{name} is cut off", time.monotonic() - start < 20, time.monotonic() - start)

# Size: heads and bodies.
refused("a long header", request("GET /ready", headers=f"X-Long: {'a' * 100_000}\r\n"), 400, 431)
refused("many headers", request("GET /ready", headers="".join(f"X-{i}: a\r\n" for i in range(5000))), 400, 431)
refused("a long target", request("GET /" + "a" * 200_000), 400, 404, 414, 431)
refused("a body of 2 MiB", request("POST /api/chat", b" " * (2 << 20)), 413)
refused("deep JSON", request("POST /api/chat", b"[" * 500_000), 400)
refused("a long message", request("POST /api/chat", json.dumps({"message": "a" * 5_001}).encode()), 400)
refused("a large upload", request("POST /api/documents?name=a.txt", b"a" * (11 << 20)), 413)

# Shape: what is not HTTP, not UTF-8, not JSON.
expect("noise is no request", status(exchange(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 50)) in (0, 400))
refused("two lengths", b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400)
refused("a length and chunks", b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)
refused("a negative length", b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400)
refused("a query that is not UTF-8", request("GET /api/search?q=%FF%FE"), 400)
refused("half an escape", request("GET /api/search?q=%F"), 400)
refused("a zero byte", request("GET /api/search?q=a%00b"), 400)
refused("JSON that is not UTF-8", request("POST /api/chat", b'{"message":"\xff"}'), 400)

# Paths and ids.
for path in ["/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/api/documents/../../etc", "//etc/passwd"]:
    answer = exchange(request(f"GET {path}"))
    expect(f"{path} gives nothing", status(answer) in (400, 404) and b"root:" not in answer, answer[:200])
for name in ["../../x.txt", "..\\..\\x.txt", "/etc/x.txt"]:
    answer = exchange(request(f"POST /api/documents?name={urllib.parse.quote(name, safe='')}", b"text"))
    expect(f"an upload called {name} keeps no folder", status(answer) in (202, 501) and b".." not in answer and b"/etc" not in answer, answer[-300:])
for id in ["1", "x' OR '1'='1", "00000000-0000-0000-0000-000000000000'; DROP TABLE sessions;--", "../sessions"]:
    refused(f"the id {id}", request(f"GET /api/sessions/{urllib.parse.quote(id, safe='')}/messages"), 400, 404)
quoted = urllib.parse.quote("x' OR 1=1; DROP TABLE sessions; --\" %_")
answer = exchange(request(f"GET /api/sessions/search?q={quoted}"))
expect("SQL in a search of the history is text", status(answer) in (200, 404), answer[:300])

# Addresses that the compiler should not fetch.
for address in ["file:///etc/passwd", "ftp://example.org/a", "http://user:pass@example.org/", "javascript:alert(1)"]:
    refused(f"the web source {address}", request("POST /api/web-sources", json.dumps({"url": address}).encode()), 400, 422)

# Tokens.
if key:
    none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImV4cCI6OTk5OTk5OTk5OX0."
    for token in ["", "kbq_", "kbq_" + "a" * 43, key[:-1], key + "a", none, "a.b.c", "a" * 10_000, "\xff\xfe"]:
        refused(f"the token {token[:30]!r}", request("GET /api/sessions", headers=f"Authorization: Bearer {token}\r\n", authorized=False), 401)
    refused("no token", request("GET /api/sessions", authorized=False), 401)
    refused("a key in the query", request(f"GET /api/sessions?token={key}", authorized=False), 400, 401)

# Headers that a caller may not inject.
answer = exchange(request("GET /ready", headers="X-Request-Id: a%0d%0aSet-Cookie: x\r\nOrigin: https://evil.example\r\n"))
expect("no header is injected", b"set-cookie" not in answer.lower() and b"access-control-allow-origin" not in answer.lower(), answer[:600])

expect("the server lives", alive())
sys.exit(1 if failures else 0)
