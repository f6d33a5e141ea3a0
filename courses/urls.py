from django.urls import path

from courses.views import assigning, catalogue, course, learning

app_name = "courses"
STEP = "belajar/<slug:slug>/<slug:materi>/"
urlpatterns = [
    path("katalog/", catalogue.catalogue, name="catalogue"),
    path("sdm/penugasan/", assigning.assignments, name="assignments"),
    path("sdm/penugasan/baru/", assigning.assign, name="assign"),
    path("sdm/penugasan/<uuid:uuid>/", assigning.assignment, name="assignment"),
    path("glosarium/", catalogue.glossary, name="glossary"),
    path("pelatihan/<slug:slug>/", course.course, name="course"),
    path("pelatihan/<slug:slug>/ikuti/", course.enrol, name="enrol"),
    path(STEP, learning.activity, name="activity"),
    path(f"{STEP}selesai/", learning.activity_done, name="activity_done"),
    path(f"{STEP}cek/<str:code>/", learning.check, name="check"),
    path(f"{STEP}mulai/", learning.start_exam, name="start_exam"),
    path(f"{STEP}tugas/", learning.task_save, name="task_save"),
    path(f"{STEP}tugas/kumpulkan/", learning.task_hand_in, name="task_hand_in"),
]
