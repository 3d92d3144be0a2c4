#!/usr/bin/env python3
"""The web pages in a real browser: what people see, with the script, the style and the policy that the server sends.

usage: pages.py KBQ BUNDLE
"""
import contextlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from playwright.sync_api import expect, sync_playwright

program, bundle = sys.argv[1:3]
# Answered from the reference card, a PDF file of the handbook.
QUESTION = "What does exit code 3 mean?"


@contextlib.contextmanager
def served(folder, *options):
    """A server of its own; its address."""
    process = subprocess.Popen(
        [program, "serve", bundle, "--listen", "127.0.0.1:0", *options], stderr=subprocess.PIPE, cwd=folder, text=True)
    try:
        for line in process.stderr:
            entry = json.loads(line)
            if entry["message"] == "ready":
                yield f"http://127.0.0.1:{entry['port']}"
                return
        raise SystemExit("the server did not start")
    finally:
        process.terminate()
        process.stderr.close()
        process.wait()


def call(base, method, path, body=None):
    request = urllib.request.Request(
        base + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        text = response.read()
    return json.loads(text) if text else None


@contextlib.contextmanager
def opened(browser, url, width=1200, scheme="light", allowed=()):
    """A page that has no errors of its own, of the policy or of the network, but those with a word that is allowed."""
    problems = []
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(url)
    yield page
    page.close()
    problems = [problem for problem in problems if not any(word in problem for word in allowed)]
    assert not problems, problems


def analytics(browser, folder):
    with served(folder, "--store", "analytics.sqlite", "--set", "limits.chats=0/min") as base:
        with opened(browser, base + "/analytics") as page:
            expect(page.get_by_role("heading", name="Nothing was asked yet")).to_be_visible()
        questions = ["How are bundles signed?", "Which bundles are signed?", "Who won the match in Naples?"]
        answers = [call(base, "POST", "/api/chat", {"message": question}) for question in questions]
        call(base, "PUT", f"/api/messages/{answers[0]['id']}/feedback", {"rating": "up"})
        numbers = call(base, "GET", "/api/analytics")
        [day] = numbers["days"]
        for width, scheme in [(1200, "light"), (360, "dark")]:
            with opened(browser, base + "/analytics", width, scheme) as page:
                for title in ["Questions a day", "Sentiment of questions a day", "People a day",
                              "Time to answer, mean of a day", "Cost a day, USD"]:
                    drawing = page.get_by_role("img", name=re.compile(f"^{title}\\."))
                    expect(drawing).to_be_visible()
                    assert drawing.locator(".hit").count() == 30, title
                first = page.get_by_role("figure").first
                first.get_by_text("As a table").click()
                assert first.locator("tbody tr").count() == 30
                cells = first.locator("tbody tr").last.locator("td").all_inner_texts()
                assert cells == [str(3 - day["unanswered"]), str(day["unanswered"])], cells
                # The bars of today are as high as the numbers say.
                heights = [float(first.locator(f"svg rect.{tone}").get_attribute("height")) for tone in ("first", "bad")]
                assert abs(heights[0] / heights[1] - (3 - day["unanswered"]) / day["unanswered"]) < 0.01, heights
                documents = page.locator("section", has_text="Top documents").locator("tbody th").all_inner_texts()
                assert documents == [one["title"] for one in numbers["documents"]], documents
                topics = page.locator("section", has_text="Recurring topics").locator("tbody th").all_inner_texts()
                assert "bundles" in topics, topics
                unanswered = page.locator(".questions a")
                assert "Who won the match in Naples?" in unanswered.all_inner_texts()
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"overflows {width}"
        with opened(browser, base + "/analytics") as page:
            page.get_by_label("Period").select_option("365")
            expect(page.get_by_role("img", name=re.compile("^Questions a week"))).to_be_visible()
            page.get_by_role("link", name="Chat").click()
            expect(page.get_by_role("link", name="Analytics")).to_be_visible()
    with served(folder) as base:
        page = browser.new_page()
        page.goto(base + "/analytics")
        expect(page.get_by_text("set store.url")).to_be_visible()
        page.close()


def compiled(folder, name, status, **more):
    """What a compiler says of the item with this name (docs/api.md, the inbox)."""
    for path in (folder / "inbox/items").glob("*.json"):
        item = json.loads(path.read_text())
        if name in (item.get("name"), item.get("url")):
            written = folder / "inbox/status" / f".{item['id']}"
            written.write_text(json.dumps({"status": status, **more}))
            written.rename(folder / "inbox/status" / f"{item['id']}.json")
            return
    raise AssertionError(f"{name} is not in the inbox")


def additions(browser, folder):
    folder = pathlib.Path(folder)
    for name in ["notes.md", "broken.txt", "dropped.txt"]:
        (folder / name).write_text(f"# {name}\n\nSome words about signing.\n")
    (folder / "wrong.pdf").write_text("This is no PDF file.")
    with served(folder, "--inbox", "inbox") as base:
        with opened(browser, base, allowed=["415"]) as page:
            def told(name):
                return page.locator("#additions li").filter(has_text=name)

            page.get_by_role("button", name="Add documents or a web page").click()
            page.get_by_label("Documents: PDF").set_input_files([str(folder / name) for name in ["notes.md", "broken.txt", "wrong.pdf"]])
            expect(told("notes.md")).to_contain_text("waits to be compiled")
            expect(told("wrong.pdf")).to_contain_text("was not added")
            compiled(folder, "notes.md", "processing")
            expect(told("notes.md")).to_contain_text("is being compiled")
            compiled(folder, "broken.txt", "failed", message="the file is encrypted")
            expect(told("broken.txt")).to_contain_text("could not be added: the file is encrypted")
            # A page that is loaded again goes on asking for what is not finished, and for nothing else.
            page.reload()
            expect(page.locator("#additions li")).to_have_count(1)
            compiled(folder, "notes.md", "done")
            expect(told("notes.md")).to_contain_text("can be found now", timeout=20_000)
            page.get_by_role("button", name="Dismiss notes.md").click()
            expect(page.locator("#additions li")).to_have_count(0)

            page.get_by_role("button", name="Add documents or a web page").click()
            page.get_by_label("address of a web page").fill("https://example.org/page")
            page.get_by_role("button", name="Add the page").click()
            expect(told("https://example.org/page")).to_contain_text("waits to be compiled")
            dropped = page.evaluate_handle(
                """() => { const data = new DataTransfer();
                data.items.add(new File(["Dropped words."], "dropped.txt", { type: "text/plain" })); return data; }""")
            page.dispatch_event("body", "drop", {"dataTransfer": dropped})
            expect(told("dropped.txt")).to_contain_text("waits to be compiled")
            compiled(folder, "dropped.txt", "done")
            expect(told("dropped.txt")).to_contain_text("can be found now", timeout=20_000)
    with served(folder) as base, opened(browser, base) as page:
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        expect(page.get_by_role("button", name="Add documents or a web page")).to_be_hidden()


def citations(browser, folder):
    with served(folder, "--set", "limits.chats=0/min") as base:
        reply = call(base, "POST", "/api/chat", {"message": QUESTION})
        cited = {one["number"]: one for one in reply["citations"]}
        paged = [one for one in cited.values() if one["regions"]]
        assert paged, "no passage of the PDF file is cited"
        # A link asks nothing by itself.
        with opened(browser, base + "/?" + urllib.parse.urlencode({"q": QUESTION})) as page:
            expect(page.get_by_label("Question")).to_have_value(QUESTION)
            assert page.locator(".message").count() == 0
            page.get_by_role("button", name="Send").click()
            expect(page.locator(".message.assistant .meta button").first).to_be_visible()
            marks = page.locator(".message.assistant button.mark")
            assert {int(text) for text in marks.all_inner_texts()} == set(cited), marks.all_inner_texts()
            for mark in marks.all():
                citation = cited[int(mark.inner_text())]
                mark.click()
                expect(page.locator("#passage-title")).to_have_text(citation["title"])
                expect(page.locator("#passage-place")).to_contain_text(citation["url"] or citation["source"])
                expect(page.locator("#passage-text mark")).to_have_text(citation["text"], use_inner_text=True)
                drawn = page.locator("#passage-pages rect.line")
                assert drawn.count() == len(citation["regions"]), citation["number"]
                for rectangle, region in zip(drawn.all(), citation["regions"]):
                    left, top, right, bottom = region["rectangle"]
                    box = [float(rectangle.get_attribute(name)) for name in ("x", "y", "width", "height")]
                    assert all(abs(a - b) < 0.01 for a, b in zip(box, [left, top, right - left, bottom - top]))
                pages = page.locator("#passage-pages figcaption").all_inner_texts()
                assert pages == [f"page {number}" for number in sorted({one["page"] for one in citation["regions"]})]
            page.keyboard.press("Escape")
            expect(page.locator("#passage")).to_be_hidden()


with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    bundle, program = str(pathlib.Path(bundle).resolve()), str(pathlib.Path(program).resolve())
    for check in [analytics, additions, citations]:
        check(browser, folder)
        print(f"  {check.__name__}: ok")
    browser.close()
