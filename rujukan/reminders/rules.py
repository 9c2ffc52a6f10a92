"""STAGE: change a step of the ladder: write a draft, try it on the last month, let it hold from a day on.

A rule that ever held is never changed: it ends the day before its successor begins, and referrals that were sent
keep the copy they were sent with.
"""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from puskesos import trace
from puskesos.access import require
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.templatetags.puskesos import tanggal_pendek
from rujukan.models import AturanPengingat
from rujukan.reminders import ladder, recipients

Dasar = AturanPengingat.Dasar
LIMITS = {Dasar.PERSEN: (1, 100), Dasar.SEBELUM: (0, 30), Dasar.HARI_KERJA: (1, 60)}
CHANNELS = {
    "APLIKASI": "Di aplikasi", "EMAIL": "E-mail", "PESAN": "SMS atau WhatsApp (bila ada gateway)",
    "SURAT": "Surat pengingat yang dicetak", "DAFTAR": "Daftar mingguan pimpinan", "AGENDA": "Agenda rapat koordinasi",
}  # fmt: skip
POSITIONS = {
    "PEMILIK": "Penanggung jawab kasus", "INSTANSI": "Instansi", "KOORDINATOR": "Koordinator Puskesos",
    "SUPERVISOR": "Supervisor", "MANAJER": "Manajer SLRT", "PIMPINAN": "Pimpinan Dinas Sosial",
}  # fmt: skip
WORDS = frozenset({"{nomor}", "{instansi}", "{batas}"})
FIELDS = ("nama", "dasar", "nilai", "penerima", "kanal", "judul", "isi")


def versions(tahap, langkah):
    """All rows of one step, the newest first."""
    return AturanPengingat.objects.filter(tahap=tahap, langkah=langkah).order_by("konsep", "-berlaku_mulai", "-kode")


def draft_of(rule):
    return AturanPengingat.objects.filter(tahap=rule.tahap, langkah=rule.langkah, konsep=True).first()


@transaction.atomic
def draft(*, by, now, kode, dasar, nilai, penerima, kanal, judul, isi):
    """Write down how one step should be; it holds for nobody until it is let hold."""
    require(by, "katalog", "UA")
    rule = _locked(kode)
    _check(rule, dasar=dasar, nilai=nilai, penerima=penerima, kanal=kanal, judul=judul, isi=isi)
    row = draft_of(rule) or AturanPengingat(kode=_next_code(rule), tahap=rule.tahap, langkah=rule.langkah, konsep=True)
    before = {name: getattr(row, name) for name in FIELDS}
    row.nama, row.sumber = rule.nama, "Keputusan kota"
    row.dasar, row.nilai, row.judul, row.isi = dasar, nilai, judul.strip(), isi.strip()
    row.penerima, row.kanal, row.disunting_pada = "|".join(penerima), "|".join(kanal), now
    row.save()
    trace.record(
        by, trace.Aksi.REFERENSI, row, konsep=True,
        perubahan={name: [str(before[name]), str(getattr(row, name))] for name in FIELDS},
    )  # fmt: skip
    return row


def _next_code(rule):
    base = f"{rule.tahap}-{rule.langkah}"
    taken = set(versions(rule.tahap, rule.langkah).values_list("kode", flat=True))
    return next(code for code in (f"{base}.{n}" for n in range(2, 10_000)) if code not in taken)


def _check(rule, *, dasar, nilai, penerima, kanal, judul, isi):
    if dasar not in LIMITS:
        raise Refused("Pilih kapan pengingat ini jatuh tempo.", field="dasar")
    least, most = LIMITS[dasar]
    if nilai is None or not least <= nilai <= most:
        raise Refused(f"Isi angka {least} sampai {most}.", field="nilai")
    if not penerima or set(penerima) - set(recipients.POSITIONS):
        raise MissingFact("Pilih paling sedikit satu penerima.", field="penerima")
    if not kanal or set(kanal) - set(CHANNELS):
        raise MissingFact("Pilih paling sedikit satu cara.", field="kanal")
    if rule.tahap == AturanPengingat.Tahap.DOKUMEN:
        _check_ours(penerima, kanal)
    if not judul.strip():
        raise MissingFact("Tulis judul pesannya.", field="judul")
    _check_words(isi)
    _check_order(rule, dasar, nilai)


def _check_ours(penerima, kanal):
    """While papers are awaited from us the agency is left in peace."""
    if "INSTANSI" in penerima:
        raise Refused("Dokumen ditunggu dari kita: instansi tidak diingatkan pada tahap ini.", field="penerima")
    if set(kanal) - {"APLIKASI", "EMAIL"}:
        raise Refused("Pada tahap ini hanya “di aplikasi” dan “e-mail”.", field="kanal")


