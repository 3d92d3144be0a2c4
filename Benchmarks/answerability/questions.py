#!/usr/bin/env python3
"""Makes sets of technical questions for fit.py from the FAQs in Debian's documentation packages, and builds their bundles.

    questions.py KBC FOLDER

Each set is made twice: the answers to one half of its questions are the documents of one bundle, those to the other half
of the other. So every question is once one that the bundle answers and once one that it does not, about the same subject
in the same words. Documents are titled by the chapter and do not hold the question. Needs apt-get, dpkg-deb and Python's
standard library.
"""

import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

PACKAGES = ["perl-doc", "python3.11-doc", "debian-faq", "git-doc", "zsh-doc", "apache2-doc"]
SHORTEST_ANSWER = 80
SPEC = Path(__file__).resolve().parents[2] / "build-specs" / "default.yaml"


def pod(path):
    """perlfaq: a question a heading, in Perl's own markup."""
    text = path.read_text(errors="replace")
    chapter = re.search(r"=head1 NAME\s+\S+ - (.*)", text).group(1)

    def plain(marked):
        marked = re.sub(r"^X<.*$", "", marked, flags=re.M)
        marked = re.sub(r"[A-Z]<+\s*(?:[^|>]*\|)?([^>]*?)\s*>+", r"\1", marked)
        return re.sub(r"^=\w+.*$", "", marked, flags=re.M).strip()

    for part in re.split(r"^=head2 ", text, flags=re.M)[1:]:
        question, _, answer = part.partition("\n")
        yield chapter, plain(question), plain(re.split(r"^=head1", answer, flags=re.M)[0])


def restructured(path):
    """Python's FAQ: a question an underlined heading."""
    chapter, question, answer = "Python", None, []
    lines = path.read_text().split("\n") + ["end", "==="]
    for line, below in zip(lines, lines[1:] + [""]):
        if line.strip() and re.fullmatch(r"([=\-~`^*])\1{2,}", below):
            if question:
                yield chapter, question, re.sub(r":\w+:`~?([^`<]*)(<[^>]*>)?`", r"\1", "\n".join(answer)).strip()
            question = re.sub(r":\w+:", "", line).replace("`", "").strip() if line.strip().endswith("?") else None
            chapter = chapter if question else line.strip()
            answer = []
        elif not line.startswith(".. ") and not re.fullmatch(r"([=\-~`^*])\1{2,}", line):
            answer.append(line)


def asciidoc(path):
    """Git's FAQ: a question a labelled item."""
    parts = re.split(r"^(.*\?)::\s*$", path.read_text(), flags=re.M)
    for question, answer in zip(parts[1::2], parts[2::2]):
        answer = re.split(r"^\[\[|^\w[\w ]+\n-{4,}", answer, flags=re.M)[0]
        yield "Git", question.replace("`", ""), re.sub(r"^\+$", "", answer, flags=re.M).replace("\t", "").strip()


class Headings(HTMLParser):
    """The headings of a page, each with the text up to the next one."""

    def __init__(self):
        super().__init__()
        self.sections, self.is_heading, self.hidden = [], False, 0

    def handle_starttag(self, tag, attributes):
        if tag in ("h1", "h2", "h3", "h4", "dt"):
            self.sections.append(["", ""])
            self.is_heading = True
        self.hidden += tag in ("script", "style", "nav", "title")

    def handle_endtag(self, tag):
        self.is_heading = self.is_heading and tag not in ("h1", "h2", "h3", "h4", "dt")
        self.hidden -= tag in ("script", "style", "nav", "title")

    def handle_data(self, data):
        if self.sections and not self.hidden:
            self.sections[-1][0 if self.is_heading else 1] += data


def html(chapter):
    def questions(path):
        parser = Headings()
        parser.feed(path.read_text(errors="replace"))
        for heading, text in parser.sections:
            question = re.sub(r"^(Chapter )?[\d.]+\s*:?\s*", "", " ".join(heading.split())).strip("¶ ")
            if question.endswith("?"):
                yield chapter, question, re.sub(r"[ \t]+", " ", text).strip()

    return questions


SETS = {
    "perl": [(pod, "usr/share/perl/*/pod/perlfaq[1-9].pod")],
    "python": [(restructured, "usr/share/doc/python3.11/html/_sources/faq/*.rst.txt")],
    "debian": [(html("Debian"), "usr/share/doc/debian/FAQ/*.en.html")],
    "tools": [
        (asciidoc, "usr/share/doc/git-doc/gitfaq.txt"),
        (html("Z Shell"), "usr/share/doc/zsh-common/html/FAQ0*.html"),
        (html("Apache and TLS"), "usr/share/doc/apache2-doc/manual/en/ssl/ssl_faq.html"),
    ],
}


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def main():
    kbc, folder = sys.argv[1], Path(sys.argv[2])
    tree = folder / "packages"
    tree.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for package in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", package, tree], check=True)

    for name, sources in SETS.items():
        answers = {}
        for read, pattern in sources:
            for path in sorted(tree.glob(pattern)):
                for chapter, question, answer in read(path):
                    if len(answer) >= SHORTEST_ANSWER:
                        answers.setdefault(question, (chapter, answer))
        halves = ([], [])
        for question, (chapter, answer) in answers.items():
            digest = hashlib.sha256(question.encode()).hexdigest()
            halves[int(digest[0], 16) & 1].append((digest[:16], question, chapter, answer))
        for number, half in enumerate(halves):
            place = folder / f"{name}{number}"
            place.mkdir(exist_ok=True)
            write(place / "corpus.jsonl", [{"_id": i, "title": c, "text": a} for i, _, c, a in half])
            write(place / "answerable.jsonl", [{"_id": i, "text": q} for i, q, _, _ in half])
            write(place / "unanswerable.jsonl", [{"_id": i, "text": q} for i, q, _, _ in halves[1 - number]])
            (place / "corpus.yaml").write_text(
                f'almanac: 1\nname: {name}{number}\nversion: "1"\nlanguage: en\nsources:\n'
                "  - records: { path: corpus.jsonl, id: _id, title: title, text: text }\n"
            )
            build = [kbc, "build", place / "corpus.yaml", "--spec", SPEC, "-o", place / "bundle.kb"]
            subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        print(f"{name}: {len(answers)} questions")


if __name__ == "__main__":
    main()
