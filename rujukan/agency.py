"""What an agency sees of a referral: the minimum to serve one need, and full identifiers only one by one with a reason.

Never the story, other needs, the history of the case, or the mark `rahasia`; of a `rahasia` case only initials and
the kelurahan until somebody says why more is needed.
"""

import secrets
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone

from puskesos import access, catalogue, quota, trace
from puskesos.forms.search import RevealForm
from puskesos.models import Kelengkapan
from puskesos.refusals import MissingFact, NotAllowed
from rujukan import restriction
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME, WITH_INSTANSI, StatusRujukan

S = StatusRujukan
# tab → (label, statuses); what waits for an answer comes first.
TABS = {
    "jawab": ("Menunggu jawaban", (S.TERKIRIM,)),
    "proses": ("Diproses", (S.DITERIMA, S.DIPROSES, S.DISETUJUI, S.DAFTAR_TUNGGU)),
    "dokumen": ("Perlu dokumen", (S.PERLU_DOKUMEN,)),
    "selesai": ("Selesai", (S.DITOLAK, S.DIREALISASIKAN, S.DIKONFIRMASI, S.DISANGGAH, S.DICABUT, S.DIALIHKAN,
                            S.KEDALUWARSA)),
}  # fmt: skip
# Where a deadline is the agency's own.
OWED = (*WAITING_ANSWER, *WAITING_OUTCOME)
# While the agency works on it, full identifiers may be needed; afterwards no more.
AT_WORK = (*WITH_INSTANSI, S.DAFTAR_TUNGGU)
LABELS = {"nik": "NIK", "hp": "Nomor HP", "nama": "Nama lengkap", "alamat": "Alamat"}
SECRET_COLUMNS = ("nama", "alamat")


@dataclass(frozen=True)
class Number:
    """One identifier on the page: masked, with the form that opens it, or opened for this answer only."""

    column: str
    label: str
    masked: str
    value: str = ""
    form: object = None
    failed: bool = False


@dataclass(frozen=True)
class Person:
    """The person in need as the agency may know them."""

    nama: str
    umur: int | None
    kelurahan: str
    alamat: str = ""
    rt: str = ""
    rw: str = ""
    numbers: list = field(default_factory=list)


def shown_name(rujukan):
    """The name, or initials where the case is `rahasia`."""
    warga = rujukan.keluhan.klien
    return initials(warga.nama) if rujukan.keluhan.rahasia else warga.nama


def initials(name):
    """“Siti Aminah” → “S. A.”"""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part)


def person(rujukan, now, *, opened=None, wrong=None):
    """What may be shown of the person.

    `opened` is {column: value} of identifiers opened just now, `wrong` {column: form} of one that was refused.
    """
    warga, secret = rujukan.keluhan.klien, rujukan.keluhan.rahasia
    kelurahan = catalogue.wilayah(rujukan.kelurahan_id).nama
    known = {"nama": shown_name(rujukan), "umur": warga.age_on(timezone.localdate(now)), "kelurahan": kelurahan}
    if not secret:
        known |= {"alamat": warga.alamat, "rt": warga.rt, "rw": warga.rw}
    return Person(**known, numbers=[_number(rujukan, column, opened or {}, wrong or {}) for column in columns(rujukan)])


def columns(rujukan):
    """The identifiers that belong on the page of this referral."""
    return (*SECRET_COLUMNS, "nik", "hp") if rujukan.keluhan.rahasia else ("nik", "hp")


def may_open(rujukan):
    """Not while a restriction of the data waits for somebody's decision on this referral."""
    return rujukan.sertakan_identitas and rujukan.status in AT_WORK and not restriction.waits(rujukan)


def _number(rujukan, column, opened, wrong):
    warga = rujukan.keluhan.klien
    there = {"nik": warga.nik_sandi, "hp": warga.hp_sandi, "nama": warga.nama, "alamat": warga.alamat}[column]
    if not there:
        return Number(column, LABELS[column], "tidak ada")
    form = (wrong.get(column) or RevealForm(auto_id=f"{column}_%s")) if may_open(rujukan) else None
    return Number(
        column, LABELS[column], warga.nik_masked if column == "nik" else "•••• ••••", value=opened.get(column, ""),
        form=form, failed=column in wrong,
    )  # fmt: skip


def reveal(*, by, now, rujukan, column, alasan):
    """One full identifier while the agency works on it: the reason goes on record, and a day has its budget."""
    access.require(by, "identitas", "X")
    if column not in columns(rujukan):
        raise Http404
    if not may_open(rujukan):
        raise NotAllowed(
            "Data lengkap tidak disertakan pada rujukan ini, sedang dibatasi, atau rujukannya sudah berakhir."
        )
    if not (alasan or "").strip():
        raise MissingFact("Pilih alasan membuka data ini.", field="alasan")
    quota.spend_reveal(by, now=now, mark=secrets.token_hex(8))
    warga = rujukan.keluhan.klien
    if column in access.REVEALABLE:
        return access.reveal(by, warga, column, alasan=alasan)
    trace.record(by, trace.Aksi.BUKA_NIK, warga, kolom=column, alasan=alasan)
    return getattr(warga, column)


def requirements(rujukan):
    """[(name, is it there)] of the one need: which papers the family has."""
    rows = Kelengkapan.objects.filter(kebutuhan=rujukan.kebutuhan_id).select_related("persyaratan")
    rows = rows.order_by("persyaratan__urutan")
    return [(row.persyaratan.nama, row.status == Kelengkapan.Status.ADA) for row in rows]


# --- the inbox -----------------------------------------------------------------------------------------------------
def tab_counts(referrals, now):
    """{tab: how many, tab_lewat: how many past their deadline} of the open tabs, in one query."""
    counts = {}
    for name, (_, statuses) in TABS.items():
        if name != "selesai":
            of = Q(status__in=statuses)
            late = of & Q(status__in=OWED, tenggat__lt=now)
            counts |= {name: Count("pk", filter=of), f"{name}_lewat": Count("pk", filter=late)}
    return referrals.aggregate(**counts)
