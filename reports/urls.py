from django.urls import path

from reports.views import compliance, leader

app_name = "reports"
urlpatterns = [
    path("pimpinan/", leader.own, name="leader"),
    path("daerah/", leader.region, name="region"),
    path("daerah/opd/<str:code>/", leader.unit, name="unit"),
    path("daerah/opd/<str:code>/laporan.pdf", leader.as_pdf, name="leader_pdf"),
    path("daerah/opd/<str:code>/laporan.xlsx", leader.as_xlsx, name="leader_xlsx"),
    path("daerah/opd/<str:code>/laporan.json", leader.as_json, name="leader_json"),
    path("sdm/kepatuhan/", compliance.page, name="compliance"),
    path("sdm/kepatuhan.xlsx", compliance.as_xlsx, name="compliance_xlsx"),
]
