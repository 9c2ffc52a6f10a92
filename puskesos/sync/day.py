"""The day's work to take along: who is to be visited, with the least that a visit needs, and a hint against doubles."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from puskesos import catalogue, trace
from puskesos.models import Kelengkapan, Keluhan, Kunjungan, Warga

VALID = timedelta(days=7)
MOST_CASES = 100
MOST_PEOPLE = 5_000
# So many different tags for each person on file that a number which is not on file seldom looks as if it were, and so
# few that a tag found by trying out numbers says nothing about anybody.
TAGS_PER_PERSON = 64


def day_pack(*, by, now):
    """Visits of one officer for the coming week as plain JSON; leaves one Jejak with the cases it holds.

    Cases that are `rahasia` are not put on a telephone; how many there are is said.
    """
    visits = _planned(by, now)
    unplanned = _without_visit(by, {one.keluhan_id for one in visits})
    rows = [_row(one.keluhan, one) for one in visits] + [_row(one, None) for one in unplanned]
    trace.record_list(by, "paket hari", [row["keluhan"] for row in rows])
    return {
        "dibuat": now.isoformat(), "berlaku_sampai": (now + VALID).isoformat(), "tempat": by.unit_label,
        "kunjungan": _with_papers(rows), "rahasia_ditinggal": _mine(by).filter(rahasia=True).count(),
        "petunjuk": _hint(by),
    }  # fmt: skip


def _mine(by):
    mine = Q(pemilik_id=by.petugas_id) | Q(diterima_oleh_id=by.petugas_id)
    return Keluhan.objects.visible_to(by).open().filter(mine)


def _planned(by, now):
    until = timezone.localdate(now) + VALID
    found = Kunjungan.objects.filter(
        petugas_id=by.petugas_id, status=Kunjungan.Status.BELUM, rencana__lte=until,
        keluhan__in=Keluhan.objects.visible_to(by).open().filter(rahasia=False),
    )  # fmt: skip
    return list(found.select_related("keluhan__klien").order_by("rencana", "id")[:MOST_CASES])


def _without_visit(by, known):
    """Own cases whose service asks for a visit that nobody has made or planned."""
    wanted = [row.kode for row in catalogue.table("JenisLayanan").values() if row.perlu_kunjungan]
    made = Kunjungan.objects.filter(keluhan=OuterRef("pk")).exclude(status=Kunjungan.Status.TIDAK_DI_RUMAH)
    rows = _mine(by).filter(~Exists(made), rahasia=False, kebutuhan__layanan__in=wanted).exclude(pk__in=known)
    return list(rows.select_related("klien").distinct().order_by("tenggat", "id")[: MOST_CASES - len(known)])


def _row(keluhan, visit):
    """What is needed to find the house and to know why one comes: no number of any kind, no story."""
    klien, place = keluhan.klien, catalogue.wilayah(keluhan.kelurahan_id)
    return {
        "keluhan": str(keluhan.pk), "nomor": keluhan.nomor, "kunjungan": visit and str(visit.pk),
        "rencana": visit and visit.rencana.isoformat(), "tujuan": visit.tujuan if visit else "", "nama": klien.nama,
        "alamat": klien.alamat, "rt": klien.rt, "rw": klien.rw, "patokan": klien.patokan, "kelurahan": place.nama,
        "lewat_sungai": place.akses == "SUNGAI", "ringkasan": keluhan.ringkasan, "status": keluhan.get_status_display(),
    }  # fmt: skip


def _with_papers(rows):
    """The same, each with the services and the papers that are still missing; asked for all at once."""
    ids = [row["keluhan"] for row in rows]
    missing = Kelengkapan.objects.filter(kebutuhan__keluhan__in=ids).exclude(status=Kelengkapan.Status.ADA)
    papers, services = {}, {}
    for id, name in missing.values_list("kebutuhan__keluhan_id", "persyaratan__nama").order_by("persyaratan__urutan"):
        papers.setdefault(str(id), []).append(name)
    for id, code in Keluhan.objects.filter(pk__in=ids).values_list("pk", "kebutuhan__layanan_id"):
        services.setdefault(str(id), []).append(catalogue.layanan(code).nama)
    for row in rows:
        row["layanan"] = services.get(row["keluhan"], [])
        row["kurang"] = list(dict.fromkeys(papers.get(row["keluhan"], [])))
    return rows


def _hint(by):
    """Short keyed tags of the NIK on file in reach: a telephone can ask “perhaps known?”, and cannot list anybody.

    A NIK can be guessed, so a full hash would be a list of names. A tag here stands for many numbers, and the key
    changes with every pack. Who serves the whole city takes no such hint along.
    """
    if by.kelurahan_codes is None:
        return None
    people = Warga.objects.visible_to(by).current().filter(nik_cari__isnull=False)
    numbers = [one.nik() for one in people.only("id", "nik_sandi").order_by("-id")[:MOST_PEOPLE]]
    bits = max(8, (len(numbers) * TAGS_PER_PERSON).bit_length())
    key = secrets.token_bytes(32)
    tags = sorted({tag(key, number, bits) for number in numbers})
    return {"kunci": base64.b64encode(key).decode(), "bit": bits, "tanda": tags}


def tag(key, number, bits):
    """The first bits of HMAC-SHA256 of a NIK, as a number."""
    return int.from_bytes(hmac.digest(key, number.encode(), hashlib.sha256)[:4]) >> (32 - bits)
