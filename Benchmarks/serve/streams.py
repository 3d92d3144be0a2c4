"""streams.py URL IDLE ACTIVE: idle connections, then streamed answers beside them."""
import asyncio
import json
import sys
import time
import urllib.parse

url, idle, active = urllib.parse.urlparse(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


async def connect():
    return await asyncio.open_connection(url.hostname, url.port)


async def ask(number):
    body = json.dumps({"message": f"What is a bundle, number {number}?", "keep": False}).encode()
    reader, writer = await connect()
    head = f"POST /api/chat HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
    writer.write(head.encode() + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return b"event: done\n" in answer


async def main():
    waiting = [await connect() for _ in range(idle)]
    start = time.monotonic()
    results = await asyncio.gather(*(ask(number) for number in range(active)), return_exceptions=True)
    seconds = time.monotonic() - start
    alive = 0
    for reader, writer in waiting:
        writer.write(f"GET /ready HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())
    for reader, writer in waiting:
        alive += b" 200 " in await reader.readline()
    print(f"{results.count(True)} of {active} streams ended with done in {seconds:.1f} s; {alive} of {idle} idle connections answer")


asyncio.run(main())
