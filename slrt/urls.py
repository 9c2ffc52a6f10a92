"""All addresses of the house, floor by floor."""

from django.urls import include, path

from slrt import health

urlpatterns = [
    path("sehat/hidup", health.alive, name="sehat-hidup"),
    path("sehat/siap", health.ready, name="sehat-siap"),
    path("sehat/pengingat", health.reminders, name="sehat-pengingat"),
    path("", include("puskesos.urls")),
    path("", include("rujukan.urls")),
    path("", include("slrt.triage.urls")),
    path("", include("slrt.dashboard.urls")),
    path("", include("slrt.agencies.urls")),
    path("", include("slrt.privacy.urls")),
    path("api/v1/", include("slrt.api_urls")),
]

handler400 = "puskesos.views.frame.bad_request"
handler403 = "puskesos.views.frame.forbidden"
handler404 = "puskesos.views.frame.not_found"
handler500 = "puskesos.views.frame.server_error"
