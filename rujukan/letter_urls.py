"""Addresses of letters, in the namespace of rujukan."""

from django.urls import path

from rujukan.views import emblem, letter_work, letters, letters_public

urlpatterns = [
    path("persuratan/", letters.listing, name="persuratan"),
    path("persuratan/lambang/", emblem.page, name="surat-lambang"),
    path("persuratan/lambang/<str:unit>/", emblem.picture, name="surat-lambang-gambar"),
    path("persuratan/terbitkan/", letter_work.start, name="surat-massal"),
    path("persuratan/pekerjaan/<int:id>/", letter_work.work, name="surat-pekerjaan"),
    path("persuratan/pekerjaan/<int:id>/pdf/", letter_work.work_paper, name="surat-pekerjaan-pdf"),
    path("persuratan/<uuid:id>/", letters.page, name="surat"),
    path("persuratan/<uuid:id>/pdf/", letters.paper, name="surat-pdf"),
    path("persuratan/<uuid:id>/ubah/", letters.edit, name="surat-ubah"),
    path("persuratan/<uuid:id>/pindaian/", letters.scan, name="surat-pindaian"),
    path("persuratan/<uuid:id>/langkah/<slug:code>/", letters.step, name="surat-langkah"),
    path("keluhan/<uuid:id>/surat/baru/", letters.new, name="surat-baru"),
    # Without an account
    path("surat/", letters_public.type_code, name="surat-ketik"),
    path("surat/<str:kode>/", letters_public.check, name="surat-periksa"),
    path("surat/<str:kode>/jawab/", letters_public.answer, name="surat-jawab"),
]
