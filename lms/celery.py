"""The Celery app. Only `core.tasks` has tasks; everything else is a `Job` row."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

app = Celery("titian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