def _check_words(isi):
    if "{nomor}" not in isi:
        raise Refused("Isi pesan harus memuat {nomor}, supaya penerima tahu rujukan yang mana.", field="isi")
    if strange := set(re.findall(r"\{[^}]*\}?|\}", isi)) - WORDS:
        names = ", ".join(sorted(strange))
        raise Refused(f"{names} tidak dikenal. Pakai {{nomor}}, {{instansi}}, {{batas}}.", field="isi")
    if re.search(r"\d{9,}", re.sub(r"[ .-]", "", isi)):
        raise Refused("Isi pesan tidak boleh memuat NIK atau nomor HP: pesan ini keluar dari sistem.", field="isi")


def _check_order(rule, dasar, nilai):
    """The ladder climbs: of two steps counted alike the higher one comes later."""
    others = ladder.holding(timezone.localdate()).filter(tahap=rule.tahap).exclude(langkah=rule.langkah)
    mine = _place(dasar, nilai)
    for other in others:
        theirs = _place(other.dasar, other.nilai)
        if {dasar, other.dasar} == {Dasar.PERSEN, Dasar.SEBELUM}:
            continue  # which one is earlier depends on how long the limit is
        if (other.langkah < rule.langkah and theirs >= mine) or (other.langkah > rule.langkah and theirs <= mine):
            raise Refused(f"Waktunya bertabrakan dengan langkah {other.langkah} ({other.nama}).", field="nilai")


def _place(dasar, nilai):
    return {Dasar.PERSEN: (0, nilai), Dasar.SEBELUM: (0, -nilai), Dasar.HARI_KERJA: (1, nilai)}[dasar]


@transaction.atomic
def let_hold(*, by, now, kode, mulai):
    """The manajer lets a draft hold from a day on, today at the earliest; the rule before it ends the day before."""
    require(by, "katalog", "A")
    row = _locked(kode)
    today = timezone.localdate(now)
    if not row.konsep:
        raise IllegalMove("Aturan ini sudah diberlakukan.")
    if mulai is None or mulai < today:
        raise Refused("Aturan berlaku mulai hari ini atau sesudahnya.", field="berlaku_mulai")
    if mulai > today + timedelta(days=366):
        raise Refused("Paling lama satu tahun ke depan.", field="berlaku_mulai")
    _end_before(row, mulai, now)
    row.konsep, row.berlaku_mulai, row.berlaku_sampai, row.disunting_pada = False, mulai, None, now
    row.save()
    trace.record(by, trace.Aksi.REFERENSI, row, berlaku_mulai=mulai.isoformat())
    return row


def _end_before(row, mulai, now):
    others = AturanPengingat.objects.filter(tahap=row.tahap, langkah=row.langkah, konsep=False, aktif=True)
    if later := others.filter(berlaku_mulai__gte=mulai).first():
        day = tanggal_pendek(later.berlaku_mulai)
        raise Refused(
            f"Langkah ini sudah punya aturan yang berlaku mulai {day}. Pilih tanggal sesudahnya.", field="berlaku_mulai"
        )
    running = others.filter(Q(berlaku_sampai__isnull=True) | Q(berlaku_sampai__gte=mulai))
    running.update(berlaku_sampai=mulai - timedelta(days=1), disunting_pada=now)


@transaction.atomic
def discard(*, by, now, kode):
    """Throw a draft away; what held stays."""
    require(by, "katalog", "UA")
    row = _locked(kode)
    if not row.konsep:
        raise IllegalMove("Aturan yang sudah berlaku tidak dihapus; tulis perubahannya sebagai konsep baru.")
    trace.record(by, trace.Aksi.REFERENSI, row, konsep="dibuang")
    row.delete()


def _locked(kode):
    """The row, with its whole step locked."""
    seen = AturanPengingat.objects.filter(pk=kode).first()
    if seen is None:
        raise IllegalMove("Konsep ini sudah tidak ada.")
    rows = AturanPengingat.objects.select_for_update().filter(tahap=seen.tahap, langkah=seen.langkah)
    row = next((one for one in rows.order_by("kode") if one.pk == kode), None)
    if row is None:
        raise IllegalMove("Konsep ini sudah tidak ada.")
    return row


def in_words(rule):
    """“2 hari kerja setelah batas · kepada manajer, instansi · aplikasi, e-mail”."""
    to = ", ".join(_within(POSITIONS.get(one, one)) for one in rule.penerima.split("|"))
    ways = ", ".join(_within(CHANNELS.get(one, one)) for one in rule.kanal.split("|"))
    return {"when": when_in_words(rule), "to": to, "ways": ways}


def _within(label):
    """A label as it stands within a sentence: “manajer SLRT”."""
    return label[:1].lower() + label[1:]


def when_in_words(rule):
    if rule.dasar == Dasar.PERSEN:
        return "saat batas tiba" if rule.nilai >= 100 else f"{rule.nilai} persen waktu telah lewat"
    if rule.dasar == Dasar.SEBELUM:
        return f"{rule.nilai} hari kerja sebelum batas" if rule.nilai else "pagi hari batas"
    return f"{rule.nilai} hari kerja setelah batas"
