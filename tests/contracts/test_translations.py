"""Every sentence on the screen has its English, and the English is English."""

import re

import pytest
from babel.messages.catalog import Catalog

from lms.management.commands.translations import (
    PLACEHOLDER,
    catalogue,
    compiled,
    faults_of,
    messages_in_code,
    originals,
    texts,
)

# Written alike in both languages, or never translated: JP and NIP are the names that officials know.
ALIKE = {
    "Administrator",
    "Auditor",
    "Bank",
    "E-mail",
    "Evaluator",
    "JP",
    "Menu",
    "NIP",
    "e-mail",
    "status",
    # Wagtail's own message, in a template of Wagtail's that we replace.
    "Add %(label)s",
}
PLURAL_FORMS = 2


@pytest.fixture(scope="module")
def used() -> Catalog:
    return messages_in_code()


@pytest.fixture(scope="module")
def english() -> Catalog:
    return catalogue("en")[1]


def test_every_message_has_its_english_with_the_same_placeholders(english, used):
    assert faults_of(english, used) == []


def test_english_differs_from_indonesian(english):
    left = {text for message in english for text in originals(message) if text in texts(message) and has_words(text)}
    assert left - ALIKE == set()


def test_every_plural_has_its_singular(english):
    plurals = [message for message in english if message.id and len(originals(message)) == PLURAL_FORMS]
    assert [m.id for m in plurals if len(texts(m)) != PLURAL_FORMS or texts(m)[0] == texts(m)[1]] == []


def test_english_is_calm(english):
    assert [text for message in english if message.id for text in texts(message) if "!" in text] == []


def test_nothing_in_the_catalogue_is_a_guess(english):
    assert [message.id for message in english if message.fuzzy] == []


def test_the_header_names_the_product_and_leaves_no_blanks():
    words = catalogue("en")[0].read_text()
    assert "Project-Id-Version: Titian" in words
    assert [blank for blank in ("FIRST AUTHOR", "ORGANIZATION", "EMAIL@ADDRESS", "YEAR-MO-DA") if blank in words] == []


def test_the_compiled_file_is_the_catalogue(english):
    assert catalogue("en")[0].with_suffix(".mo").read_bytes() == compiled(english)


def has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text)) is not None
