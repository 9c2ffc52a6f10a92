"""Read what is there, compare it with what should be, and keep the result."""

import json
import logging
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from puskesos.models import HariLibur, Penugasan
from puskesos.roles import Peran
from rujukan.ledger.days import ZONE, Days, expected
from rujukan.models import Detak, Kiriman, PeriksaPengingat

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
KEPT = timedelta(days=90)
LATE = timedelta(hours=1)
MOST_TOLD = 200
BEAT = "buku"
KINDS = {
    "KURANG": "pengingat tidak ada",
    "GANDA": "pengingat dua kali",
    "WAKTU": "waktunya salah",
    "DINI": "disampaikan sebelum waktunya",
    "TERLAMBAT": "sudah lewat, belum disampaikan",
    "SISA": "masih menunggu padahal tidak berlaku lagi",
    "TANPA_KIRIMAN": "dinyatakan terkirim tanpa pesan",
}

_REFERRALS = """
SELECT r.id, r.nomor, r.aturan,
    s.tahap,
    CASE s.tahap WHEN 'JAWABAN' THEN r.batas_jawaban WHEN 'HASIL' THEN r.batas_hasil ELSE r.tenggat END,
    COALESCE(
        (r.hitungan -> s.tahap ->> 'mulai')::timestamptz,
        CASE s.tahap WHEN 'JAWABAN' THEN r.dikirim_pada WHEN 'HASIL' THEN COALESCE(r.dijawab_pada, r.status_sejak)
            ELSE r.status_sejak END
    ),
    r.darurat OR k.prioritas = 'DARURAT'
FROM rujukan_rujukan r JOIN puskesos_keluhan k ON k.id = r.keluhan_id CROSS JOIN LATERAL (SELECT CASE r.status
    WHEN 'TERKIRIM' THEN 'JAWABAN' WHEN 'PERLU_DOKUMEN' THEN 'DOKUMEN' ELSE 'HASIL' END AS tahap) s
WHERE r.status IN ('TERKIRIM', 'DITERIMA', 'DIPROSES', 'DISETUJUI', 'PERLU_DOKUMEN') AND r.id > %s
ORDER BY r.id LIMIT %s
"""

_ROWS = """
SELECT p.rujukan_id, p.id, p.tahap, split_part(p.aturan, '/', 1), p.status, p.jatuh_tempo, p.coba_lagi_pada,
    p.ditahan_pada IS NOT NULL,
    EXISTS (SELECT FROM rujukan_kiriman k WHERE k.pengingat_id = p.id)
FROM rujukan_pengingat p JOIN rujukan_rujukan r ON r.id = p.rujukan_id
WHERE p.langkah > 0 AND p.status <> 'BATAL' AND p.rujukan_id = ANY(%s::uuid[])
    AND r.status IN ('TERKIRIM', 'DITERIMA', 'DIPROSES', 'DISETUJUI', 'PERLU_DOKUMEN')
"""

_LEFT_OVER = """
SELECT r.nomor, p.aturan FROM rujukan_pengingat p JOIN rujukan_rujukan r ON r.id = p.rujukan_id
WHERE p.status = 'MENUNGGU' AND p.tahap <> CASE
    WHEN r.status = 'TERKIRIM' THEN 'JAWABAN'
    WHEN r.status IN ('DITERIMA', 'DIPROSES', 'DISETUJUI') THEN 'HASIL'
    WHEN r.status = 'PERLU_DOKUMEN' THEN 'DOKUMEN'
    ELSE '' END
"""

_TOO_EARLY = """
SELECT DISTINCT r.nomor, p.aturan FROM rujukan_kiriman k JOIN rujukan_pengingat p ON p.id = k.pengingat_id
JOIN rujukan_rujukan r ON r.id = p.rujukan_id
WHERE k.terkirim_pada < p.jatuh_tempo AND k.terkirim_pada > %s
"""

_UNPROVEN = """
SELECT r.nomor, p.aturan FROM rujukan_pengingat p JOIN rujukan_rujukan r ON r.id = p.rujukan_id
WHERE p.status = 'TERKIRIM' AND p.sebab = '' AND p.terkirim_pada > %s
    AND NOT EXISTS (SELECT FROM rujukan_kiriman k WHERE k.pengingat_id = p.id)
"""
LOOK_BACK = timedelta(days=30)
# How many referrals are compared at a time: a large city neither fills the memory nor meets the limit of one query.
SLICE = 5000
BEGINNING = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Row:
    """One reminder as it stands in the database."""

    id: int
    tahap: str
    kode: str
    status: str
    due: datetime
    again: datetime
    held: bool
    told: bool


def latest():
    """The last result, or None."""
    return PeriksaPengingat.objects.order_by("-pada", "-id").first()


