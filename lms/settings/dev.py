"""`make run`: one machine, demo accounts allowed, plain http on localhost."""

import os

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import DATA_DIR, DATABASES

DEBUG = os.environ.get("TITIAN_DEBUG") == "1"
SECRET_KEY = os.environ.get("TITIAN_SECRET_KEY", "demo-" + "titian" * 10)
DATABASES["default"] |= env.database(
    os.environ.get("TITIAN_DATABASE_URL", f"postgresql://titian@/titian?host={DATA_DIR / 'run'}")
)
WHITENOISE_USE_FINDERS = True
TITIAN_DEMO = True
