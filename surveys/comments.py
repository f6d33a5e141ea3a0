"""Free words of a wave, read by analysts before anybody else: edited until no person can be told, or withheld."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.audit import record_audit
from core.errors import Refused
from people.models import User
from surveys.models import Campaign, Comment


class NotReadable(Refused):
    sentence = _("Komentar gelombang ini belum dapat dibaca. Muat ulang halaman untuk melihat sebabnya.")


def readable_comments(campaign: Campaign) -> QuerySet[Comment]:
    """In the order of their random keys; none while answers are sealed, or where there are too few in all."""
    comments = Comment.objects.filter(campaign=campaign).order_by("uuid")
    released = campaign.state in (Campaign.State.DILEPAS, Campaign.State.DINILAI)
    return comments if released and comments.count() >= campaign.min_comments else comments.none()


@transaction.atomic
def redact_comment(*, campaign: Campaign, uuid: UUID, text: str, by: User | None = None) -> Comment:
    """Keep the comment in these words alone; what was written before is gone."""
    return _decide(campaign, uuid, Comment.State.DISUNTING, by, text=text)


@transaction.atomic
def withhold_comment(*, campaign: Campaign, uuid: UUID, by: User | None = None) -> Comment:
    return _decide(campaign, uuid, Comment.State.DITAHAN, by)


def _decide(campaign: Campaign, uuid: UUID, state: str, by: User | None, text: str | None = None) -> Comment:
    comment = readable_comments(campaign).select_for_update().filter(uuid=uuid).first()
    if comment is None:
        raise NotReadable
    comment.state = state
    comment.text = comment.text if text is None else text
    comment.save(update_fields=["state", "text"])
    record_audit(by.uuid if by else None, f"surveys:comment:{state}", "campaign", campaign.uuid)
    return comment
