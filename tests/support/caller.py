"""Somebody without a browser window: asks pages over HTTP, sends the forms that stand on them, keeps cookies."""

from __future__ import annotations

from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from bs4 import BeautifulSoup, Tag

Fields = list[tuple[str, str]]


class Caller:
    def __init__(self, origin: str) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = BeautifulSoup("", "html.parser")
        self.address = origin

    def open(self, address: str, data: Fields | None = None) -> None:
        target = urljoin(self.address, address)
        body = urlencode(data).encode() if data is not None else None
        with self.opener.open(Request(target, body, {"Referer": self.address})) as answer:
            self.address = answer.url
            self.page = BeautifulSoup(answer.read(), "html.parser")

    @property
    def heading(self) -> str:
        found = self.page.find("h1")
        return found.get_text(" ", strip=True) if found else ""

    def follow(self, words: str) -> None:
        link = next(a for a in self.main.find_all("a") if a.get_text(" ", strip=True) == words)
        self.open(str(link["href"]))

    def press(self, words: str, choose: Callable[[str, list[str]], str | None] = lambda name, offered: None) -> None:
        """Send the form of that button; `choose(name, offered)` says what radio buttons and empty fields become."""
        button = next(b for b in self.main.find_all("button") if b.get_text(" ", strip=True) == words)
        form = button.find_parent("form")
        assert form is not None
        sent = fields_of(form, choose)
        if button.get("name"):
            sent.append((str(button["name"]), str(button.get("value", ""))))
        self.open(str(button.get("formaction") or form.get("action") or self.address), sent)

    @property
    def main(self) -> Tag:
        found = self.page.find("main")
        assert isinstance(found, Tag)
        return found


def fields_of(form: Tag, choose: Callable[[str, list[str]], str | None]) -> Fields:
    """As a browser sends them: what is filled in or chosen, and what `choose` changes."""
    found: dict[str, list[str]] = {}
    offered: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = str(field.get("name", "")), field.get("type", "text")
        if not name:
            continue
        value = field.get_text() if field.name == "textarea" else str(field.get("value", ""))
        offered.setdefault(name, []).append(value)
        if kind not in ("radio", "checkbox") or field.has_attr("checked"):
            found.setdefault(name, []).append(value)
    for name, values in offered.items():
        if (chosen := choose(name, values)) is not None:
            found[name] = [chosen]
    return [(name, value) for name, values in found.items() for value in values]


def sign_in(origin: str, name: str, password: str) -> Caller:
    caller = Caller(origin)
    caller.open("/masuk/")
    given: dict[str, Any] = {"username": name, "password": password}
    caller.press("Masuk", lambda field, offered: given.get(field))
    assert caller.heading != "Masuk"
    return caller
