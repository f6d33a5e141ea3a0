"""A survey of three items whose every figure can be worked out by hand, and the people who answer it.

D1 (weight 60) has items A and B, B reversed; D2 (weight 40) has item C alone. On 1..5 the first five answer

    D1  3.0  3.5  4.0  2.5  3.0   mean 3.2, s² = 1.30/4 = 0.325   (A 3 4 4 2 2, B 3 3 2 3 2)
    D2    2    3    3    4    3   mean 3.0, s² = 2/4 = 0.5

and the second five

    D1  4.0  4.5  3.5  4.0  4.0   mean 4.0, s² = 0.50/4 = 0.125   (A 4 5 4 3 5, B 2 2 3 1 3)
    D2    3    4    4    5    4   mean 4.0, s² = 0.5
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from people.models import Person
from surveys import services
from surveys.models import Campaign, InstrumentVersion
from surveys.scoring import score_campaign
from surveys.services import Entry
from tests.surveys.waving import released, wave

Triple = tuple[int | None, int | None, int | None]
FIRST: list[Triple] = [(3, 3, 2), (4, 3, 3), (4, 2, 3), (2, 3, 4), (2, 2, 3)]
SECOND: list[Triple] = [(4, 2, 3), (5, 2, 4), (4, 3, 4), (3, 1, 5), (5, 3, 4)]
BLANK: Triple = (None, None, None)


def instrument(
    version: str = "1", *, low: int = 1, high: int = 5, reverse: bool = True, **rules: Any
) -> InstrumentVersion:
    return services.load_instrument(
        content={
            "instrument": {"code": "UJI", "version": version, "nama": "Uji", "scale": {"min": low, "max": high}},
            "dimensions": [
                {
                    "code": "D1",
                    "bobot": 60,
                    "items": [{"code": "A", "teks": "A"}, {"code": "B", "teks": "B", "reverse": reverse}],
                },
                {"code": "D2", "bobot": 40, "items": [{"code": "C", "teks": "C"}]},
            ],
            "scoring": {"rules": rules},
        }
    )


def entries(people: Iterable[Person], answers: Sequence[Triple]) -> list[Entry]:
    """The first person gives the first answers and so on; whoever is left over does not answer."""
    given = zip(people, answers, strict=False)
    return [Entry(person, dict(zip("ABC", triple, strict=True))) for person, triple in given]


def answered(
    answers: Mapping[str, Sequence[Triple]],
    people: Mapping[str, Sequence[Person]],
    *,
    version: InstrumentVersion | None = None,
    number: int = 1,
) -> Campaign:
    """A released wave in which the people of each unit gave these answers."""
    campaign = wave(version=version or instrument(), number=number)
    every = [entry for code, given in answers.items() for entry in entries(people[code], given)]
    services.submit_many(campaign=campaign, entries=every)
    return released(campaign)


def scored(*args: Any, **kwargs: Any) -> Campaign:
    campaign = answered(*args, **kwargs)
    score_campaign(campaign=campaign)
    return campaign
