"""The project: nothing but wiring.

The Celery app is imported here because `shared_task` in a web process would otherwise send to amqp://localhost
and hang.
"""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
