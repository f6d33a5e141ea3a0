"""Accounts: who can sign in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit import record_audit
from core.errors import Refused
from people.models import Person, User
from people.services.refusals import said_in_words
from people.sign_in.sessions import end_sessions
from people.sign_in.tries import forget_tries


def username_for(person: Person) -> str:
    """The NIP; a made-up word for people without one, who sign in with their e-mail."""
    return person.nip or f"tanpa-nip-{person.uuid.hex[:12]}"


class DemoOnly(Refused):
    sentence = _("Akun contoh hanya dapat dibuat di pemasangan demo. Buat akun biasa untuk orang ini.")


@transaction.atomic
def create_account(*, person: Person, password: str | None = None, is_demo: bool = False) -> User:
    """Without a password the account exists, but nobody can sign in with it yet."""
    if is_demo and not settings.TITIAN_DEMO:
        raise DemoOnly
    user = User(username=username_for(person), email=person.email, person=person, is_demo=is_demo)
    user.set_password(password) if password else user.set_unusable_password()
    with said_in_words():
        user.save(force_insert=True)
    return user


@transaction.atomic
def create_accounts(*, people: list[Person]) -> int:
    """Accounts that cannot sign in by password, in bulk; people who have one are left out. Returns how many."""
    have = set(User.objects.filter(person__in=people).values_list("person", flat=True))
    users = [
        User(username=username_for(person), email=person.email, person=person, password=no_password())
        for person in people
        if person.pk not in have
    ]
    with said_in_words():
        return len(User.objects.bulk_create(users, batch_size=1000))


def no_password() -> str:
    """What `set_unusable_password` writes, without a hash a row."""
    return f"!{uuid.uuid4().hex}"


@transaction.atomic
def note_password_change(*, user: User, kept_session: str | None) -> None:
    """Sign out everywhere else, forget wrong tries, leave a trace."""
    end_sessions(user, but=kept_session)
    forget_tries(user.username)
    record_audit(user.uuid, "people:password:change", "user", user.uuid)


@transaction.atomic
def reopen_sign_in(*, user: User, by: User | None = None) -> None:
    """After 100 wrong tries, for a person whom somebody has recognised by another way."""
    forget_tries(user.username)
    record_audit(by.uuid if by else None, "people:sign_in:reopen", "user", user.uuid)
