from django.urls import path

from surveys.views import answering, waves

app_name = "surveys"
urlpatterns = [
    path("survei/<slug:code>/", answering.intro, name="intro"),
    path("survei/<slug:code>/<int:part>/", answering.part, name="part"),
    path("survei/<slug:code>/akhir/", answering.last, name="last"),
    path("survei/<slug:code>/kirim/", answering.send, name="send"),
    path("survei/<slug:code>/terima-kasih/", answering.thanks, name="thanks"),
    path("survei/<slug:code>/nanti/", answering.later, name="later"),
    path("kesiapan/gelombang/", waves.waves, name="waves"),
    path("kesiapan/gelombang/baru/", waves.new, name="wave_new"),
    path("kesiapan/gelombang/<uuid:uuid>/", waves.wave, name="wave"),
    path("kesiapan/gelombang/<uuid:uuid>/buka/", waves.open_wave, name="wave_open"),
    path("kesiapan/gelombang/<uuid:uuid>/tutup/", waves.close_wave, name="wave_close"),
    path("kesiapan/gelombang/<uuid:uuid>/komentar/", waves.comments, name="comments"),
]
