"""A wave from plan to release, and what others may know of it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pandas as pd
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.audit import record_audit
from core.clock import now, today
from core.errors import Refused
from core.events import emit
from core.locks import across_transactions, one_at_a_time
from measures.rounding import half_up
from people.models import Person, Unit, User
from surveys import anonymity, keys
from surveys.answering import Answers, check_answers
from surveys.boxes import seal, size_of
from surveys.events import CampaignClosed, CampaignOpened
from surveys.models import Campaign, Instrument, InstrumentVersion, Participation, SealedResponse
from surveys.models.responses import Response
from surveys.querysets import frame_of
from surveys.schema import BadInstrument, InstrumentSpec, read_instrument

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WAVE = anonymity.WAVE
SENDER = "surveys.sender"
ISOLATING = range(1, 5)


class UnusableInstrument(Refused):
    """Says the sentence of `surveys.schema.BadInstrument`."""

    status = 422


class VersionInUse(Refused):
    sentence = _(
        "Versi instrumen ini sudah dipakai sebuah gelombang, jadi isinya tidak dapat diubah. Naikkan nomor versinya, "
        "lalu muat lagi."
    )


class UnusablePlan(Refused):
    status = 422


class NotNow(Refused):
    """The wave takes no answers today."""


class NotAsked(Refused):
    sentence = _(
        "Anda tidak termasuk peserta gelombang survei ini, karena pesertanya pegawai unit kerja yang disurvei pada "
        "tanggal kerangkanya. Hubungi admin kepegawaian bila ini keliru."
    )
    status = 403


class WrongState(Refused):
    sentence = _("Keadaan gelombang ini sudah berubah. Muat ulang halaman untuk melihat keadaannya sekarang.")


class NobodyToAsk(Refused):
    sentence = _(
        "Gelombang ini belum dapat dibuka: kurang dari lima pegawai tercatat di unit ini pada tanggal kerangka, "
        "sehingga hasilnya tidak akan pernah dapat ditampilkan. Periksa unit dan tanggalnya."
    )


class AlreadyOver(Refused):
    sentence = _(
        "Gelombang ini tidak dapat dibuka, karena hari terakhir pengisiannya sudah lewat dan tidak seorang pun dapat "
        "menjawab. Rencanakan gelombang baru dengan tanggal yang akan datang."
    )


@dataclass(frozen=True)
class Entry:
    """One person's answers in a bulk entry, as `submit_response` takes them."""

    person: Person
    answers: Mapping[str, int | None]
    groups: Mapping[str, str] = field(default_factory=dict)
    barriers: Sequence[str] = ()
    comment: str = ""
    research: bool = False


