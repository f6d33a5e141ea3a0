"""Tests: fast hashing, no connection kept (the database is dropped and cloned under live servers)."""

import os

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import DATABASES

DEBUG = False
SECRET_KEY = "test-" + "titian" * 10
DATABASES["default"] |= env.database(os.environ.get("TITIAN_DATABASE_URL", "postgresql://titian@/titian"))
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
TITIAN_DEMO = True
