from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="sign_in"),
    path("keluar/", views.SignOut.as_view(), name="sign_out"),
    path("profil/", views.profile, name="profile"),
    path("profil/kata-sandi/", views.PasswordChange.as_view(), name="password_change"),
    path("profil/sesi/", views.end_session, name="sessions"),
    # Wagtail would show a sign-in of its own, without our rules.
    path("kelola/login/", views.sign_in_to_manage, name="manage_sign_in"),
]
