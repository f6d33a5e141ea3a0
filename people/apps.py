from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("Pegawai")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from people import checks, tasks  # noqa: F401
        from people.sign_in import sessions, trace

        user_logged_in.connect(sessions.begin_session, dispatch_uid="people.begin_session")
        user_logged_in.connect(trace.record_sign_in, dispatch_uid="people.record_sign_in")
        user_login_failed.connect(trace.record_failure, dispatch_uid="people.record_failure")
