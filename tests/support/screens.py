"""What every page must be on every screen. Each check returns what is wrong, in words; a good page returns nothing."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Response

NARROW = (320, 360)
HTML_LIMIT, FIRST_LIMIT, LATER_LIMIT = 60_000, 100_000, 40_000
VIOLATIONS = "(options) => axe.run(options).then((found) => found.violations)"
AXE_OPTIONS = {
    "light": {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}},
    # Only colours differ.
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
UNFOCUSED = f"""() => [...document.querySelectorAll("{FOCUSABLE}")]
  .filter((part) => part.checkVisibility() && !part.disabled)
  .filter((part) => {{
    part.focus();
    const style = getComputedStyle(part);
    return style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 3;
  }}).map((part) => part.outerHTML.slice(0, 90))"""
TARGETS = "button, .btn, select, summary, textarea, .tap, nav a, ol.syl a, input:not([type=hidden])"
SMALL_TARGETS = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter((part) => part.type !== "radio" && part.type !== "checkbox")
  .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
  .map((part) => part.outerHTML.slice(0, 90))"""
SMALL_PRINT = """() => [...document.querySelectorAll("body *")]
  .filter((part) => part.checkVisibility() && [...part.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 12.9)
  .map((part) => part.outerHTML.slice(0, 90))"""
LOADED = "() => performance.getEntriesByType('resource').map((entry) => entry.name)"


def look_at(page: Page, address: str, *, status: int = 200) -> list[str]:
    """Open `address` and everything that is wrong with it."""
    response = page.goto(address)
    assert response is not None
    wrong = [] if response.status == status else [f"status {response.status}"]
    return [f"{address}: {problem}" for problem in wrong + too_heavy(page, response) + problems_of(page)]


def problems_of(page: Page) -> list[str]:
    """In light and dark, at a wide screen and at two narrow ones."""
    page.wait_for_load_state()  # a click returns as soon as the next page begins
    problems = headings(page)
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour halfway between two
        problems += [f"{scheme}: {violation}" for violation in violations(page, scheme)]
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        if (beyond := page.evaluate(OVERFLOW)) > 0:
            problems.append(f"scrolls {beyond} px sideways at {width} px")
    problems += [f"small target: {part}" for part in page.evaluate(SMALL_TARGETS)]
    problems += [f"small print: {part}" for part in page.evaluate(SMALL_PRINT)]
    page.keyboard.press("Tab")
    problems += [f"focus not seen: {part}" for part in page.evaluate(UNFOCUSED)]
    page.set_viewport_size({"width": 1280, "height": 800})
    return problems


def violations(page: Page, scheme: str) -> list[str]:
    found = page.evaluate(VIOLATIONS, AXE_OPTIONS[scheme])
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def headings(page: Page) -> list[str]:
    problems = []
    if (count := page.locator("h1").count()) != 1:
        problems.append(f"{count} h1")
    if not page.title().replace("– Titian", "").strip():
        problems.append("no title")
    return problems


def too_heavy(page: Page, response: Response) -> list[str]:
    """The page itself as it is sent, and files as a web server packs them; fonts are packed already."""
    html = len(response.body())
    files = sum(packed(urlsplit(name).path) for name in set(page.evaluate(LOADED)))
    problems = []
    if html > HTML_LIMIT:
        problems.append(f"{html:,} bytes of HTML")
    if gzipped(response.body()) + files > FIRST_LIMIT:
        problems.append(f"{gzipped(response.body()) + files:,} bytes on the first visit")
    if gzipped(response.body()) > LATER_LIMIT:
        problems.append(f"{gzipped(response.body()):,} bytes on a later visit")
    return problems


def packed(path: str) -> int:
    found = finders.find(path.removeprefix("/static/"))
    if not found:
        return 0
    with open(found, "rb") as file:
        content = file.read()
    return len(content) if path.endswith(".woff2") else gzipped(content)


def gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def written(problems: list[str]) -> str:
    return "\n" + json.dumps(problems, indent=1, ensure_ascii=False)
