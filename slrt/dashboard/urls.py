"""Addresses of the dashboard; every row has its row in tests/access_matrix.py."""

from django.urls import path

from slrt.dashboard import satisfaction_views, unmet_views, views

app_name = "dashboard"

urlpatterns = [
    path("dasbor/", views.dasbor, name="dasbor"),
    path("dasbor/kelurahan/<str:kode>/", views.kelurahan, name="kelurahan"),
    path("dasbor/instansi/<slug:kode>/", views.instansi, name="instansi"),
    path("kebutuhan/tak-terpenuhi/", unmet_views.register, name="tak-terpenuhi"),
    path("dasbor/kepuasan/", satisfaction_views.satisfaction_page, name="kepuasan"),
    path("dasbor/rincian/<slug:slug>/", views.rincian, name="rincian"),
]
