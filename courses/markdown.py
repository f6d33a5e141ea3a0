"""Markdown of course files into the blocks that authors edit."""

from __future__ import annotations

import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

Block = dict[str, Any]
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# What the rich-text editor can hold; the rest of what somebody typed is dropped.
TAGS = {"p", "br", "ol", "ul", "li", "strong", "em", "a"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}
NOTE = re.compile(r"^\*\*((?:Coba sekarang|Ringkas)[^*]*)\*\*\s*", re.IGNORECASE)


def read_html(text: str) -> str:
    """Markdown as clean HTML for a rich-text field."""
    return _clean(MARKDOWN.render(text))


def read_blocks(text: str, owner: str) -> list[Block]:
    """The blocks of one lesson. `owner` makes their ids, the same at every import, so that comments keep their place.

    "**Coba sekarang.** …" and "**Ringkasnya.** …" become notes; a list right after a note that ends in a colon
    belongs to it.
    """
    blocks: list[Block] = []
    for part in _parts(MARKDOWN.parse(text)):
        _add(blocks, part)
    return number_blocks(blocks, owner)


def number_blocks(blocks: list[Block], owner: str) -> list[Block]:
    return [{**block, "id": make_id(owner, place)} for place, block in enumerate(blocks)]


def make_id(owner: str, place: object) -> str:
    return str(uuid5(NAMESPACE_URL, f"{owner}:{place}"))


def _parts(tokens: list[Token]) -> list[list[Token]]:
    """Tokens cut at the outermost level: one list for each paragraph, list, table, heading or quotation."""
    parts: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            parts.append([])
        parts[-1].append(token)
        depth += token.nesting
    return parts


def _add(blocks: list[Block], part: list[Token]) -> None:
    kind = part[0].type
    if kind == "heading_open":
        blocks.append({"type": "heading", "value": _plain(part)})
    elif kind == "table_open":
        blocks.append({"type": "table", "value": _table(part)})
    elif kind == "blockquote_open":
        blocks.append({"type": "quote", "value": _plain(part)})
    elif kind == "paragraph_open" and NOTE.match(part[1].content):
        blocks.append({"type": "note", "value": _note(part[1].content)})
    elif kind.endswith("list_open") and _awaits_list(blocks):
        blocks[-1]["value"]["text"] += _html(part)
    elif blocks and blocks[-1]["type"] == "text":
        blocks[-1]["value"] += _html(part)
    else:
        blocks.append({"type": "text", "value": _html(part)})


def _note(content: str) -> dict[str, str]:
    found = NOTE.match(content)
    assert found
    title = found.group(1).strip().rstrip(".:")
    return {"tone": "info", "title": title, "text": read_html(content[found.end() :])}


def _awaits_list(blocks: list[Block]) -> bool:
    return bool(blocks) and blocks[-1]["type"] == "note" and blocks[-1]["value"]["text"].endswith(":</p>")


def _table(part: list[Token]) -> dict[str, Any]:
    """A table as the table block stores it. Its cells are plain text."""
    rows: list[list[str]] = []
    for token in part:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain([token]))
    # In our files the first column names the row.
    return {
        "data": rows,
        "cell": [],
        "mergeCells": [],
        "table_caption": "",
        "table_header_choice": "both",
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }


def _plain(part: list[Token]) -> str:
    """The words without marks, paragraphs on lines of their own."""
    inlines = [token for token in part if token.type == "inline"]
    return "\n".join(
        "".join("\n" if child.type.endswith("break") else child.content for child in inline.children or [])
        for inline in inlines
    ).strip()


def _html(part: list[Token]) -> str:
    return _clean(MARKDOWN.renderer.render(part, MARKDOWN.options, {}))


def _clean(html: str) -> str:
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return re.sub(r">\s*\n\s*<", "><", clean).strip()
