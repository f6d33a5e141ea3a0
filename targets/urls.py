from django.urls import path

from targets.views import board, complaints

app_name = "targets"
urlpatterns = [
    path("pimpinan/target/", board.targets, name="list"),
    path("pimpinan/target/<slug:code>/", board.target, name="target"),
    path("pimpinan/target/<slug:code>/isi/", board.measure, name="measure"),
    path("pimpinan/target/<slug:code>/nilai/", board.values, name="values"),
    path("pimpinan/aduan/impor/", complaints.complaints, name="complaints"),
    path("pimpinan/aduan/impor/<uuid:uuid>/", complaints.upload, name="upload"),
    path("pimpinan/aduan/impor/<uuid:uuid>/terapkan/", complaints.confirm, name="upload_confirm"),
    path("pimpinan/aduan/impor/<uuid:uuid>/batal/", complaints.cancel, name="upload_cancel"),
]
