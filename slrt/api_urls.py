"""The API of the house, collected from every floor under /api/v1/."""

from django.urls import include, path

urlpatterns = [
    path("", include("puskesos.api.urls")),
    path("", include("rujukan.api.urls")),
    path("", include("slrt.triage.api")),
    path("", include("slrt.dashboard.api")),
]
