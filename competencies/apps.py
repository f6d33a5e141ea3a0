from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetenciesConfig(AppConfig):
    name = "competencies"
    verbose_name = _("Kompetensi")

    def ready(self) -> None:
        from competencies import handlers, tasks  # noqa: F401
