"""STAGE: two files of one person become one, or are declared two people; both for ever, and nothing is deleted."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from puskesos import trace
from puskesos.access import lock_warga, require
from puskesos.models import DugaanGanda, Keluarga, Keluhan, Kepesertaan, Riwayat, StatusDTSEN, Warga, WargaPPKS
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.steps import add_line

K = DugaanGanda.Keputusan
# What the kept file takes over where it has nothing itself.
_FILLED = (
    "nama_alias", "cara_verifikasi", "tempat_lahir", "tanggal_lahir", "perkiraan_umur", "jenis_kelamin",
    "status_perkawinan", "hubungan_keluarga", "pendidikan", "pekerjaan", "nama_ibu", "hp_milik", "bahasa",
    "disabilitas", "alamat", "rt", "rw", "patokan", "daerah_asal", "keluarga_id",
)  # fmt: skip


@transaction.atomic
def merge_warga(*, by, now, keep, lose, alasan):
    """Merge the person `lose` (id) into `keep` (id): cases, checks and memberships go over, the old file stays.

    Refused for two different NIK: one of them is wrong and must be corrected first, or they are two people.
    """
    require(by, "gabung", "C")
    if not alasan:
        raise MissingFact("Tulis mengapa keduanya orang yang sama.", field="alasan")
    kept, lost = _lock_both(by, keep, lose)
    _require_one_person(kept, lost)
    before = _facts(kept)
    _fill(kept, lost)
    _bring_health(kept, lost, now)
    _hand_over(kept, lost, by=by, now=now)
    _retire(lost, kept)
    kept.versi += 1
    kept.save()
    _remember(kept, lost, K.GABUNG, alasan, by)
    trace.record_change(by, kept, before, _facts(kept))
    trace.record(by, trace.Aksi.UBAH, lost, digabung_ke=str(kept.pk), alasan=alasan)
    return kept


@transaction.atomic
def not_the_same(*, by, now, a, b, alasan=""):
    """Two files belong to two people: the pair is never suggested again."""
    require(by, "gabung", "C")
    first, second = _lock_both(by, a, b)
    row = _remember(first, second, K.BUKAN, alasan, by)
    trace.record(by, trace.Aksi.UBAH, first, bukan_ganda=str(second.pk))
    return row


def _lock_both(by, keep, lose):
    """Always in the same order, so that two people deciding crosswise wait for each other and do not deadlock."""
    if str(keep) == str(lose):
        raise Refused("Pilih dua warga yang berbeda.")
    found = {str(pk): lock_warga(by, pk) for pk in sorted((keep, lose), key=str)}
    for one in found.values():
        if one.digabung_ke_id:
            raise IllegalMove("Salah satu dari keduanya sudah digabung orang lain. Muat ulang daftarnya.")
    return found[str(keep)], found[str(lose)]


def _require_one_person(kept, lost):
    if kept.nik_cari and lost.nik_cari and bytes(kept.nik_cari) != bytes(lost.nik_cari):
        raise Refused("Kedua NIK berbeda. Perbaiki dulu NIK yang salah, atau nyatakan bukan orang yang sama.")


def _facts(warga):
    return {name: getattr(warga, name) for name in (*_FILLED, "nik_cari", "hp_cari", "alasan_tanpa_nik")}


def _fill(kept, lost):
    """Take over what is missing; sealed values are opened and sealed anew, because the seal belongs to the row."""
    for name in _FILLED:
        if getattr(kept, name) in ("", None, []):
            setattr(kept, name, getattr(lost, name))
    if lost.nik_cari and not kept.nik_cari:
        kept.set_nik(lost.nik())
        kept.alasan_tanpa_nik = ""
    if lost.hp_cari and not kept.hp_cari:
        kept.set_hp(lost.hp())


def _bring_health(kept, lost, now):
    """The note goes over, below the one that is there: nobody chooses between two things a doctor said.

    It does not stay behind: with the cases gone over, the old row would no longer know that it is a handler's alone.
    """
    gone, known = lost.kesehatan(), kept.kesehatan()
    if gone and gone not in known:
        day = f"{timezone.localdate(now):%d-%m-%Y}"
        kept.set_kesehatan(f"{known}\n\n{day}, dari data yang digabung: {gone}" if known else gone)
    lost.set_kesehatan("")


def _hand_over(kept, lost, *, by, now):
    """Cases with a line in their story, data checks, and what the kept file does not have yet."""
    cases = list(Keluhan.objects.select_for_update(of=("self",), no_key=True).filter(klien=lost).order_by("pk"))
    Keluhan.objects.filter(pk__in=[one.pk for one in cases]).update(klien=kept)
    for keluhan in cases:
        add_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, catatan=f"Data warga digabung dengan {kept.nama}.",
                 warga=lost.pk)  # fmt: skip
    StatusDTSEN.objects.filter(warga=lost).update(warga=kept)
    held = Kepesertaan.objects.filter(warga=kept).values("program_id")
    Kepesertaan.objects.filter(warga=lost).exclude(program_id__in=held).update(warga=kept)
    marked = WargaPPKS.objects.filter(warga=kept).values("kategori_id")
    WargaPPKS.objects.filter(warga=lost).exclude(kategori_id__in=marked).update(warga=kept)
    Keluarga.objects.filter(kepala=lost).update(kepala=kept)


def _retire(lost, kept):
    """The old file stays, points to the other, and whatever pointed to it points there too."""
    Warga.objects.filter(digabung_ke=lost).update(digabung_ke=kept)
    lost.digabung_ke = kept
    lost.versi += 1
    lost.save()


def _remember(one, other, keputusan, alasan, by):
    first, second = sorted((one, other), key=lambda each: each.pk)
    try:
        with transaction.atomic():
            return DugaanGanda.objects.create(
                warga_a=first, warga_b=second, keputusan=keputusan, alasan=alasan, petugas_id=by.petugas_id
            )
    except IntegrityError:
        known = DugaanGanda.objects.select_related("petugas").get(warga_a=first, warga_b=second)
        raise IllegalMove(
            f"Pasangan ini sudah diputuskan {known.petugas.nama}: {known.get_keputusan_display().lower()}."
        ) from None
