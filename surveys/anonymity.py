"""Release: the one place that sees both sides of a wave, who was asked and what was answered, and parts them for good.

Everything happens in one transaction: nothing that the tables keep (keys, order, place on the disk, transaction) says
which answers came from whom, or when (ADR 0019).
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from core.audit import record_audit
from core.errors import Refused
from core.jobs import enqueue
from core.locks import one_at_a_time
from core.models import Job
from surveys import keys
from surveys.answering import Answers, check_answers
from surveys.boxes import open_box
from surveys.buckets import Fate, plan_buckets
from surveys.groups import merge_groups
from surveys.models import Campaign, Comment, Participation, ReleasedUnit, Response
from surveys.querysets import Place, count_asked, counts, tree_on
from surveys.schema import InstrumentSpec

WAVE = "surveys.wave"
BATCH = 2000
WIPED = ("surveys_sealedresponse", "surveys_draft", "surveys_participation")


def release(campaign: Campaign) -> None:
    """Open the boxes, write the released set, forget the boxes. A second call changes nothing. Raises KeyMissing."""
    with one_at_a_time(WAVE, str(campaign.uuid)):
        campaign.refresh_from_db()
        if campaign.state != Campaign.State.DITUTUP:
            return
        answers, broken = open_all(campaign)
        if len(answers) >= campaign.min_cell:
            write_released(campaign, answers)
            campaign.state = Campaign.State.DILEPAS
            enqueue("surveys.score", key=str(campaign.uuid), payload={"campaign": str(campaign.uuid)})
        else:
            campaign.state = Campaign.State.KURANG if answers else Campaign.State.KOSONG
        forget_before(campaign)
        campaign.save(update_fields=["state"])
        after = {"state": campaign.state, "unreadable": broken}
        record_audit(None, "surveys:wave:release", "campaign", campaign.uuid, after=after)
        enqueue("surveys.destroy_key", key=str(campaign.uuid), payload={"campaign": str(campaign.uuid)})


def open_all(campaign: Campaign) -> tuple[list[tuple[int, Answers]], int]:
    """What the boxes hold, in random order, and how many could not be opened: damaged, or not ours."""
    key = keys.key_of(campaign)
    opened = [open_box(key, bytes(box)) for box in campaign.sealed.values_list("box", flat=True)]
    whole = [content for content in opened if content and fits(campaign.version.spec, content[1])]
    secrets.SystemRandom().shuffle(whole)
    return whole, len(opened) - len(whole)


def fits(spec: InstrumentSpec, answers: Answers) -> bool:
    """Whether a form of ours could have sent this: whoever has the public key can seal anything."""
    try:
        values = dict(zip((item.code for item in spec.items), answers.values, strict=True))
        rest = {name: value for name, value in vars(answers).items() if name != "values"}
        return check_answers(spec, answers=values, **rest) == answers
    except (Refused, ValueError, TypeError, AttributeError):
        return False


def write_released(campaign: Campaign, answers: list[tuple[int, Answers]]) -> None:
    tree = tree_on(campaign.owner_unit, campaign.frame_on)
    asked = {unit: people for unit, (people, _answered) in count_asked(campaign).items()}
    answered = Counter(unit for unit, _content in answers)
    fates = plan_buckets(counts(tree, asked, answered), minimum=campaign.min_cell, partners=partners_before(campaign))
    write_units(campaign, tree, fates)
    buckets: dict[int, list[Answers]] = defaultdict(list)
    for unit, content in answers:
        buckets[bucket_of(fates.get(unit, fates[campaign.owner_unit_id]))].append(content)
    responses = [row for bucket, contents in buckets.items() for row in responses_of(campaign, bucket, contents)]
    write_shuffled(Response, responses)
    texts = [content.comment for _unit, content in answers if content.comment]
    if campaign.takes_comments and len(texts) >= campaign.min_comments:  # fewer may never be read
        write_shuffled(Comment, [Comment(uuid=uuid4(), campaign=campaign, text=text) for text in texts])


def bucket_of(fate: Fate) -> int:
    assert fate.bucket is not None, "the owner unit stands: it has min_cell answers"
    return fate.bucket


def partners_before(campaign: Campaign) -> set[int]:
    """Units that hid others in the last wave of this owner and instrument that was released."""
    earlier = ReleasedUnit.objects.filter(
        campaign__owner_unit=campaign.owner_unit,
        campaign__version__instrument=campaign.version.instrument,
        campaign__number__lt=campaign.number,
    )
    last = earlier.order_by("-campaign__number").values("campaign")[:1]
    return set(earlier.filter(campaign__in=last, hidden=ReleasedUnit.Why.PASANGAN).values_list("unit", flat=True))


def write_units(campaign: Campaign, tree: Iterable[Place], fates: dict[int, Fate]) -> None:
    ReleasedUnit.objects.bulk_create(
        [
            ReleasedUnit(
                campaign=campaign,
                unit_id=place.unit,
                parent_id=place.parent,
                bucket_id=bucket_of(fates[place.unit]),
                path=place.path,
                depth=place.depth,
                headcount=fates[place.unit].headcount,
                n=None if fates[place.unit].hidden else fates[place.unit].n,
                hidden=fates[place.unit].hidden,
            )
            for place in tree
        ],
        batch_size=BATCH,
    )


def responses_of(campaign: Campaign, bucket: int, contents: list[Answers]) -> list[Response]:
    merged = merge_groups(
        [content.groups for content in contents], campaign.version.spec.groups, minimum=campaign.min_cell
    )
    return [
        Response(
            uuid=uuid4(),
            campaign=campaign,
            bucket_id=bucket,
            groups=groups,
            answers=list(content.values),
            barriers=list(content.barriers),
            research=content.research,
        )
        for content, groups in zip(contents, merged, strict=True)
    ]


def forget_before(campaign: Campaign) -> None:
    """Boxes and drafts go; participations are written anew in random order, as are the rows of reminders."""
    campaign.sealed.all().delete()
    campaign.drafts.all().delete()
    Job.objects.filter(kind="surveys.remind_batch", payload__campaign=str(campaign.uuid)).delete()
    fields = ("person_id", "unit_at_id", "answered")
    parts = [Participation(campaign=campaign, **row) for row in campaign.participations.values(*fields)]
    campaign.participations.all().delete()
    write_shuffled(Participation, parts)


def write_shuffled(model: Any, rows: list[Any]) -> None:
    secrets.SystemRandom().shuffle(rows)
    model.objects.bulk_create(rows, batch_size=BATCH)


def wipe_traces(wave: UUID) -> None:
    """Destroy the key, then rewrite the tables of the time before the release, so that no dead row stays on the disk.

    On a connection of its own: it sees a release only once that is committed, and the transaction of the job must not
    hold what it waits for. Does nothing before; again does the rest.
    """
    with closing(connection.copy()) as own:
        if not is_released(own, wave):
            return
        keys.destroy_key(wave)
        for table in WIPED:
            rewrite(own, table)
    Campaign.objects.filter(uuid=wave).update(traces_wiped=True)


def is_released(own: Any, wave: UUID) -> bool:
    open_states = [Campaign.State.DISUSUN, Campaign.State.DIBUKA, Campaign.State.DITUTUP]
    with own.cursor() as cursor:
        cursor.execute("SELECT state FROM surveys_campaign WHERE uuid = %s", [wave])
        row = cursor.fetchone()
    return row is not None and row[0] not in open_states


def rewrite(own: Any, table: str) -> None:
    """Put the rows into a new file, in random order; the old one goes with all that was ever deleted from it.

    VACUUM FULL would keep dead rows for as long as any transaction of the server, of another database even, is older.
    """
    with own.connection.transaction(), own.cursor() as cursor:
        # Readers of the table wait meanwhile, so waiting for them must be short: the job comes again.
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM {table} ORDER BY random()")  # noqa: S608
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM kept")  # noqa: S608