@transaction.atomic
def load_instrument(*, content: Mapping[str, Any]) -> InstrumentVersion:
    """Store an instrument document as a version. The same document again changes nothing.

    Raises UnusableInstrument; VersionInUse when a wave has used this version with other content.
    """
    try:
        document = json.loads(json.dumps(content))
        spec = read_instrument(document)
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except BadInstrument as error:
        raise UnusableInstrument(error.sentence) from error
    except (TypeError, ValueError) as error:
        raise UnusableInstrument(_("Dokumen instrumen memuat nilai yang tidak dapat disimpan.")) from error
    instrument, _made = Instrument.objects.update_or_create(
        code=spec.code, defaults={"title": spec.name, "source": source_of(document)}
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    version, made = InstrumentVersion.objects.select_for_update().get_or_create(
        instrument=instrument, number=spec.version, defaults={"content": document, "sha256": sha256}
    )
    if made or version.sha256 == sha256:
        return version
    if version.locked_at:
        raise VersionInUse
    version.content, version.sha256 = document, sha256
    version.save(update_fields=["content", "sha256"])
    return version


def source_of(document: Mapping[str, Any]) -> str:
    return str(document["instrument"].get("source", ""))


@transaction.atomic
def plan_campaign(
    *,
    version: InstrumentVersion,
    owner_unit: Unit,
    number: int,
    title: str,
    code: str,
    opens_on: date,
    closes_on: date,
    frame_on: date,
    purpose: str,
    retention: str,
    by: User | None = None,
) -> Campaign:
    """A wave that nobody sees yet. Its version never changes from now on."""
    if closes_on < opens_on or frame_on > closes_on:
        raise UnusablePlan(
            _("Tanggal tutup tidak boleh sebelum tanggal buka, dan tanggal kerangka tidak boleh sesudah tanggal tutup.")
        )
    if not (purpose.strip() and retention.strip()):
        raise UnusablePlan(
            _("Isi tujuan pemrosesan dan masa simpan; keduanya dibaca peserta sebelum pertanyaan pertama.")
        )
    rules = version.spec.rules
    campaign = Campaign(
        version=version,
        owner_unit=owner_unit,
        number=number,
        title=title,
        code=code,
        opens_on=opens_on,
        closes_on=closes_on,
        frame_on=frame_on,
        min_cell=max(5, rules.min_group),
        min_comments=max(10, rules.min_group_comments),
        purpose=purpose.strip(),
        retention=retention.strip(),
    )
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        raise UnusablePlan(
            _("Nomor gelombang atau alamat survei ini sudah dipakai. Pilih nomor dan alamat lain.")
        ) from error
    InstrumentVersion.objects.filter(pk=version.pk, locked_at=None).update(locked_at=now())
    trace(campaign, "plan", by)
    return campaign


@transaction.atomic
def open_campaign(
    *, campaign: Campaign, without: Sequence[Unit] = (), by: User | None = None, on: date | None = None
) -> Campaign:
    """Ask everybody of the frame, but for units that do not take part with all below them.

    The private key is safe on the disk before the first answer can come. `on`: the day of opening (default today in
    the owner's zone). Raises WrongState, AlreadyOver, NobodyToAsk.
    """
    with one_at_a_time(WAVE, str(campaign.uuid)):
        campaign.refresh_from_db()
        if campaign.state != Campaign.State.DISUSUN:
            raise WrongState
        if campaign.closes_on < (on or today(campaign.owner_unit.agency.zone)):
            raise AlreadyOver
        asked = list(frame_of(campaign.owner_unit, campaign.frame_on, without).values_list("person", "unit"))
        if len(asked) < campaign.min_cell:
            raise NobodyToAsk
        secrets.SystemRandom().shuffle(asked)
        Participation.objects.bulk_create(
            [Participation(campaign=campaign, person_id=person, unit_at_id=unit) for person, unit in asked],
            batch_size=5000,
        )
        campaign.public_key = keys.make_key(campaign.uuid)
        campaign.state = Campaign.State.DIBUKA
        campaign.save(update_fields=["public_key", "state"])
        trace(campaign, "open", by)
        emit(CampaignOpened(campaign=str(campaign.uuid)))
    return campaign


def submit_response(
    *,
    campaign: Campaign,
    person: Person,
    answers: Mapping[str, int | None],
    groups: Mapping[str, str],
    barriers: Sequence[str],
    comment: str,
    research: bool,
    token: UUID,
) -> None:
    """Seal one person's answers, then mark that an answer came: two transactions, so that neither row knows the other.

    A repetition changes nothing and ends alike: with the form's own token also after a crash between the two, with
    any token once the person is marked. The lock lets only one of a person's devices in at a time.

    Raises NotNow, NotAsked, BadAnswers; nothing is written then.
    """
    own = own_token(campaign, person, token)
    with across_transactions(SENDER, f"{campaign.pk}:{person.pk}", within=(WAVE, str(campaign.uuid))):
        part = asked_part(campaign, person)
        if part.answered:
            return
        if not accepts(part.campaign, today(campaign.owner_unit.agency.zone)):
            if not SealedResponse.objects.filter(pk=own).exists():
                raise NotNow(why_not_now(part.campaign))
        else:
            checked = check_answers(
                campaign.version.spec,
                answers=answers,
                groups=groups,
                barriers=barriers,
                comment=comment,
                research=research,
            )
            box = seal(bytes(part.campaign.public_key or b""), part.unit_at_id, checked, size_of(campaign.version.spec))
            sealed = SealedResponse(submission_token=own, campaign=campaign, box=box)
            # `durable`: a caller with a transaction of its own would make one of the two.
            with transaction.atomic(durable=True):
                SealedResponse.objects.bulk_create([sealed], ignore_conflicts=True)
        Participation.objects.filter(pk=part.pk).update(answered=True)


def asked_part(campaign: Campaign, person: Person) -> Participation:
    part = Participation.objects.select_related("campaign").filter(campaign=campaign, person=person).first()
    if part:
        return part
    if Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.DISUSUN).exists():
        raise NotNow(why_not_now(campaign))
    raise NotAsked


def own_token(campaign: Campaign, person: Person, token: UUID) -> UUID:
    """The form's token as it is stored: of this person in this wave only, and found by nobody without the form."""
    bound = hashlib.blake2b(token.bytes + campaign.uuid.bytes, key=person.uuid.bytes, digest_size=16)
    return UUID(bytes=bound.digest())


def accepts(campaign: Campaign, on: date) -> bool:
    return campaign.state == Campaign.State.DIBUKA and campaign.opens_on <= on <= campaign.closes_on


def why_not_now(campaign: Campaign) -> str | _StrPromise:
    if today(campaign.owner_unit.agency.zone) < campaign.opens_on or campaign.state == Campaign.State.DISUSUN:
        return _("Survei ini belum dibuka. Isilah mulai %(day)s.") % {"day": date_format(campaign.opens_on)}
    return _("Survei ini sudah ditutup dan tidak menerima jawaban lagi. Terima kasih atas perhatian Anda.")


