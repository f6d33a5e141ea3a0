from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Pelatihan")

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from courses import handlers, tasks  # noqa: F401
        from courses.models import Activity

        # Frozen bodies keep their images and documents "in use" in the editor's eyes.
        ReferenceIndex.register_model(Activity)
