"""Evidence in, attainment out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from competencies import rules
from competencies.events import EvidenceRecorded
from competencies.models import Attainment, Competency, Evidence
from competencies.querysets import EvidenceQuerySet, Gap, gaps_of
from core.clock import now, today
from core.errors import Refused
from core.events import emit
from core.locks import one_at_a_time
from people.models import Person

__all__ = [
    "Gap",
    "Proof",
    "expire_evidence",
    "gaps_of",
    "rebuild_attainment",
    "record_evidence",
    "record_evidence_many",
    "refresh_attainment",
    "revoke_evidence",
]
# How far back evidence that ran out is looked at again, should the machine have stood still.
CAUGHT_UP = timedelta(days=2)


class UnknownCompetency(Refused):
    sentence = _("Kompetensi ini tidak ada dalam kerangka yang berlaku. Muat kerangka kompetensi, lalu ulangi.")


class LevelMissing(Refused):
    sentence = _("Kompetensi ini bertingkat. Sebutkan tingkat 1 sampai 5 yang dibuktikan.")


@transaction.atomic
def record_evidence(
    *, person: Person, competency_code: str, level: int | None, source: str, source_id: UUID, observed_on: date
) -> Evidence:
    """Append proof of a level, once for a source, and bring the attainment up to date. Emits EvidenceRecorded.

    A second call for the same source returns the first row, revoked or not. A tag without levels drops `level`.
    Raises UnknownCompetency, LevelMissing.
    """
    competency = Competency.objects.select_related("framework").filter(code=competency_code).first()
    if competency is None:
        raise UnknownCompetency
    if competency.framework.is_graded and level is None:
        raise LevelMissing
    evidence, is_new = Evidence.objects.get_or_create(
        source=source,
        source_id=source_id,
        competency=competency,
        defaults={
            "person": person,
            "level": level if competency.framework.is_graded else None,
            "observed_on": observed_on,
            "expires_on": rules.last_valid_day(observed_on),
        },
    )
    if is_new:
        refresh_attainment(person=person)
        emit(EvidenceRecorded(evidence=str(evidence.uuid), person=str(person.uuid)))
    return evidence


@dataclass(frozen=True)
class Proof:
    """What `record_evidence` takes, for the bulk form."""

    person_id: int
    competency_code: str
    level: int | None
    source_id: UUID
    observed_on: date


@transaction.atomic
def record_evidence_many(*, source: str, proofs: Sequence[Proof]) -> int:
    """The bulk form of `record_evidence`; returns how many people's attainment was derived anew.

    Raises UnknownCompetency, LevelMissing before anything is written.
    """
    known = {row.code: row for row in Competency.objects.select_related("framework")}
    if any(proof.competency_code not in known for proof in proofs):
        raise UnknownCompetency
    if any(proof.level is None and known[proof.competency_code].framework.is_graded for proof in proofs):
        raise LevelMissing
    Evidence.objects.bulk_create(
        (
            Evidence(
                person_id=proof.person_id,
                competency=known[proof.competency_code],
                level=proof.level if known[proof.competency_code].framework.is_graded else None,
                source=source,
                source_id=proof.source_id,
                observed_on=proof.observed_on,
                expires_on=rules.last_valid_day(proof.observed_on),
            )
            for proof in proofs
        ),
        batch_size=2_000,
        ignore_conflicts=True,
    )
    people = {proof.person_id for proof in proofs}
    _hold_writers()
    _derive_anew(Evidence.objects.filter(person__in=people), Attainment.objects.filter(person__in=people))
    return len(people)


@transaction.atomic
def revoke_evidence(*, evidence: Evidence) -> Evidence:
    """Withdraw proof; the first moment stays when it is withdrawn again."""
    if evidence.revoked_at is None:
        evidence.revoked_at = now()
        evidence.save(update_fields=["revoked_at"])
        refresh_attainment(person=evidence.person)
    return evidence


def refresh_attainment(*, person: Person) -> None:
    """Derive again where one person stands today."""
    with one_at_a_time("competencies.attainment", str(person.pk)):
        rows = _attained(list(Evidence.objects.of(person)), today(person.zone))
        Attainment.objects.filter(person=person).exclude(competency__in=[row.competency_id for row in rows]).delete()
        _store(rows)


@transaction.atomic
def rebuild_attainment() -> int:
    """Throw the derived table away and derive it for everybody from evidence; returns the number of rows."""
    _hold_writers()
    return _derive_anew(Evidence.objects.all(), Attainment.objects.all())


@transaction.atomic
def expire_evidence(*, on: date) -> int:
    """Derive again, in bulk, where people stand whose evidence ran out in the last days; returns the number of rows."""
    expired = Evidence.objects.filter(expires_on__range=(on - CAUGHT_UP, on))
    people = list(expired.order_by("person_id").values_list("person_id", flat=True).distinct())
    if not people:
        return 0
    _hold_writers()
    return _derive_anew(Evidence.objects.filter(person__in=people), Attainment.objects.filter(person__in=people))


def _hold_writers() -> None:
    """Writers of single people wait, or their fresh row would meet the bulk insert."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE competencies_attainment IN SHARE ROW EXCLUSIVE MODE")


def _derive_anew(evidence: EvidenceQuerySet, attainment: QuerySet[Attainment]) -> int:
    attainment.delete()
    evidence = evidence.select_related("person__unit__agency", "person__provider").order_by("person_id")
    rows: list[Attainment] = []
    for _person_id, proofs in groupby(evidence.iterator(chunk_size=5_000), key=lambda proof: proof.person_id):
        own = list(proofs)
        rows += _attained(own, today(own[0].person.zone))
    _store(rows)
    return len(rows)


def _attained(evidence: list[Evidence], on: date) -> list[Attainment]:
    """One row for each competency of one person that has a level on that day."""
    shown: dict[int, list[Evidence]] = defaultdict(list)
    for proof in evidence:
        shown[proof.competency_id].append(proof)
    winners = [winner for proofs in shown.values() if (winner := rules.strongest(proofs, on))]
    return [_attainment(winner) for winner in winners]


def _attainment(winner: Evidence) -> Attainment:
    assert winner.level is not None
    return Attainment(
        person_id=winner.person_id,
        competency_id=winner.competency_id,
        level=winner.level,
        rule_version=rules.RULE_VERSION,
    )


def _store(rows: list[Attainment]) -> None:
    Attainment.objects.bulk_create(
        rows,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["person", "competency"],
        update_fields=["level", "rule_version", "as_of"],
    )
