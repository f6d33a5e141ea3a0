from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [
    path("kuis/<uuid:uuid>/", views.attempt, name="attempt"),
    path("kuis/<uuid:uuid>/jawab/", views.save, name="save"),
    path("kuis/<uuid:uuid>/tinjau/", views.review, name="review"),
    path("kuis/<uuid:uuid>/kumpulkan/", views.submit, name="submit"),
]
