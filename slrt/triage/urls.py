"""Addresses of the triage; every row has its row in tests/access_matrix.py."""

from django.urls import path

from slrt.triage.views import kasus, moves, nearby, plan, queue, week

app_name = "triage"

urlpatterns = [
    path("antrean/", queue.listing, name="antrean"),
    path("antrean/baru/", queue.news, name="antrean-baru"),
    path("antrean/cari/", queue.search, name="antrean-cari"),
    path("antrean/unduh/", queue.download, name="antrean-unduh"),
    path("antrean/tetapkan/", queue.assign_many, name="antrean-tetapkan"),
    path("antrean/minggu-ini/", week.this_week, name="minggu-ini"),
    path("antrean/panel/<uuid:id>/", moves.panel, name="panel"),
    path("keluhan/<uuid:id>/", kasus.kasus, name="kasus"),
    path("keluhan/<uuid:id>/rencana/", plan.plan, name="rencana"),
    path("keluhan/<uuid:id>/rujuk-setempat/", nearby.refer, name="rujuk-setempat"),
    path("keluhan/<uuid:id>/telaah/<slug:code>/", moves.move, name="langkah"),
]