def check_in_turn(now):
    """Check at most once an hour; returns the result, or None when it is not yet time. Never stops the reminders."""
    try:
        return check(now) if _my_turn(now) else None
    except Exception:  # the second pair of eyes must not blind the first
        log.exception("the ledger of the reminders could not be checked")
        return None


@transaction.atomic
def _my_turn(now):
    beat, _ = Detak.objects.select_for_update(no_key=True).get_or_create(nama=BEAT)
    if beat.terakhir and timedelta(0) <= now - beat.terakhir < EVERY:
        return False
    beat.terakhir = now
    beat.save(update_fields=["terakhir"])
    return True


@transaction.atomic
def check(now):
    """Compare everything now and keep the result; the manajer is told when a difference appears."""
    before = latest()
    holidays = set(HariLibur.objects.filter(aktif=True).values_list("tanggal", flat=True))
    asleep, found, counted = _asleep(holidays, now), [], Counter()
    for referrals, rows in _slices():
        counted += Counter(rujukan=len(referrals), pengingat=sum(map(len, rows.values())))
        found += _differences(referrals, rows, _days(referrals, holidays, now), now, asleep=asleep)
    found += _others(now)
    result = PeriksaPengingat.objects.create(
        pada=now, rujukan=counted["rujukan"], pengingat=counted["pengingat"], selisih=len(found),
        temuan=[{"nomor": nomor, "aturan": aturan, "jenis": kind} for kind, nomor, aturan in found[:MOST_TOLD]],
    )  # fmt: skip
    PeriksaPengingat.objects.filter(pada__lt=now - KEPT).delete()
    if found and not (before and before.selisih):
        _tell(len(found), now)
    return result


def _read(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _slices():
    """(referrals, their rows) of everybody who waits, some thousand at a time."""
    after = BEGINNING
    while referrals := _read(_REFERRALS, after, SLICE):
        ids = [str(one[0]) for one in referrals]
        after = ids[-1]
        yield referrals, _rows(ids)


def _rows(ids):
    found = defaultdict(list)
    for rujukan, *values in _read(_ROWS, ids):
        found[rujukan].append(Row(*values))
    return found


def _asleep(holidays, now):
    """True while nothing is sent anyway: at night, on days off, and while a person is asked."""
    today = now.astimezone(ZONE).date()
    days = Days(today - timedelta(days=40), today + timedelta(days=40), holidays)
    return days.loud(now) != now.astimezone(ZONE) or _paused()


def _differences(referrals, rows, days, now, *, asleep):
    for id, nomor, rules, tahap, limit, start, urgent in referrals:
        if limit is None:
            continue
        mine = [row for row in rows.get(id, ()) if row.tahap == tahap and row.due >= start]
        if not (rules := _plain(rules)):
            yield "KURANG", nomor, "-"
        for rule in rules:
            if rule["tahap"] != tahap:
                continue
            same = [row for row in mine if row.kode == rule["kode"]]
            moment = expected(days, rule, start, limit, urgent=urgent)
            for kind in _faults(same, moment, now, quiet=asleep):
                yield kind, nomor, rule["kode"]


def _plain(rules):
    """Rules as Python; a bare cursor hands JSON over as text."""
    return json.loads(rules) if isinstance(rules, str) else rules


def _faults(same, moment, now, *, quiet):
    if not same:
        yield "KURANG"
    if len(same) > 1:
        yield "GANDA"
    for row in same:
        silent = row.status == "MENUNGGU" and not row.told
        if silent and row.due != moment:
            yield "WAKTU"
        elif silent and not quiet and not row.held and max(row.due, row.again) < now - LATE:
            yield "TERLAMBAT"


def _days(referrals, holidays, now):
    """Working days that reach from the first start to well after the last limit."""
    moments = [moment for one in referrals for moment in (one[4], one[5]) if moment]
    first, last = min([*moments, now]).date(), max([*moments, now]).date()
    return Days(first - timedelta(days=40), last + timedelta(days=120), holidays)


def _paused():
    return Detak.objects.filter(ditahan_sejak__isnull=False).exists()


def _others(now):
    since = now - LOOK_BACK
    for kind, lines in (
        ("SISA", _read(_LEFT_OVER)), ("DINI", _read(_TOO_EARLY, since)), ("TANPA_KIRIMAN", _read(_UNPROVEN, since)),
    ):  # fmt: skip
        for nomor, aturan in lines:
            yield kind, nomor, aturan


def _tell(count, now):
    today = now.astimezone(ZONE).date()
    for petugas in Penugasan.objects.active(today).filter(peran=Peran.MANAJER).values_list("petugas_id", flat=True):
        Kiriman.objects.create(
            kanal="APLIKASI", jabatan="MANAJER", petugas_id=petugas, judul="Selisih pengingat",
            isi=f"Pemeriksaan menemukan {count} pengingat yang tidak seperti seharusnya. Lihat halaman Pengingat.",
            status="TERKIRIM", terkirim_pada=now,
        )  # fmt: skip
