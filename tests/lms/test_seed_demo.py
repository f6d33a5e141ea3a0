"""`seed_demo` in other sizes than the usual one."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from lms.demo.district import chance_of
from people.models import Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("people", [0, -5])
def test_a_district_of_nobody_is_refused(people):
    with pytest.raises(CommandError, match="bilangan 1 atau lebih"):
        call_command("seed_demo", people=people)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("share", "have", "chance"), [(0.5, 0.0, 0.5), (0.85, 0.7, 0.5), (0.1, 0.2, 0.0), (0.85, 1.0, 0.0)]
)
def test_who_has_not_learnt_makes_up_what_is_missing_even_where_everybody_has(share, have, chance):
    assert chance_of(share, have) == pytest.approx(chance)
