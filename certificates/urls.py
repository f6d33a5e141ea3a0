from django.urls import path

from certificates import views

app_name = "certificates"
# The last two are printed in QR codes: they may never change.
urlpatterns = [
    path("sertifikat/", views.wallet, name="wallet"),
    path("sertifikat/<uuid:certificate>.pdf", views.download, name="download"),
    path("verifikasi/", views.verify, name="verify"),
    path("verifikasi/<str:kode>/", views.verified, name="verified"),
]
