from django.apps import AppConfig


class LmsConfig(AppConfig):
    name = "lms"

    def ready(self) -> None:
        from lms.csp import sign_chooser_scripts

        sign_chooser_scripts()
