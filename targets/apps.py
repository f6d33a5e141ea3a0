from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "targets"
    verbose_name = _("Target")

    def ready(self) -> None:
        from targets import handlers, tasks  # noqa: F401
