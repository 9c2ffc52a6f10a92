"""STAGE: a request about one's own data: taken down, decided with a reason, answered; all of it stays on record.

Deleting is no stroke of a pen here: what belongs to a case is kept by law as long as its archive schedule says. A
granted deletion is a restriction from that moment, and the answer says so.
"""

from django.db import transaction
from django.http import Http404

from puskesos import consent, trace
from puskesos.access import require
from puskesos.intake import next_number
from puskesos.models import Keluhan, PersetujuanData, Warga
from puskesos.refusals import IllegalMove, Refused, Stale
from puskesos.steps import required
from puskesos.texts import clean_text
from rujukan import notices, restriction
from slrt.privacy.models import PermintaanData

Jenis, Putusan, Lewat = PermintaanData.Jenis, PermintaanData.Putusan, PermintaanData.Lewat
PREFIX = "PDP"
MOST_WORDS = 2000


@transaction.atomic
def take_down(*, by, now, warga, jenis, pemohon, pemohon_nama="", kenal, lewat, isi):
    """Write down what somebody asks about a person's data; the clock of three times twenty-four hours begins."""
    require(by, "permintaan", "C")
    person = Warga.objects.visible_to(by).filter(pk=warga).first()
    if person is None:
        raise Http404
    _known(jenis, Jenis, "Pilih apa yang diminta.", "jenis")
    _known(pemohon, PersetujuanData.Pemberi, "Pilih siapa yang meminta.", "pemohon")
    _known(kenal, PermintaanData.Kenal, "Pilih dari mana pemohon dikenali.", "kenal")
    _known(lewat, Lewat, "Pilih lewat apa permintaan disampaikan.", "lewat")
    if pemohon != PersetujuanData.Pemberi.KLIEN:
        required(pemohon_nama, "Tulis nama orang tua atau wali yang meminta.", "pemohon_nama")
    row = PermintaanData.objects.create(
        nomor=_number(now), warga=person, jenis=jenis, pemohon=pemohon, pemohon_nama=pemohon_nama, kenal=kenal,
        lewat=lewat, isi=_words(isi, "Tulis apa yang diminta.", "isi"), diterima_pada=now, batas=now + consent.LIMIT,
        dicatat_oleh_id=by.petugas_id,
    )  # fmt: skip
    trace.record(by, trace.Aksi.BUAT, row, nomor=row.nomor, jenis=jenis, warga=str(person.pk))
    notices.tell(restriction.protectors(now), now=now, jabatan="PDP", judul=f"Permintaan data {row.nomor}",
                 isi=f"{row.get_jenis_display()}. Putuskan sebelum batasnya.")  # fmt: skip
    return row


def _known(value, choices, sentence, field):
    if value not in choices:
        raise Refused(sentence, field=field)


def _words(text, sentence, field):
    return required(clean_text(text, MOST_WORDS), sentence, field)


def _number(now):
    """`PDP-2026-0001`."""
    year, n = next_number(now, PREFIX)
    return f"{PREFIX}-{year}-{n:04}"


# --- deciding ------------------------------------------------------------------------------------------------------
@transaction.atomic
def decide(*, by, now, id, versi=None, putusan, alasan, jawaban):
    """Grant or decline, once; what was granted to be restricted is restricted in the same transaction."""
    require(by, "permintaan", "A")
    row = _lock(by, id, versi)
    if row.putusan:
        raise IllegalMove(f"Permintaan ini sudah diputus: {row.get_putusan_display().lower()}.")
    _known(putusan, Putusan, "Pilih putusannya.", "putusan")
    row.putusan, row.diputus_pada, row.diputus_oleh_id = putusan, now, by.petugas_id
    row.alasan = _words(alasan, "Tulis alasan dan dasar hukumnya.", "alasan")
    row.jawaban = _words(jawaban, "Tulis jawaban untuk pemohon.", "jawaban")
    _save(row)
    trace.record(by, trace.Aksi.UBAH, row, nomor=row.nomor, putusan=putusan)
    if row.restricts:
        for keluhan in _cases(row):
            consent.restrict(keluhan, by=by, now=now, catatan=f"Permintaan {row.nomor}.")
            restriction.tell(keluhan, now, f"Pemakaian data dibatasi: {keluhan.nomor}")
    notices.tell([row.dicatat_oleh_id], now=now, jabatan="PEMOHON", judul=f"Permintaan {row.nomor} sudah diputus",
                 isi="Sampaikan jawabannya kepada pemohon, lalu catat.")  # fmt: skip
    return row


@transaction.atomic
def lift(*, by, now, id, versi=None, alasan):
    """The end of a granted restriction: the person asked for it, or its ground is gone."""
    require(by, "permintaan", "A")
    row = _lock(by, id, versi)
    if not row.restricts:
        raise IllegalMove("Permintaan ini tidak sedang membatasi apa pun.")
    row.diakhiri_pada, row.diakhiri_alasan = now, _words(alasan, "Tulis mengapa pembatasan berakhir.", "alasan")
    _save(row)
    trace.record(by, trace.Aksi.UBAH, row, nomor=row.nomor, pembatasan="berakhir")
    if not any(one.restricts for one in PermintaanData.objects.select_related("warga").of(row.subject_id)):
        for keluhan in _cases(row).filter(dibatasi_sebab=Keluhan.Pembatasan.PERMINTAAN):
            consent.lift(keluhan, by=by, now=now, catatan=f"Permintaan {row.nomor}.")
    return row


@transaction.atomic
def tell_answer(*, by, now, id, versi=None, lewat):
    """The person was told the decision."""
    require(by, "permintaan", "C")
    row = _lock(by, id, versi)
    if not row.putusan:
        raise IllegalMove("Permintaan ini belum diputus.")
    if row.disampaikan_pada:
        raise IllegalMove("Jawabannya sudah disampaikan.")
    _known(lewat, Lewat, "Pilih lewat apa jawaban disampaikan.", "lewat")
    row.disampaikan_pada, row.disampaikan_lewat, row.disampaikan_oleh_id = now, lewat, by.petugas_id
    _save(row)
    trace.record(by, trace.Aksi.UBAH, row, nomor=row.nomor, disampaikan=lewat)
    return row


def _lock(by, id, versi):
    rows = PermintaanData.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    row = rows.select_related("warga").filter(pk=id).first()
    if row is None:
        raise Http404
    if versi is not None and str(versi) != str(row.versi):
        raise Stale("Permintaan ini baru saja diubah orang lain. Periksa perubahannya, lalu ulangi bila masih perlu.")
    return row


def _save(row):
    row.versi += 1
    row.save()


def _cases(row):
    """All cases of the person, closed ones too, locked in one order."""
    return Keluhan.objects.select_for_update(of=("self",), no_key=True).filter(klien=row.subject_id).order_by("pk")
