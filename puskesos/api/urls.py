"""Addresses of the ground floor's API; every row has its row in tests/access_matrix.py.

One case and its steps are put together on the top floor (slrt/triage/api.py), like the page of a case.
"""

from django.urls import path

from puskesos.api import document, files, keluhan, people, reference, session
from puskesos.api.sync import asking, packs, sending

urlpatterns = [
    path("schema/", document.schema, name="api-schema"),
    path("token/", session.TokenView.as_view(), name="api-token"),
    path("sesi/", session.SesiView.as_view(), name="api-sesi"),
    path("keluhan/", keluhan.KeluhanList.as_view(), name="api-keluhan-daftar"),
    path("keluhan/<uuid:id>/berkas/", files.BerkasView.as_view(), name="api-berkas"),
    path("kebutuhan/", keluhan.KebutuhanList.as_view(), name="api-kebutuhan-daftar"),
    path("kebutuhan/<uuid:id>/", keluhan.KebutuhanDetail.as_view(), name="api-kebutuhan"),
    path("warga/cari/", people.CariView.as_view(), name="api-warga-cari"),
    path("warga/<uuid:id>/buka/<slug:kolom>/", people.BukaView.as_view(), name="api-warga-buka"),
    path("sinkron/", sending.KelompokView.as_view(), name="api-sinkron"),
    path("sinkron/status/", asking.StatusView.as_view(), name="api-sinkron-status"),
    path("sinkron/blok/", asking.BlokView.as_view(), name="api-sinkron-blok"),
    path("sinkron/laporan/<uuid:id>/", sending.LaporanView.as_view(), name="api-sinkron-laporan"),
    path("sinkron/lampiran/<uuid:id>/", sending.LampiranView.as_view(), name="api-sinkron-lampiran"),
    path("paket/katalog/", packs.KatalogView.as_view(), name="api-paket-katalog"),
    path("paket/hari/", packs.HariView.as_view(), name="api-paket-hari"),
    *(path(f"referensi/{kind}/", reference.view_of(kind), name=f"api-referensi-{kind}") for kind in reference.KINDS),
]
