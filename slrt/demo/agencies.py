"""The agency register of the demo city: contacts, hours, capacity, desk codes, and what the night would have counted.

All addresses are invented: mail under `.invalid`, numbers of no one.
"""

from datetime import date, time, timedelta

from django.utils import timezone

from puskesos import catalogue
from puskesos.models import Penugasan
from puskesos.roles import Peran
from rujukan import directory, promise, record
from rujukan.answer_links import desk
from rujukan.models import ProfilInstansi

# code → positions as (position, name, e-mail part, WhatsApp), capacity, how many days ago somebody made sure
AGENCIES = {
    "BPJS_KES": ((("Kepala Bidang Kepesertaan", "Rina Anggraini", "kepesertaan", "081200000101"),
                  ("Petugas loket PBI", "", "loket", "")), (120, "keluarga per bulan"), 40),
    "DISDUKCAPIL": ((("Kepala Bidang Pendaftaran Penduduk", "Yohanes Tarigan", "dafduk", "081200000102"),), None, 400),
    "DINKES": ((("Kepala Seksi Pelayanan Kesehatan", "Maria Oktaviani", "yankes", "081200000103"),), None, 95),
    "DISDIK": ((("Kepala Bidang Pembinaan SD", "Fransiska", "sd", "081200000104"),), (60, "siswa per semester"), 210),
    "DISPERKIMTAN": ((("Kepala Seksi Perumahan", "Agus Wibowo", "perumahan", "081200000105"),),
                     (20, "rumah per tahun"), 380),
    "BAZNAS_KOTA": ((("Bagian Penyaluran", "Nur Hidayah", "penyaluran", "081200000106"),), (15, "keluarga per bulan"), 12),
    "RSJ_KALAWA_ATEI": ((("Instalasi Gawat Darurat", "", "igd", "081200000107"),), None, 60),
}  # fmt: skip
WITH_DESK_CODE = ("BPJS_KES", "DISDUKCAPIL", "DINKES")
OFFICE = {day: (time(8), time(15, 30)) for day in (1, 2, 3, 4)} | {5: (time(8), time(11, 30))}
SINCE = date(2026, 1, 5)


def write(now):
    """Fill the register and count; returns {agency: desk code}, told this once."""
    by = Penugasan.objects.active(timezone.localdate(now)).filter(peran=Peran.MANAJER).order_by("created_at").first()
    for kode, (contacts, capacity, days) in AGENCIES.items():
        if by and catalogue.instansi(kode):
            _one(kode, contacts, capacity, days, by=by, now=now)
    codes = {kode: desk.rotate(by=by, now=now, instansi=kode) for kode in WITH_DESK_CODE} if by else {}
    promise.refresh(now)
    record.refresh(now)
    return codes


def _one(kode, contacts, capacity, days, *, by, now):
    for order, (jabatan, nama, mail, number) in enumerate(contacts, start=1):
        address = f"{mail}.{kode.lower().replace('_', '-')}@contoh.invalid"
        directory.add_contact(by=by, now=now, instansi=kode, jabatan=jabatan, nama=nama, urutan=order,
                              mulai=min(SINCE, timezone.localdate(now)), email=address, whatsapp=number)  # fmt: skip
    many, what = capacity or (None, "")
    directory.save_profile(by=by, now=now, instansi=kode, versi=None, jam=OFFICE, kapasitas=many, kapasitas_untuk=what)
    directory.confirm(by=by, now=now, instansi=kode, dengan=f"{contacts[0][1] or contacts[0][0]}, lewat telepon")
    made_sure = timezone.localdate(now) - timedelta(days=days)
    ProfilInstansi.objects.filter(instansi=kode).update(dikonfirmasi_pada=made_sure)
