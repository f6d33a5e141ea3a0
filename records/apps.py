from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Rekam JP")

    def ready(self) -> None:
        from records.ledger import handlers, tasks  # noqa: F401
