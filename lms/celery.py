"""The Celery app. Only `core.tasks` has tasks; everything else is a `Job` row."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

TRANSPORT_ALIASES["filesystem"] = "lms.broker:Transport"

app = Celery("titian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
