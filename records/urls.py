from django.urls import path

from records.ledger import views

app_name = "records"
urlpatterns = [path("jp/", views.ledger, name="ledger")]
