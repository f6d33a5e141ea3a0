from django.urls import path

from desks import views

app_name = "desks"
urlpatterns = [
    path("belajar/", views.home, name="home"),
    path("kuis/<uuid:attempt>/hasil/", views.quiz_result, name="quiz_result"),
]
