"""One include per room, in story order."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtailadmin_urls

from lms import views

handler400 = "lms.views.bad_request"
handler403 = "lms.views.forbidden"
handler404 = "lms.views.not_found"
handler500 = "lms.views.server_error"

pages = (
    [
        path("bantuan/", views.help_page, name="help"),
        path("privasi/", views.privacy, name="privacy"),
        path("aksesibilitas/", views.accessibility, name="accessibility"),
    ],
    "pages",
)

urlpatterns = [
    path("", include("lms.health")),
    path("", include(pages)),
    path("bahasa/", views.language, name="language"),
    path("csp-laporan", views.csp_report, name="csp_report"),
    path("", include("people.urls")),
    path("", include("surveys.urls")),
    path("", include("competencies.urls")),
    path("", include("assessments.urls")),
    path("", include("courses.urls")),
    path("", include("records.urls")),
    path("", include("certificates.urls")),
    path("", include("targets.urls")),
    path("", include("reports.urls")),
    path("", include("desks.urls")),
    # Before Wagtail's own, which knows only Wagtail's words: ours are in locale/id/LC_MESSAGES/djangojs.po.
    path("kelola/jsi18n/", JavaScriptCatalog.as_view()),
    path("kelola/", include(wagtailadmin_urls)),
    path("dokumen/<int:document_id>/<path:document_filename>", views.document, name="wagtaildocs_serve"),
    path("media/<path:path>", views.picture, name="picture"),
]
