"""Pages a second: loading (and reading) pages here, beside trafilatura's ``extract`` alone on the same ones.

    python benchmarks/html.py [--pages 200] [--corpora corpora]

Each page is a template of this file (head, menus, tables of results, related stories, a footer) of 50 to
100 KB. Its article is one of those of ``benchmarks.rules``: prose of our own with as many numerals as news
has; every other page also holds a page of ``corpora/``. Like the results pages of councils, of India's
Election Commission and of Wikipedia it has 5 to 18 elements and 30 to 145 characters of text in a KB. The two
take turns page by page, and the ratio is the median over the pages.
"""

from __future__ import annotations

import sys
from pathlib import Path

# run as a script its own folder comes first on the path, where this file would pass for the library's html
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import argparse  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import logging  # noqa: E402
import random  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from html import escape  # noqa: E402

import trafilatura  # noqa: E402

from benchmarks.rules import articles, paragraphs  # noqa: E402
from extract.html import load_html  # noqa: E402
from extract.model import Document  # noqa: E402

TEASERS = (
    "{party} took {place} with {n:,} votes, {m} more than at the last election",
    "The turnout was {s}%, the highest in a generation of contests",
    "{party} held on in {place} although its share fell by {t} points",
    "In {place} the count went on until the morning",
    "The new council meets in two weeks, and nobody has a majority",
    "Campaigners blamed the weather, the buses and a leaflet that had named the wrong street",
)
PARTIES = ("Labour", "the Conservatives", "the Liberal Democrats", "the Greens", "an independent")
PLACES = ("Ashmoor", "Wenby North", "Elsby and Thorle", "Port Carrow", "Dunmere")
SIZES = (50_000, 100_000)
WIDTHS = (140, 300, 500, 700, 1020, 1300)


def teaser(rng: random.Random) -> str:
    """The headline of a related story."""
    return rng.choice(TEASERS).format(
        party=rng.choice(PARTIES),
        place=rng.choice(PLACES),
        n=rng.randint(800, 30_000),
        m=rng.randint(2, 60),
        s=rng.randint(200, 700) / 10,
        t=rng.randint(1, 90) / 10,
    )


def table(rng: random.Random) -> str:
    """A table of results with its heading and caption."""
    rows = "".join(
        f'<tr class="row"><th scope="row"><span class="swatch" style="background:#a{n}c"></span>'
        f"{rng.choice(PARTIES).removeprefix('the ')}</th><td>{rng.choice(PLACES)} Smith</td>"
        f'<td class="num">{rng.randint(50, 20_000):,}</td>'
        f'<td class="num">{rng.randint(1, 600) / 10}</td></tr>'
        for n in range(6)
    )
    return (
        f'<h2>{rng.choice(PLACES)}</h2><table class="results"><caption>Result</caption><thead><tr>'
        f"<th>Party</th><th>Candidate</th><th>Votes</th><th>%</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def laid_out(rng: random.Random, text: str) -> str:
    """A headline, paragraphs and tables, as a newspaper lays them out."""
    parts = [f'<h1 class="headline">{rng.choice(PLACES)}: the result in full</h1>']
    for number, paragraph in enumerate(text.splitlines()):
        if paragraph:
            parts.append(f'<div class="block"><p class="para">{escape(paragraph)} <a href="#">More</a></p></div>')
        if number % 12 == 5:
            parts.append(table(rng))
    return "".join(parts)


def page(rng: random.Random, content: str) -> bytes:
    """A full page around ``content``, padded with menus and teasers to a size within ``SIZES``."""
    head = (
        '<meta charset="utf-8"><title>The result in full - The Ashmoor Post</title>'
        '<meta property="og:site_name" content="The Ashmoor Post"><link rel="canonical" href="https://post.example/r">'
        '<meta property="article:published_time" content="2024-05-03T06:00:00Z">'
        f"<style>{'.a{color:#123;margin:0 auto}' * 200}</style><script>{'var q=[1,2,3];' * 300}</script>"
    )
    menu = "".join(f'<li class="item"><a href="/s/{n}"><span>Section {n}</span></a></li>' for n in range(40))
    size = rng.randint(*SIZES)
    teasers: list[str] = []
    length = len(head) + len(menu) + len(content)
    while length < size:
        widths = ", ".join(f"/i/{length}-{width}.jpg?fit=crop&amp;quality=85 {width}w" for width in WIDTHS)
        state = json.dumps({f"item-{n}": {"kind": "story", "weight": rng.random()} for n in range(12)})
        teasers.append(
            f'<li class="teaser"><a href="/t/{length}"><img src="/i/{length}.jpg" srcset="{widths}" alt="">'
            f"<h3>{teaser(rng)}</h3></a>"
            '<p class="meta"><time>3 May</time> <span class="tag">Politics</span></p>'
            f"<script>track({state})</script></li>"
        )
        length += len(teasers[-1])
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body><header><nav><ul>{menu}</ul></nav></header>"
        f'<main id="main"><article>{content}</article><section class="related-stories"><h2>Related</h2>'
        f"<ul>{''.join(teasers)}</ul></section></main>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    ).encode()


def pages(count: int, corpora: Path) -> list[bytes]:
    """``count`` different pages, every other one around a page of the corpora while there are any."""
    rng = random.Random(20240503)
    own = [path.read_text("utf-8", "replace") for path in sorted(corpora.rglob("*.htm*"))]
    bodies = [text[text.find("<body") :].removesuffix("</html>") for text in own]
    texts = articles(list(paragraphs([corpora])), count)
    return [
        page(rng, laid_out(rng, text) + (bodies[n // 2 % len(bodies)] if bodies and n % 2 else ""))
        for n, text in enumerate(texts)
    ]


def timed(work: Callable[[bytes], object], data: bytes) -> float:
    """The seconds of processor time that ``work`` takes on one page."""
    began = time.process_time()
    work(data)
    return time.process_time() - began


def reader() -> Callable[[Document], object] | None:
    """The pipeline's reading of a loaded document; None where it cannot be imported."""
    try:
        pipeline = importlib.import_module("extract.pipeline")
        read_document: Callable[[Document], object] = pipeline.read_document
    except (ImportError, AttributeError):
        return None
    return read_document


def main() -> int:
    """Time each way of taking in the pages and print its speed beside trafilatura's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--corpora", type=Path, default=Path(__file__).parent.parent / "corpora")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    made = pages(options.pages, options.corpora)
    sizes = sorted(len(data) for data in made)
    print(f"{len(made)} pages of {sizes[0]:,} to {sizes[-1]:,} bytes, median {statistics.median(sizes):,.0f}")

    def alone(data: bytes) -> object:
        return trafilatura.extract(data, favor_precision=True)

    def load(data: bytes) -> object:
        return load_html(data, "page.html")

    work: dict[str, Callable[[bytes], object]] = {"trafilatura alone": alone, "load": load}
    read = reader()
    if read is not None:
        work["load and read"] = lambda data: read(load_html(data, "page.html"))
    for run in work.values():
        run(made[0])
    times: dict[str, list[float]] = {name: [] for name in work}
    for data in made:
        for name, run in work.items():
            times[name].append(timed(run, data))
    for name, taken in times.items():
        ratio = statistics.median(a / b for a, b in zip(times["trafilatura alone"], taken, strict=True))
        print(f"{name:18} {len(taken) / sum(taken):7.1f} pages/s   {ratio:.2f} of trafilatura alone (median)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
