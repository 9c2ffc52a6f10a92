"""Addresses of the agency register; every row has its row in tests/access_matrix.py."""

from django.urls import path

from slrt.agencies import views

app_name = "instansi"

urlpatterns = [
    path("instansi/", views.listing, name="daftar"),
    path("instansi/kontak/<int:id>/", views.contact, name="kontak"),
    path("instansi/alamat/<int:id>/akhiri/", views.address_end, name="alamat-akhiri"),
    path("instansi/<slug:kode>/", views.agency, name="instansi"),
    path("instansi/<slug:kode>/ubah/", views.profile, name="ubah"),
    path("instansi/<slug:kode>/pastikan/", views.confirm, name="pastikan"),
    path("instansi/<slug:kode>/kontak/baru/", views.contact_new, name="kontak-baru"),
    path("instansi/<slug:kode>/kode-meja/", views.desk_code, name="kode-meja"),
    path("instansi/<slug:kode>/surat-bulanan/", views.monthly_letter, name="surat-bulanan"),
]
