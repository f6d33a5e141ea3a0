"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

application = get_wsgi_application()

from people.checks import refuse_stray_demo_accounts  # noqa: E402  (models exist from here on)

refuse_stray_demo_accounts()
