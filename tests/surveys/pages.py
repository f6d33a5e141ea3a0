"""How tests fill in survey pages: by the forms that stand on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from people.models import Person
from surveys.boxes import open_box
from surveys.keys import key_of
from surveys.models import Campaign, SealedResponse
from tests.support import build


@dataclass
class Form:
    """The fields of the first posting form in <main>, as a browser would send them."""

    action: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self.inside = False
        self.text: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post" and self.form is None and "data-survey" in given:
            self.form, self.inside = Form(given.get("action") or ""), True
        name = given.get("name")
        if not (self.inside and self.form and name):
            return
        if tag == "textarea":
            self.text = name
        if tag == "input":
            value = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
            self.form.offered.setdefault(name, []).append(value)
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.form.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.text and self.form:
            self.form.values.setdefault(self.text, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        self.text = None if tag == "textarea" else self.text
        self.inside = self.inside and tag != "form"


def form_of(page: Any) -> Form:
    reader = FormReader()
    reader.feed(page.content.decode())
    assert reader.form, "the page has no survey form"
    return reader.form


@dataclass
class Respondent:
    """A person with one browser."""

    client: Client
    person: Person
    campaign: Campaign

    @classmethod
    def of(cls, person: Person, campaign: Campaign) -> Respondent:
        return cls(build.sign_in(Client(), person), person, campaign)

    @property
    def base(self) -> str:
        return f"/survei/{self.campaign.code}/"

    def get(self, place: str = "") -> Any:
        return self.client.get(f"{self.base}{place}")

    def post(self, place: str, **fields: Any) -> Any:
        return self.client.post(f"{self.base}{place}", {name.replace("__", "-"): v for name, v in fields.items()})

    def fill(self, part: int, value: str = "4", **others: Any) -> Any:
        """Every item of the part gets `value`; what was chosen before is sent as it stands on the page."""
        form = form_of(self.get(f"{part}/"))
        answers = {name: value for name in form.offered if name.startswith("jawab-")}
        return self.client.post(f"{self.base}{part}/", {**form.values, **answers, "ke": "lanjut", **others})

    def chosen(self, part: int) -> dict[str, str]:
        values = form_of(self.get(f"{part}/")).values
        return {name: row[0] for name, row in values.items() if name.startswith("jawab-")}

    def send(self, **fields: Any) -> Any:
        form = form_of(self.get("akhir/"))
        return self.client.post(form.action, {**form.values, **fields})


def opened(campaign: Campaign) -> list[Any]:
    """What the sealed boxes of the wave hold."""
    found = [open_box(key_of(campaign), bytes(row.box)) for row in SealedResponse.objects.filter(campaign=campaign)]
    return [answers for _unit, answers in filter(None, found)]
