"""The style sheets stay small, in their layers, on our own host, and readable in light and dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
# What authors load, admin.css, comes on top of Wagtail's own sheets and follows those.
SHEETS = sorted(set(CSS.rglob("*.css")) - {CSS / "admin.css"})
TEMPLATES = Path(settings.BASE_DIR) / "templates"
LAYERS = {"print": "pages"} | {name: name for name in ("tokens", "base", "layout", "components")}


def test_no_page_loads_more_than_30_kb():
    """Each page links the shared sheets and at most two of rooms."""
    rooms = sorted((sheet.stat().st_size for sheet in SHEETS if sheet.parent.name == "pages"), reverse=True)
    shared = sum(sheet.stat().st_size for sheet in SHEETS if sheet.parent.name != "pages")
    assert shared + sum(rooms[:2]) <= 30_000


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_each_sheet_stays_in_its_layer_and_asks_no_other_host(sheet):
    text = sheet.read_text()
    layer = "pages" if sheet.parent.name == "pages" else LAYERS[sheet.stem]
    assert re.findall(r"@layer (\w+) \{", text) == [layer]
    assert "//" not in text.replace("/*", "").replace("*/", "")
    assert "@import" not in text


def test_every_class_of_a_page_has_a_rule():
    rules = "".join(sheet.read_text() for sheet in SHEETS)
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))
    unknown = {}
    for template in TEMPLATES.rglob("*.html"):
        if "wagtail" in template.relative_to(TEMPLATES).parts[0]:
            continue
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text())
        used = {name for value in re.findall(r'\bclass="([^"]*)"', text) for name in value.split()}
        if used - styled:
            unknown[str(template.relative_to(TEMPLATES))] = used - styled
    assert unknown == {}


# Text 4.5 : 1, marks and borders 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = [
    ("ink", "bg", 4.5), ("ink", "surface", 4.5), ("ink-2", "bg", 4.5), ("ink-2", "surface", 4.5),
    ("ink-2", "sunken", 4.5), ("on-brand", "brand", 7), ("on-brand-2", "brand", 4.5), ("action", "surface", 4.5),
    ("action", "bg", 4.5), ("action", "action-soft", 4.5), ("on-action", "action", 4.5), ("accent-ink", "bg", 4.5),
    ("ink-fixed", "accent", 4.5), ("ok", "ok-soft", 4.5), ("warn", "warn-soft", 4.5), ("err", "err-soft", 4.5),
    ("info", "info-soft", 4.5), ("err", "surface", 4.5), ("ink", "info-soft", 4.5), ("ink", "warn-soft", 4.5),
    ("ink", "err-soft", 4.5), ("line-strong", "surface", 3), ("line-strong", "bg", 3), ("c-self", "surface", 3),
    ("c-target", "surface", 3),
]  # fmt: skip


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_keep_their_contrast(mode):
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    colours = read_colours(light) | (read_colours(dark) if mode == "dark" else {})
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    }
    assert weak == {}


def test_contrast_is_measured_as_published():
    # WCAG 2.2: black on white is 21 : 1; #767676 on white is the known lightest grey of 4.54 : 1.
    assert contrast("000", "fff") == pytest.approx(21)
    assert contrast("767676", "fff") == pytest.approx(4.54, abs=0.005)


def read_colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6}|[0-9a-f]{3});", text))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = "".join(digit * 2 for digit in colour) if len(colour) == 3 else colour
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
