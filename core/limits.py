"""How often somebody may do something in a window of time. Who it was is kept as a keyed hash only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from core.clock import now

# One statement, so that two workers never count the same visit once. Our keys in Django's cache table are not read
# through its API (whose `incr` is not atomic); its culling removes them when they have expired.
COUNT = """
INSERT INTO cache (cache_key, value, expires) VALUES (%s, '1', %s)
ON CONFLICT (cache_key) DO UPDATE SET value = (cache.value::bigint + 1)::text
RETURNING value::bigint
"""
GIVE_BACK = "UPDATE cache SET value = greatest(cache.value::bigint - 1, 0)::text WHERE cache_key = %s"


@dataclass(frozen=True)
class Limit:
    """At most `most` in each window of `seconds`; windows begin at whole multiples, the same for everybody."""

    name: str
    most: int
    seconds: int

    def count(self, who: str) -> bool:
        """Count one more; False when that is more than allowed."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.key_of(who), self.ends() + timedelta(seconds=self.seconds)])
            return bool(cursor.fetchone()[0] <= self.most)

    def give_back(self, who: str) -> None:
        """What was counted a moment ago shall not count."""
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, [self.key_of(who)])

    def ends(self) -> datetime:
        """When the present window is over."""
        return datetime.fromtimestamp((self.window() + 1) * self.seconds, UTC)

    def window(self) -> int:
        return int(now().timestamp()) // self.seconds

    def key_of(self, who: str) -> str:
        return f"{self.name}:{salted_hmac('core.limits', f'{self.name}:{who}:{self.window()}').hexdigest()}"
