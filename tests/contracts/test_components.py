"""Every include of a component keeps the contract in the component's first line; no page styles or scripts itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
CONTRACT = re.compile(r"\{# (?P<name>\w+):(?P<names>[^#]*)#\}")
INCLUDE = re.compile(r"\{%\s*include\s+\"components/(?P<name>\w+)\.html\"(?P<rest>[^%]*)%\}")
NAME = re.compile(r"(?:^|\s)(\w+)=")
OURS = [path for path in sorted(TEMPLATES.rglob("*.html")) if "wagtail" not in path.relative_to(TEMPLATES).parts[0]]


def read_contract(component: Path) -> tuple[set[str], set[str]]:
    """The names that an include must pass, and those that it may."""
    match = CONTRACT.match(component.read_text())
    assert match, f"{component.name} opens without its contract"
    assert match["name"] == component.stem
    names = [name.strip() for name in match["names"].split(",") if name.strip()]
    must = {name for name in names if not name.endswith("?")}
    return must, {name.rstrip("?") for name in names}


@pytest.mark.parametrize("template", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_includes_pass_what_the_component_asks_for_and_nothing_else(template):
    for include in INCLUDE.finditer(template.read_text()):
        must, may = read_contract(TEMPLATES / "components" / f"{include['name']}.html")
        given = set(NAME.findall(include["rest"]))
        assert include["rest"].split()[-1:] == ["only"], include[0]
        assert must <= given <= may, include[0]


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_uses_every_name_of_its_contract(component):
    _, names = read_contract(component)
    body = component.read_text().split("#}", 1)[1]
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", body)] == []


@pytest.mark.parametrize("template", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_page_styles_or_scripts_itself(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "500", "503", "csrf"])
def test_error_pages_render_without_request_and_database(code):
    page = render_to_string(f"{code}.html", {"reference": "T-4F2A"})
    assert "<h1" in page
    assert page.count("<title>") == 1
    assert ("T-4F2A" in page) == (code in {"500", "503"})
