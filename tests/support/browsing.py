"""A real browser that may not leave our origin, and pages that report what they tried."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

BROWSER_FIXTURES = {"browser", "page", "open_page"}
PATIENCE = 60_000  # milliseconds; a busy machine is no fault of a page
NO_REQUEST = {"data", "blob", "about"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@dataclass
class Watch:
    """What pages did that they must not: both lists are empty at the end of every test."""

    origin: str
    foreign_requests: list[str] = field(default_factory=list)
    policy_reports: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.route(self.leaves, self.refuse)
        context.on("console", lambda message: self.listen(message.text))

    def leaves(self, url: str) -> bool:
        return urlsplit(url).scheme not in NO_REQUEST and not url.startswith(f"{self.origin}/")

    def refuse(self, route: Route) -> None:
        self.foreign_requests.append(route.request.url)
        route.abort()

    def listen(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.policy_reports.append(text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Found or fetched by the project's own files; a missing browser is an error, never a skip."""
    from deploy.local.browser import find_browser

    found = find_browser()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright runs an event loop in this thread, which makes Django refuse queries otherwise.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=found.program, args=found.arguments, env={**os.environ, **found.environment}
        )
        yield browser
        browser.close()


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    assert not watch.foreign_requests, "the page asked another origin"
    assert not watch.policy_reports, "the page broke its content security policy"


@pytest.fixture
def open_page(browser: Browser, live_server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`open_page(width=1280, dark=True, javascript=False)`: a page of its own, with no cookies of others."""
    contexts: list[BrowserContext] = []

    def open_page(*, width: int = 360, height: int = 640, dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.follow(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A learner's telephone: 360 × 640."""
    return open_page()
