"""Every environment variable of Titian, read and typed once.

A process fails at its start with all missing or malformed names in one message, never later and one by one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class BadEnvironment(Exception):
    """Names every variable that is missing or cannot be read."""


@dataclass(frozen=True)
class Variable:
    name: str
    default: str | None
    meaning: str


VARIABLES = (
    Variable("TITIAN_SECRET_KEY", None, "Key for signing sessions and links; at least 50 random characters."),
    Variable("TITIAN_DATABASE_URL", None, "postgresql://user:password@host:5432/name (PostgreSQL 15 or newer)."),
    Variable("TITIAN_BROKER_URL", "filesystem://", "Celery broker: filesystem://, redis://… or amqp://…"),
    Variable("TITIAN_DATA", str(ROOT / "var"), "Folder for certificates, uploads, queue files and keys."),
    Variable("TITIAN_HOSTS", "localhost,127.0.0.1", "Exact host names that may be asked for, comma-separated."),
    Variable("TITIAN_BASE_URL", "http://localhost:8000", "Public address; printed in QR codes."),
    Variable("TITIAN_PROXY", "0", "1 when a proxy in front overwrites X-Forwarded-For and X-Forwarded-Proto."),
    Variable("TITIAN_EMAIL_URL", "console://", "smtp://user:password@host:587 or console://"),
    Variable("TITIAN_EMAIL_FROM", "titian@localhost", "Sender of e-mails."),
)


def read(name: str) -> str:
    """The variable as text; its default in development, an error when there is none."""
    known = {variable.name: variable for variable in VARIABLES}
    value = os.environ.get(name, known[name].default)
    if value is None:
        raise BadEnvironment(f"{name} belum diisi. {known[name].meaning}")
    return value


def require(*names: str) -> None:
    """Fail with one message that lists all missing names."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise BadEnvironment("Variabel lingkungan belum diisi: " + ", ".join(missing))


def database(url: str) -> dict[str, object]:
    """Django's settings for a postgresql:// address; `?host=/folder` names a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadEnvironment("TITIAN_DATABASE_URL harus dimulai dengan postgresql://")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "titian",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
    }


def email(url: str) -> dict[str, object]:
    """Django's EMAIL_* settings for smtp://user:password@host:port or console://."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or 587,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": True,
        "EMAIL_TIMEOUT": 10,
    }
