"""lifecycle.py KBQ BUNDLE: new versions, SIGHUP and SIGTERM under load lose no request and cut no stream."""

import asyncio
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

kbq, bundle = sys.argv[1:3]
folder = pathlib.Path(tempfile.mkdtemp(prefix="almanac-lifecycle."))
failures = []


def expect(name, holds, got=""):
    print(f"{'ok' if holds else 'FAILED'}: {name}")
    if not holds:
        failures.append(name)
        print(f"  got {got!r}")


def point(version):
    """Moves the link `current`, as `ln -sfn` does."""
    os.symlink(version, folder / "next")
    os.replace(folder / "next", folder / "current")


async def search(port, stop, counts):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = 0
    while not stop.is_set():
        number += 1
        writer.write(f"GET /api/search?mode=keyword&q=bundle+{number} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int([line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")][0].split(b":")[1])
        await reader.readexactly(length)
        counts[head.split(b" ", 2)[1]] = counts.get(head.split(b" ", 2)[1], 0) + 1
    writer.close()


async def stream(port, number, started):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"message": f"What is a bundle, number {number}?", "keep": False}).encode()
    writer.write(
        b"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    )
    received = await reader.readuntil(b"\r\n\r\n")
    started.release()
    return b"event: done\n" in received + await reader.read()


async def main():
    for name in ["a.kb", "b.kb"]:
        shutil.copyfile(bundle, folder / name)
    point("a.kb")
    server = subprocess.Popen(
        [kbq, "serve", folder, "--listen", "127.0.0.1:0", "--set", "limits.chats=0/min", "--set", "server.reload-interval=100ms"],
        stderr=subprocess.PIPE, text=True)
    ready = next(line for line in server.stderr if '"ready"' in line)
    port = json.loads(ready)["port"]
    log = asyncio.create_task(asyncio.to_thread(lambda: server.stderr.read()))

    stop, counts = asyncio.Event(), {}
    loads = [asyncio.create_task(search(port, stop, counts)) for _ in range(8)]
    for round in range(20):
        point(["b.kb", "a.kb"][round % 2])
        if round % 3 == 0:
            server.send_signal(signal.SIGHUP)
        await asyncio.sleep(0.15)
    # A version that is none: the old one stays.
    (folder / "broken.kb").write_bytes(b"no bundle")
    point("broken.kb")
    await asyncio.sleep(0.5)
    stop.set()
    await asyncio.gather(*loads)
    expect("no request failed while versions changed", set(counts) == {b"200"}, counts)

    started = asyncio.Semaphore(0)
    streams = [asyncio.create_task(stream(port, number, started)) for number in range(64)]
    for _ in range(32):
        await started.acquire()
    server.send_signal(signal.SIGTERM)
    done = await asyncio.gather(*streams, return_exceptions=True)
    ended = sum(result is True for result in done)
    # Those that had not begun may have been refused; none that had begun was cut.
    expect("streams that had begun were finished", ended >= 32 and not any(result is False for result in done), (ended, done))
    expect("the server ended well", await asyncio.to_thread(server.wait, 60) == 0, server.returncode)
    lines = (await log).splitlines()
    expect("versions were replaced", sum("bundles replaced" in line for line in lines) >= 10, lines[-5:])
    expect("the broken version was reported", any("not replaced" in line for line in lines))


try:
    asyncio.run(main())
finally:
    shutil.rmtree(folder)
sys.exit(1 if failures else 0)
