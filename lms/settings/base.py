"""Settings shared by every way Titian runs. The three others differ by value only.

Policy that an official may change (JP rules, weights, group sizes) is a table row with a source, never a setting.
"""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue  # type: ignore[attr-defined]

from lms import env

# Paths
BASE_DIR = env.ROOT
DATA_DIR = Path(env.read("TITIAN_DATA"))
BASE_URL = env.read("TITIAN_BASE_URL").rstrip("/")

# Apps, in story order; ours before Wagtail so that our templates win
INSTALLED_APPS = [
    "lms",
    "desks",
    "reports",
    "targets",
    "readiness",
    "certificates",
    "records",
    "courses",
    "assessments",
    "competencies",
    "surveys",
    "people",
    "core",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "wagtail.contrib.table_block",
    "import_export",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "lms.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.csp.nonce_in_context",
    "csp.middleware.CSPMiddleware",
    "lms.csp.admin_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.sign_in.sessions.keep_or_end",
    # Closed unless a view says otherwise (@login_not_required); tests/contracts/test_routes.py holds the open ones.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lms.middleware.language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lms.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lms.csp"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.frame",
            ],
        },
    }
]
# Form widgets are rendered by the same engine, so that our nonce reaches Wagtail's date pickers.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database
DATABASES = {
    "default": {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "people.sign_in.password.PasswordBackend"]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "desks:start"
LOGOUT_REDIRECT_URL = "people:sign_in"
PASSWORD_HASHERS = ["people.sign_in.hashing.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "people.sign_in.validators.LongEnough"},
    {"NAME": "people.sign_in.validators.NotCommon"},
    {"NAME": "people.sign_in.validators.NotAboutYou"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "people.sign_in.password.locked_out"
# The page says until when to wait; a try meanwhile must not move that time.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "people.sign_in.tries.axes_name"
AXES_CLIENT_IP_CALLABLE = "core.net.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "password", "csrfmiddlewaretoken", "next"]
AXES_VERBOSE = False

# Language and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Bahasa Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = USE_TZ = True
LANGUAGE_COOKIE_NAME = "bahasa"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
KEY_ROOT = DATA_DIR / "keys"  # backed up apart from the database, which it opens
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# Mail
globals().update(env.email(env.read("TITIAN_EMAIL_URL")))
DEFAULT_FROM_EMAIL = env.read("TITIAN_EMAIL_FROM")

# Celery: the broker is a mere nudge, the Job row is the truth (core/jobs.py)
CELERY_BROKER_URL = env.read("TITIAN_BROKER_URL")
_queue = DATA_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    # A broker that is away must not hold a request: give up at once, the sweep sends later.
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    # kombu restores the messages of a dead worker only after 100 s by default.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "visibility_timeout": 600,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "cepat"
# One queue per cost; a small installation has one worker for all of them, a large one starts workers with -Q.
CELERY_TASK_QUEUES = [Queue(name) for name in ("cepat", "berat", "surat")]
CELERY_WORKER_PREFETCH_MULTIPLIER = 8
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "core.sweep": {"task": "core.sweep", "schedule": 5.0, "options": {"expires": 5, "queue": "cepat"}},
    "assessments.expire_attempts": {
        "task": "core.enqueue_periodic",
        "args": ["assessments.expire_attempts"],
        "schedule": 60.0,
        "options": {"expires": 60, "queue": "cepat"},
    },
    "surveys.close_due_campaigns": {
        "task": "core.enqueue_periodic",
        "args": ["surveys.close_due_campaigns"],
        "schedule": 900.0,
        "options": {"expires": 900, "queue": "cepat"},
    },
    "surveys.remind": {
        "task": "core.enqueue_periodic",
        "args": ["surveys.remind"],
        "schedule": crontab(minute=5),
        "options": {"expires": 3600, "queue": "surat"},
    },
    "core.forget": {
        "task": "core.enqueue_periodic",
        "args": ["core.forget"],
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600, "queue": "cepat"},
    },
    "people.forget_ended": {
        "task": "core.enqueue_periodic",
        "args": ["people.forget_ended"],
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600, "queue": "cepat"},
    },
    # On the hour, as days begin at another one in each zone and a day missed at midnight is caught up.
    "people.begin_day": {
        "task": "core.enqueue_periodic",
        "args": ["people.begin_day"],
        "schedule": crontab(minute=0),
        "options": {"expires": 3600, "queue": "cepat"},
    },
    "competencies.expire_evidence": {
        "task": "core.enqueue_periodic",
        "args": ["competencies.expire_evidence"],
        "schedule": crontab(minute=0),
        "options": {"expires": 3600, "queue": "cepat"},
    },
    # At night from Aceh to Papua: first the figures of targets, then the pages that show them.
    "targets.compute_all": {
        "task": "core.enqueue_periodic",
        "args": ["targets.compute_all"],
        "schedule": crontab(hour=18, minute=0),
        "options": {"expires": 3600, "queue": "cepat"},
    },
    "reports.build_all": {
        "task": "core.enqueue_periodic",
        "args": ["reports.build_all"],
        "schedule": crontab(hour=18, minute=30),
        "options": {"expires": 3600, "queue": "cepat"},
    },
}

# Wagtail
WAGTAIL_SITE_NAME = "Titian"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Passwords and e-mail addresses are changed on our own pages, by our own rules.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses of learners' pages are ASCII
WAGTAIL_CONTENT_LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = MODELSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "titian"}
}

# Security
ALLOWED_HOSTS = [host.strip() for host in env.read("TITIAN_HOSTS").split(",")]
SESSION_ENGINE = "people.sign_in.store"
SESSION_COOKIE_NAME = "sesi"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # SAMEORIGIN, because authors see the preview of a page in a frame
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": "/csp-laporan",
    }
}
# Where authors work. The one hash is the rich-text editor's constant <style>.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, "'sha256-ZVa8aTsZicea5SoZ1iAmy4+VOmdcIV7v2yy876OvTXk='"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "report-uri": "/csp-laporan",
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "lms.logs.JsonLine"}},
    "filters": {"discreet": {"()": "lms.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # One line per request is written by lms.middleware.request_log, without paths and names.
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "axes": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Wagtail indexes references in tasks that run at once; two lines for each saved page say nothing.
        "django_tasks": {"level": "WARNING"},
    },
}

# Titian's own
TITIAN_DEMO = False
