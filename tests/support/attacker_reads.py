"""All that Titian says over HTTP, read by somebody who wants to know more: every page, every file, every number."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

INDEX = "INDEX"
START = ("/", "/pimpinan/", "/daerah/", "/kesiapan/gelombang/", "/pimpinan/target/", "/sdm/kepatuhan/")
# Leaves, other cookies, other languages, the editor of texts, and files that everybody is served.
ELSEWHERE = re.compile(r"^/(keluar|bahasa|kelola|static|media|dokumen|profil|masuk)/")
REPORT = re.compile(r"^/daerah/opd/(?P<office>[\w-]+)/")
FILE = re.compile(r"\.(pdf|xlsx|json)$")
SCORE = re.compile(r"(?<![\d,.])\d,\d\d(?![\d])")
THRESHOLDS = {"0,20", "0,70"}  # of a change that counts, of alpha and agreement: they stand in the method
HALF_WIDTH = re.compile(r"±\s?(\d,\d\d)")
LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"')
MOST_ALIKE = 8  # people's pages and filters of learning repeat themselves; reports are all read
Where = tuple[int, str]  # wave, office
Cell = tuple[int, str, str]  # wave, office, component


@dataclass(frozen=True)
class Page:
    address: str
    kind: str  # html, pdf, xlsx, json
    content: bytes

    @property
    def office(self) -> str:
        found = REPORT.match(self.address)
        return found["office"] if found else ""

    @cached_property
    def text(self) -> str:
        """Every word of it: what is read aloud and what titles say, too."""
        if self.kind == "pdf":
            return "\n".join(page.extract_text() for page in PdfReader(BytesIO(self.content)).pages)
        if self.kind == "xlsx":
            return "\n".join(" ".join(_written(value) for value in row) for _, rows in self.sheets() for row in rows)
        return self.content.decode()

    def sheets(self) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        for sheet in load_workbook(BytesIO(self.content)):
            yield sheet.title, list(sheet.values)


def _written(value: Any) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value or "")


def visit(client: Client, start: Iterable[str] = START, *, files: bool = True) -> Iterator[Page]:
    """Every page that can be reached by links and by choices of forms that only read; with `files`, files as well."""
    waiting, seen = deque(start), set(start)
    alike: dict[str, int] = defaultdict(int)
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        found = [response["Location"]] if response.status_code in (301, 302) else []
        if response.status_code == 200:
            page = Page(address, _kind(response["Content-Type"]), response.getvalue())
            found = list(_links(page)) if page.kind == "html" else []
            yield page
        for link in found:
            target = urlsplit(urljoin(address, link))
            path = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc in ("", "testserver") and _wanted(target.path, files) and path not in seen:
                seen.add(path)
                alike[_shape(path)] += 1
                if REPORT.match(path) or (alike[_shape(path)] <= MOST_ALIKE and path.count("&") < 1):
                    waiting.append(path)


def _shape(address: str) -> str:
    """Addresses that differ in an id or a value alone have one shape."""
    return re.sub(r"=[^&]*|[0-9a-f]{8}-[0-9a-f-]{27}", "", address)


def _wanted(path: str, files: bool) -> bool:
    return path.startswith("/") and not ELSEWHERE.match(path) and (files or not FILE.search(path))


def _kind(content_type: str) -> str:
    for word, kind in (("pdf", "pdf"), ("spreadsheet", "xlsx"), ("json", "json")):
        if word in content_type:
            return kind
    return "html"


def _links(page: Page) -> Iterator[str]:
    yield from (unescape(link) for link in LINK.findall(page.text))
    if "<select" not in page.text:
        return
    soup = BeautifulSoup(page.content, "html.parser")
    for form in soup.select("form[method=get], form:not([method])"):
        for select in form.select("select[name]"):
            for option in select.select("option[value]"):
                yield f"{form.get('action') or ''}?{select['name']}={option['value']}"


@dataclass
class Facts:
    """What was published, each with the office, the wave and the component it is said of; sets, as it is said often."""

    names: dict[str, str] = field(default_factory=dict)  # name → office
    above: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    hidden: dict[Where, str] = field(default_factory=dict)
    people: dict[Where, set[int]] = field(default_factory=lambda: defaultdict(set))
    answered: dict[Where, set[int]] = field(default_factory=lambda: defaultdict(set))
    values: dict[Cell, set[float]] = field(default_factory=lambda: defaultdict(set))
    bounds: dict[Cell, set[tuple[float, float]]] = field(default_factory=lambda: defaultdict(set))
    counts: dict[Cell, set[int]] = field(default_factory=lambda: defaultdict(set))
    changes: dict[Cell, set[float]] = field(default_factory=lambda: defaultdict(set))
    peers: dict[Cell, set[float]] = field(default_factory=lambda: defaultdict(set))
    scores: set[str] = field(default_factory=set)  # every score as it is written, to know a new one by

    @property
    def offices(self) -> list[str]:
        return sorted(self.names.values())

    @property
    def waves(self) -> list[int]:
        return sorted({wave for wave, _office in self.hidden})

    def below(self, office: str) -> list[str]:
        return [code for code in self.offices if self.above.get(code) == office]

    def add_cell(self, wave: int, office: str, component: str, cell: Mapping[str, Any]) -> None:
        key = (wave, office, component)
        if component == INDEX and cell.get("hidden") is not None:
            self.hidden[wave, office] = cell["hidden"]
        if cell.get("value") is not None:
            self.values[key].add(cell["value"])
        if cell.get("low") is not None:
            self.bounds[key].add((cell["low"], cell["high"]))
        if cell.get("n") is not None:
            self.counts[key].add(cell["n"])


# JSON: every number in it has a name. One without a name here is one that nobody attacked yet.

KNOWN = re.compile(
    r"^/(unit/depth|run/(wave|scale/(min|max)|rules/\w+)|headcount|n|response_rate|barriers/share|actions/(jp|people|comply)"
    r"|(trend/)?index/(value|low|high|n)|trend/wave|change/(value|low|high)|rank/(from|to|of)|peers/(count|index)"
    r"|dimensions/(cell/(value|low|high|n)|previous|peers|rwg|change/(value|low|high))"
    r"|units/(headcount|rate|index/(value|low|high|n))|reliability/(alpha|n|items)|targets/\w+(/value)?)$"
)


def numbers_in(part: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from numbers_in(value, f"{path}/{key}")
    elif isinstance(part, list):
        for value in part:
            yield from numbers_in(value, path)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield path, part


def read_json(page: Page, facts: Facts) -> None:
    data = json.loads(page.content)
    unknown = {path for path, _number in numbers_in(data) if not KNOWN.match(path)}
    assert not unknown, f"numbers that nobody has attacked: {unknown}"
    office, wave = data["unit"]["code"], data["run"]["wave"]
    facts.names[data["unit"]["name"]] = office
    facts.people[wave, office].add(data["headcount"])
    if data["n"] is not None:
        facts.answered[wave, office].add(data["n"])
    facts.add_cell(wave, office, INDEX, data["index"])
    _add_change(facts, (wave, office, INDEX), data["change"])
    if data["peers"]:
        facts.kinds[office] = data["peers"]["name"]
        facts.peers[wave, office, INDEX].add(data["peers"]["index"])
    for point in data["trend"]:
        facts.add_cell(point["wave"], office, INDEX, point["index"])
    for row in data["dimensions"]:
        key = (wave, office, row["code"])
        facts.add_cell(*key, row["cell"])
        _add_change(facts, key, row["change"])
        if row["previous"] is not None:
            facts.values[wave - 1, office, row["code"]].add(row["previous"])
        if row["peers"] is not None:
            facts.peers[key].add(row["peers"])
    for row in data["units"]:
        facts.names[row["name"]] = row["code"]
        facts.above[row["code"]] = office
        facts.people[wave, row["code"]].add(row["headcount"])
        facts.add_cell(wave, row["code"], INDEX, row["index"])
    facts.scores |= {_written(float(number)).lstrip("-") for _path, number in numbers_in(data)}
    facts.scores |= set(SCORE.findall(page.text))


def _add_change(facts: Facts, key: Cell, change: Mapping[str, Any]) -> None:
    if change["value"] is not None:
        facts.changes[key].add(change["value"])


# Tables of pages and workbooks: one row is said of an office, a dimension or a wave.

DIMENSION = re.compile(r"^(D\d)\b")
POINT = re.compile(r"^(\d+)(?: ·|$)")
WAVE = re.compile(r"[Gg]elombang (\d+)")


def read_tables(page: Page, facts: Facts, root: str) -> None:
    """Add what the tables of a report or of a wave's desk say; needs the names of offices, which the JSON tells."""
    if b"elombang" not in page.content or b"<table" not in page.content:
        return
    soup = BeautifulSoup(page.content, "html.parser")
    head = soup.select_one("main .eyebrow")
    told = WAVE.search(head.get_text()) if head else None
    if told is None:
        return
    title = soup.select_one("main h1")
    office = page.office or facts.names.get(title.get_text(strip=True) if title else "", root)
    for table in soup.select("main table"):
        titles = [cell.get_text(" ", strip=True) for cell in table.select("thead th")]
        if "Alfa" in titles:  # of the whole wave, wherever it stands
            continue
        for row in table.select("tbody tr"):
            cells = [_shown(cell) for cell in row.find_all(["th", "td"])]
            _add_row(facts, int(told[1]), office, titles, cells)


