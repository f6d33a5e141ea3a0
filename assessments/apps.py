from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Soal dan ujian")

    def ready(self) -> None:
        from assessments import tasks  # noqa: F401