def submit_many(*, campaign: Campaign, entries: Iterable[Entry], on: date | None = None) -> int:
    """`submit_response` for many people at once, all or none: sheets typed in, an import, the demo. Returns how many.

    `on`: the day on which they answered (default today). Whoever answered before is left as is.
    """
    given = list({entry.person.pk: entry for entry in entries}.values())
    with one_at_a_time(WAVE, str(campaign.uuid)):
        campaign.refresh_from_db()
        if not accepts(campaign, on or today(campaign.owner_unit.agency.zone)):
            raise NotNow(why_not_now(campaign))
        parts = {part.person_id: part for part in campaign.participations.filter(person__in=[e.person for e in given])}
        if len(parts) < len(given):
            raise NotAsked
        fresh = [(parts[e.person.pk], e) for e in given if not parts[e.person.pk].answered]
        key, spec = bytes(campaign.public_key or b""), campaign.version.spec
        size = size_of(spec)
        sealed = [
            SealedResponse(
                submission_token=uuid4(),
                campaign=campaign,
                box=seal(key, part.unit_at_id, checked_entry(spec, e), size),
            )
            for part, e in fresh
        ]
        secrets.SystemRandom().shuffle(sealed)
        SealedResponse.objects.bulk_create(sealed, batch_size=2000)
        Participation.objects.filter(pk__in=[part.pk for part, _ in fresh]).update(answered=True)
    return len(fresh)


def checked_entry(spec: InstrumentSpec, entry: Entry) -> Answers:
    return check_answers(
        spec,
        answers=entry.answers,
        groups=entry.groups,
        barriers=entry.barriers,
        comment=entry.comment,
        research=entry.research,
    )


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User | None = None) -> Campaign:
    """Take no more answers; what came is released soon after. Waits for those who are just sending.

    Raises WrongState, and KeyMissing while the boxes could not be opened: closing such a wave would lose it.
    """
    with one_at_a_time(WAVE, str(campaign.uuid)):
        campaign.refresh_from_db()
        if not campaign.is_open:
            raise WrongState
        keys.key_of(campaign)
        campaign.state = Campaign.State.DITUTUP
        # Closed early, the wave tells of the day on which the last answer could come.
        last = min(campaign.closes_on, today(campaign.owner_unit.agency.zone))
        campaign.closes_on = max(last, campaign.opens_on)
        campaign.save(update_fields=["state", "closes_on"])
        campaign.drafts.all().delete()
        trace(campaign, "close", by)
        emit(CampaignClosed(campaign=str(campaign.uuid)))
    return campaign


def release_responses(*, campaign: Campaign) -> None:
    """Open the boxes of a closed wave and write the released set, once. Raises KeyMissing."""
    anonymity.release(campaign)


def trace(campaign: Campaign, verb: str, by: User | None) -> None:
    record_audit(
        by.uuid if by else None, f"surveys:wave:{verb}", "campaign", campaign.uuid, after={"state": campaign.state}
    )


def released_frame(*, campaign: Campaign) -> pd.DataFrame:
    """The released answers: `bucket_path` and a column an item in the version's order, NaN where not answered.

    Rows in the order of their random keys. Empty before release and for a wave without results.
    """
    codes = [item.code for item in campaign.version.spec.items]
    paths = dict(campaign.released_units.values_list("unit", "path"))
    rows = list(Response.objects.filter(campaign=campaign).order_by("uuid").values_list("bucket", "answers"))
    frame = pd.DataFrame([answers for _bucket, answers in rows], columns=codes, dtype="float64")
    frame.insert(0, "bucket_path", pd.Series([paths[bucket] for bucket, _answers in rows], dtype="object"))
    return frame


def comparable_units(*, before: Campaign, after: Campaign) -> dict[int, bool]:
    """Of units shown in both waves, whether their change may be shown.

    Not where the people who answered differ by one to four: with everybody else unchanged, the difference is theirs.
    """
    first, second = people_of_units(before), people_of_units(after)
    return {unit: len(first[unit] ^ second[unit]) not in ISOLATING for unit in first.keys() & second.keys()}


def people_of_units(campaign: Campaign) -> dict[int, set[int]]:
    """Who answered in each shown unit and below it; two queries. Never leaves this module."""
    rows = list(campaign.released_units.values_list("unit", "parent", "hidden"))
    parents = {unit: parent for unit, parent, _hidden in rows}
    answered: dict[int | None, set[int]] = defaultdict(set)
    for person, place in campaign.participations.filter(answered=True).values_list("person", "unit_at"):
        unit = place if place in parents else campaign.owner_unit_id  # as `surveys.querysets.counts`
        while unit in parents:
            answered[unit].add(person)
            unit = parents[unit]
    return {unit: answered[unit] for unit, _parent, hidden in rows if not hidden}


def barrier_shares(campaign: Campaign) -> list[tuple[str, str, int]]:
    """Code, name and percentage of respondents of the whole wave who chose it, most first.

    Without those that fewer than `min_cell` chose, or all but fewer: what everybody said, each of them said. Empty
    before release.
    """
    chosen = list(Response.objects.filter(campaign=campaign).values_list("barriers", flat=True))
    rows = [(sum(code in barriers for barriers in chosen), code, name) for code, name in campaign.version.spec.barriers]
    told = [row for row in rows if campaign.min_cell <= row[0] <= len(chosen) - campaign.min_cell]
    told.sort(key=lambda row: (-row[0], row[1]))
    return [(code, name, int(half_up(100 * number / len(chosen), 0))) for number, code, name in told]
