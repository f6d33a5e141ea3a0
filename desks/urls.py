from django.urls import path

from desks import views

app_name = "desks"
urlpatterns = [
    path("", views.start, name="start"),
    path("belajar/", views.home, name="home"),
    path("sdm/pegawai/<uuid:uuid>/", views.person, name="person"),
    path("kuis/<uuid:attempt>/hasil/", views.quiz_result, name="quiz_result"),
]