def _shown(cell: Tag) -> str:
    return cell.get_text(" ", strip=True)


def read_sheets(page: Page, facts: Facts) -> None:
    data = dict(page.sheets())
    told = next(WAVE.search(str(row[0])) for row in data["Ringkasan"] if str(row[0]).startswith("Sumber"))
    assert told
    for name in ("Dimensi", "Tren", "Unit kerja"):
        titles = [f"{title} {unit}".strip() for title, unit in zip(*data[name][:2], strict=True)]
        for row in data[name][2:]:
            if row[0] is None:
                break
            _add_row(facts, int(told[1]), page.office, titles, [_written(value) for value in row])


def _add_row(facts: Facts, wave: int, office: str, titles: list[str], cells: list[str]) -> None:
    subject = cells[1] if titles[:2] == ["Kode", "Unit kerja"] else cells[0]
    component = INDEX
    if found := DIMENSION.match(subject):
        component = found[1]
    elif subject in facts.names:
        office = facts.names[subject]
    elif found := POINT.match(subject):
        wave = int(found[1])
    else:
        return
    _add_named(facts, (wave, office, component), dict(zip(titles, cells, strict=False)))


def _add_named(facts: Facts, key: Cell, row: Mapping[str, str]) -> None:
    def number(*titles: str) -> float | None:
        text = next((row[title] for title in titles if title in row), "").replace(".", "").replace(",", ".")
        return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None

    if (value := number("Indeks", "Nilai", "Nilai skala 1–5")) is not None:
        facts.values[key].add(value)
    if (n := number("n", "Penjawab orang")) is not None:
        facts.counts[key].add(int(n))
    if (people := number("Pegawai", "Pegawai orang", "Diundang")) is not None:
        facts.people[key[:2]].add(int(people))
    low, high = number("Rentang 95 % bawah"), number("Rentang 95 % atas")
    if found := re.fullmatch(r"(\d,\d\d)–(\d,\d\d)", row.get("Rentang 95 %", "")):
        low, high = (float(text.replace(",", ".")) for text in found.groups())
    if low is not None and high is not None:
        facts.bounds[key].add((low, high))
    if found := re.match(r"(\d+) ·", row.get("Menjawab", "")):
        facts.answered[key[:2]].add(int(found[1]))


def unexplained(page: Page, facts: Facts) -> set[str]:
    """Scores on a page that stand in no report; a half width is explained by the interval that it halves."""
    text = page.text
    halves = {
        f"{(high - low) / 2 + slip:.2f}".replace(".", ",")
        for bounds in facts.bounds.values()
        for low, high in bounds
        for slip in (-0.005, 0, 0.005)
    }
    return (set(HALF_WIDTH.findall(text)) - halves) | (
        set(SCORE.findall(HALF_WIDTH.sub("", text))) - facts.scores - THRESHOLDS
    )
