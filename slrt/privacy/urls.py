"""Addresses of requests about one's own data; every row has its row in tests/access_matrix.py."""

from django.urls import path

from slrt.privacy import views

app_name = "privacy"

urlpatterns = [
    path("permintaan/", views.listing, name="permintaan"),
    path("warga/<uuid:id>/permintaan/", views.new, name="permintaan-baru"),
    path("permintaan/<uuid:id>/", views.request_page, name="permintaan-satu"),
    path("permintaan/<uuid:id>/jawaban/", views.answer_paper, name="permintaan-jawaban"),
    path("permintaan/<uuid:id>/salinan/", views.copy_paper, name="permintaan-salinan"),
]
