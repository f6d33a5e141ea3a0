"""What the catalogue finds: full text first, with the other names of things; typing errors only when that fails.

`CatalogueEntry` is derived: one row for each live course and one for each of its activities. Weights: title A; tags,
regulations, outcomes and synonyms B; body C; what is only cited D.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.html import strip_tags

from courses.models import Activity, CatalogueEntry, CourseEdition, Regulation, SearchSynonym

CONFIG = "titian"
LONGEST_QUERY = 200
# Of 0.3, 0.45 and 0.6 this one found "keamanan" for "kemanan" without bringing everything that ends in -an.
SIMILAR = 0.45
# One wrong letter spoils most of the trigrams of a short word ("hoks" for "hoaks").
SHORT, SHORT_BONUS = 5, 1.25
MOST_WORDS = 6
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
WORD = re.compile(r"\w+")


def clean_query(text: str) -> str:
    return " ".join(CONTROL.sub(" ", text[:LONGEST_QUERY]).split())


class Search:
    """One search of the catalogue: two statements, rarely three.

    `ranks` are editions by primary key; `guessed` says that nothing had all words and these are only alike.
    """

    def __init__(self, query: str) -> None:
        self.entries: Any = CatalogueEntry.objects.none()
        self.ranks: dict[int, float] = {}
        self.guessed = False
        if WORD.search(query):
            self._find(query)

    def lessons_in(self, editions: list[int]) -> dict[int, list[Activity]]:
        """The lessons in which something was found, best first, by edition. One statement."""
        found = self.entries.filter(edition__in=editions, activity__isnull=False).order_by("-rank", "pk")
        lessons: dict[int, list[Activity]] = {}
        for row in found.values_list("edition", "activity__slug", "activity__title"):
            lessons.setdefault(row[0], []).append(Activity(edition_id=row[0], slug=row[1], title=row[2]))
        return lessons

    def _find(self, query: str) -> None:
        for find in (_full_text, _similar):
            self.entries = find(query)
            best = self.entries.values("edition").annotate(best=Max("rank")).order_by()
            self.ranks = dict(best.values_list("edition", "best"))
            if self.ranks:
                self.guessed = find is _similar
                return


def refresh_catalogue(*, edition: CourseEdition) -> None:
    """Make the rows of one edition anew; rows of retired editions of its course go."""
    CatalogueEntry.objects.filter(edition__code=edition.code).delete()
    if edition.retired_at is None:
        CatalogueEntry.objects.bulk_create(_entries_of(edition))


def rebuild_catalogue() -> None:
    """All rows again from the live editions."""
    CatalogueEntry.objects.all().delete()
    editions = CourseEdition.objects.live().select_related("course_page").prefetch_related("activities")
    CatalogueEntry.objects.bulk_create(entry for edition in editions for entry in _entries_of(edition))


def _full_text(words: str) -> QuerySet[CatalogueEntry]:
    """Entries that have all words, or a thing that is also called so."""
    asked = SearchQuery(words, config=CONFIG, search_type="websearch")
    query = asked
    for target in _targets(words):
        query |= SearchQuery(target, config=CONFIG, search_type="phrase")
    rank = SearchRank(F("vector"), asked) * 2 + SearchRank(F("vector"), query)
    return CatalogueEntry.objects.filter(vector=query).annotate(rank=rank)


def _similar(words: str) -> QuerySet[CatalogueEntry]:
    """Entries with any of the words, or with words written much like them."""
    parts = WORD.findall(words)[:MOST_WORDS]
    query = SearchQuery(" or ".join(parts), config=CONFIG, search_type="websearch")
    likeness = Greatest(*map(_likeness, parts), Value(0.0))
    entries = CatalogueEntry.objects.annotate(likeness=likeness, rank=SearchRank(F("vector"), query) + likeness)
    return entries.filter(Q(vector=query) | Q(likeness__gte=SIMILAR))


def _likeness(word: str) -> Any:
    return TrigramWordSimilarity(word, "words") * Value(SHORT_BONUS if len(word) <= SHORT else 1.0)


def _targets(words: str) -> set[str]:
    """What the query may mean: targets of phrases that hold all its words."""
    phrases = SearchSynonym.objects.annotate(vector=SearchVector("phrase", config=CONFIG))
    asked = SearchQuery(words, config=CONFIG, search_type="websearch")
    return set(phrases.filter(vector=asked).values_list("target", flat=True))


def _entries_of(edition: CourseEdition) -> list[CatalogueEntry]:
    course = edition.course_page
    synonyms = course.synonyms if course else []
    cited = Regulation.objects.filter(coursepage=course) if course else Regulation.objects.none()
    own = [regulation for regulation in cited if edition.code in regulation.main_course_codes]
    about = [*edition.tags, *synonyms, *map(_regulation_words, own), *(row["text"] for row in edition.outcomes)]
    rest = [regulation for regulation in cited if regulation not in own]
    whole = CatalogueEntry(
        edition=edition,
        title=edition.title,
        words=" ".join([edition.title, *edition.tags, *synonyms]),
        vector=_vector(
            A=[edition.code, edition.title], B=about, C=[edition.summary], D=[_regulation_words(row) for row in rest]
        ),
    )
    return [whole, *(_entry_of(activity) for activity in edition.activities.all())]


def _entry_of(activity: Activity) -> CatalogueEntry:
    return CatalogueEntry(
        edition_id=activity.edition_id,
        activity=activity,
        title=activity.title,
        words=activity.title,
        vector=_vector(A=[activity.title], C=_body_words(activity)),
    )


def _body_words(activity: Activity) -> list[str]:
    """What a reader reads; not the questions, whose right answers would be found by them."""
    blocks = [block for block in activity.body if block.block_type != "check"]
    return [strip_tags(str(words)) for block in blocks for words in block.block.get_searchable_content(block.value)]


def _regulation_words(regulation: Regulation) -> str:
    kind, number, year = regulation.kind, regulation.number, regulation.year
    synonyms = " ".join(regulation.synonyms)
    return f"{kind} {number} Tahun {year} {kind} {number}/{year} {regulation.title} {synonyms}"


def _vector(**texts: list[str]) -> Any:
    weighted: list[Any] = [
        SearchVector(Value(" \n ".join(parts)), config=CONFIG, weight=weight)
        for weight, parts in texts.items()
        if parts
    ]
    return reduce(add, weighted)
