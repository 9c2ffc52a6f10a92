"""Addresses of rujukan; every row has its row in tests/access_matrix.py."""

from django.urls import include, path

from rujukan.views import (
    consent,
    desk,
    family,
    inbox,
    listing,
    notices,
    page,
    reminder_checks,
    reminder_rules,
    reminder_ways,
    reminders,
    status,
    steps,
    ways,
)

app_name = "rujukan"

urlpatterns = [
    path("", include("rujukan.letter_urls")),
    path("rujukan/", listing.listing, name="daftar"),
    # Agencies
    path("kotak-masuk/", inbox.inbox, name="kotak-masuk"),
    # Without an account
    path("j/", desk.answer, name="jawab"),
    path("j/<str:token>", desk.enter, name="jawab-tautan"),
    path("s/", status.status, name="status"),
    path("s/<str:kode>", status.enter, name="status-kode"),
    path("rujukan/telepon/", ways.telephone, name="jawab-telepon"),
    path("rujukan/jawaban-masuk/", ways.unvouched_list, name="jawaban-masuk"),
    path("rujukan/jawaban-masuk/<uuid:id>/", ways.unvouched_one, name="jawaban-masuk-satu"),
    path("rujukan/<uuid:id>/tautan/", ways.ways, name="tautan"),
    # One referral
    path("rujukan/<uuid:id>/", page.page, name="rujukan"),
    path("rujukan/<uuid:id>/langkah/<slug:code>/", steps.step, name="langkah"),
    path("rujukan/<uuid:id>/ingatkan/", page.remind, name="ingatkan"),
    path("rujukan/<uuid:id>/identitas/<slug:column>/", page.reveal, name="identitas"),
    # The family
    path("keluhan/<uuid:id>/umpan-balik/", family.hear, name="umpan-balik"),
    path("keluhan/<uuid:id>/cek-keluarga/", family.check, name="cek-keluarga"),
    path("keluhan/<uuid:id>/persetujuan/", consent.page, name="persetujuan"),
    # Messages
    path("pemberitahuan/", notices.listing, name="pemberitahuan"),
    path("pemberitahuan/dibaca/", notices.read_all, name="pemberitahuan-baca"),
    path("pemberitahuan/<int:id>/", notices.open_notice, name="pemberitahuan-buka"),
    path("pengingat/", reminders.outlook, name="pengingat"),
    path("pengingat/lepas/", reminders.release, name="pengingat-lepas"),
    path("pengingat/<int:id>/", reminders.one, name="pengingat-satu"),
    path("pengingat/instansi/<slug:kode>/", reminder_ways.desk, name="pengingat-instansi"),
    path("pengingat/aturan/", reminder_rules.ladder_page, name="pengingat-aturan"),
    path("pengingat/aturan/<str:kode>/", reminder_rules.edit, name="pengingat-aturan-ubah"),
    path("pengingat/aturan/<str:kode>/coba/", reminder_rules.trial_page, name="pengingat-aturan-coba"),
    path("pengingat/periksa/", reminder_checks.ledger_page, name="pengingat-periksa"),
    path("pengingat/rapat/", reminder_checks.meeting, name="pengingat-rapat"),
    path("pengingat/surat/", reminder_ways.letters, name="pengingat-surat"),
    path("pengingat/upaya/", reminder_ways.attempts, name="pengingat-upaya"),
]
