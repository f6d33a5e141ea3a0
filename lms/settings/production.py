"""Production. Refuses to start with a demo secret or a missing variable; demo accounts are refused by a check."""

from django.core.exceptions import ImproperlyConfigured

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import DATABASES

env.require("TITIAN_SECRET_KEY", "TITIAN_DATABASE_URL", "TITIAN_HOSTS", "TITIAN_BASE_URL")

DEBUG = False
SECRET_KEY = env.read("TITIAN_SECRET_KEY")
if SECRET_KEY.startswith(("demo-", "test-", "django-insecure")) or len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("TITIAN_SECRET_KEY adalah kunci contoh atau terlalu pendek. Isi 50 karakter acak.")
DATABASES["default"] |= env.database(env.read("TITIAN_DATABASE_URL"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SESSION_COOKIE_NAME = "__Host-sesi"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sehat$", r"^siap$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if env.read("TITIAN_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
