"""The derived table of progress: written here alone, from records and check answers, and rebuilt from them at will.

Every statement merges and none lowers, so that two requests at once leave what one after the other would.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from courses.models import Activity, ActivityProgress, Enrolment

# Opening twice in a row is one visit: a record is written only when the enrolment's latest one is of another activity.
OPEN = """
WITH opened AS (
    INSERT INTO courses_activityrecord (uuid, enrolment_id, activity_id, kind, source, at)
    SELECT %(uuid)s, %(enrolment)s, %(activity)s, 'dibuka', '', %(at)s
    WHERE NOT EXISTS (
        SELECT FROM (
            SELECT activity_id FROM courses_activityrecord
            WHERE enrolment_id = %(enrolment)s ORDER BY at DESC, id DESC LIMIT 1
        ) AS latest WHERE latest.activity_id = %(activity)s
    )
    RETURNING enrolment_id, activity_id, at
)
INSERT INTO courses_activityprogress AS known (enrolment_id, activity_id, state, first_at, last_at)
SELECT enrolment_id, activity_id, 'berjalan', at, at FROM opened
ON CONFLICT (enrolment_id, activity_id) DO UPDATE SET last_at = greatest(known.last_at, excluded.last_at)
"""

FOLD = """
INSERT INTO courses_activityprogress AS known
    (enrolment_id, activity_id, state, score_percent, first_at, last_at, completed_at)
SELECT enrolment_id, activity_id, CASE WHEN bool_or(done) THEN 'selesai' ELSE 'berjalan' END,
    max(score_percent) FILTER (WHERE done), min(at), max(at), max(at) FILTER (WHERE done)
FROM (
    SELECT enrolment_id, activity_id, at, kind = 'selesai' AS done, score_percent FROM courses_activityrecord
    UNION ALL
    SELECT enrolment_id, activity_id, answered_at, false, NULL FROM courses_checkanswer
) AS facts
{where}
GROUP BY enrolment_id, activity_id
ON CONFLICT (enrolment_id, activity_id) DO UPDATE SET
    state = greatest(known.state, excluded.state),  -- "selesai" follows "berjalan" in the alphabet too
    score_percent = coalesce(known.score_percent, excluded.score_percent),
    first_at = least(known.first_at, excluded.first_at),
    last_at = greatest(known.last_at, excluded.last_at),
    completed_at = coalesce(known.completed_at, excluded.completed_at)
"""


def record_opening(*, enrolment: Enrolment, activity: Activity, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OPEN, {"uuid": uuid4(), "enrolment": enrolment.pk, "activity": activity.pk, "at": at})


def refresh_progress(*, enrolment: Enrolment, activity: Activity) -> None:
    """Bring one row in step with its facts."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD.format(where="WHERE enrolment_id = %s AND activity_id = %s"), [enrolment.pk, activity.pk])


def refresh_progress_of(enrolments: Sequence[Enrolment]) -> None:
    """The same for many enrolments, all their activities; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD.format(where="WHERE enrolment_id = ANY(%s)"), [[each.pk for each in enrolments]])


def rebuild_progress() -> int:
    """Throw all rows away and derive them again; returns how many there are. Learners see the old ones until then."""
    with transaction.atomic(), connection.cursor() as cursor:
        ActivityProgress.objects.all().delete()
        cursor.execute(FOLD.format(where=""))
        return cursor.rowcount
