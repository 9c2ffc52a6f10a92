"""Addresses of the API of referrals; every row has its row in tests/access_matrix.py."""

from django.urls import path

from puskesos.api.steps import view_of
from rujukan.api import views
from rujukan.api.steps import ON_RUJUKAN

urlpatterns = [
    path("rujukan/", views.RujukanList.as_view(), name="api-rujukan-daftar"),
    path("rujukan/<uuid:id>/", views.RujukanDetail.as_view(), name="api-rujukan"),
    path("rujukan/<uuid:id>/buka/<slug:kolom>/", views.RujukanBuka.as_view(), name="api-rujukan-buka"),
    path("rujukan/<uuid:id>/langkah/", views.RujukanSteps.as_view(), name="api-rujukan-langkah"),
    *(
        path(
            f"rujukan/<uuid:id>/langkah/{code}/", view_of(step, views.RujukanStep, "rujukan"),
            name=f"api-rujukan-langkah-{code}",
        )
        for code, step in ON_RUJUKAN.items()
    ),
]  # fmt: skip
