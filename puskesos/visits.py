"""STAGE: home visits: planned, done, nobody at home, or to be repeated; what was seen and what is advised."""

from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from puskesos import files, trace
from puskesos.access import lock_keluhan, require
from puskesos.models import Keluhan, Kunjungan, Penugasan, Riwayat, UmpanBalik
from puskesos.refusals import IllegalMove, Refused
from puskesos.roles import holders
from puskesos.steps import add_line, cleaned_upload, require_open, required
from puskesos.verification.family import HasilKontak

Status = Kunjungan.Status
VISITORS = holders("kunjungan", "C")
FARTHEST = timedelta(days=180)


def open_visit(by, id):
    """A visit of a visible case, for reading; 404 outside the area."""
    found = _visible(by).select_related("keluhan__klien", "petugas").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def due(by, day):
    """Visits of the area that are planned for a day or earlier and not done, the oldest first."""
    return planned(by).filter(rencana__lte=day).order_by("rencana", "id")


def planned(by):
    """All visits of the area that are still to be made, house by house: kelurahan, RW, RT, then the day."""
    found = _visible(by).filter(status=Status.BELUM, keluhan__terbuka=True).select_related("keluhan__klien", "petugas")
    return found.order_by("kelurahan_id", "keluhan__klien__rw", "keluhan__klien__rt", "rencana", "id")


def _visible(by):
    return Kunjungan.objects.filter(keluhan__in=Keluhan.objects.visible_to(by))


@transaction.atomic
def plan_visit(*, by, now, id, rencana, tujuan="", petugas_id=None):
    """Plan a visit for a day; by oneself, or by a colleague of the same place."""
    require(by, "kunjungan", "C")
    keluhan = lock_keluhan(by, id)
    require_open(keluhan)
    visit = _plan(keluhan, by=by, now=now, rencana=rencana, tujuan=tujuan, petugas_id=petugas_id or by.petugas_id)
    trace.record(by, trace.Aksi.BUAT, visit)
    return visit


def _plan(keluhan, *, by, now, rencana, tujuan, petugas_id):
    today = timezone.localdate(now)
    required(rencana, "Isi tanggal kunjungan.", "rencana")
    if not today <= rencana <= today + FARTHEST:
        raise Refused("Tanggal kunjungan mulai hari ini dan paling lama 180 hari lagi.", field="rencana")
    if petugas_id != by.petugas_id and petugas_id not in {one.petugas_id for one in colleagues(by, today)}:
        raise Refused("Pilih petugas yang bertugas di tempat yang sama.", field="petugas")
    visit = Kunjungan.objects.create(
        keluhan=keluhan, kelurahan_id=keluhan.kelurahan_id, petugas_id=petugas_id, rencana=rencana, tujuan=tujuan
    )
    add_line(keluhan, Riwayat.Jenis.KUNJUNGAN, by=by, now=now, kunjungan=visit.pk, rencana=rencana, catatan=tujuan)
    return visit


def colleagues(by, day):
    """Active assignments at the same place whose role makes visits."""
    active = Penugasan.objects.active(day).filter(wilayah_id=by.wilayah_id, peran__in=VISITORS)
    return active.select_related("petugas").order_by("petugas__nama")


@transaction.atomic
def record_visit(
    *, by, now, id, kondisi, penghasilan="", tanggungan=None, rekomendasi="", foto=(), foto_baru=(), lat=None,
    lon=None, ulang=None, dilakukan_pada=None,
):  # fmt: skip
    """Write down what was seen; with `ulang` (a date) the visit must be repeated and is planned again.

    Photos are files of the case (`foto`, their ids) or fresh uploads (`foto_baru`, pairs of kind and file).
    `dilakukan_pada` is when it was made, if it is written down later.
    """
    clean = [(jenis, cleaned_upload(file, f"foto_{jenis}")) for jenis, file in foto_baru]
    visit, keluhan = _lock_planned(by, id)
    visit.kondisi = required(kondisi, "Tulis keadaan keluarga dan rumah.", "kondisi")
    visit.penghasilan, visit.tanggungan, visit.rekomendasi = penghasilan, tanggungan, rekomendasi
    visit.lat, visit.lon = lat, lon
    photos = _own_photos(keluhan, foto)
    photos += [str(files.keep(by=by, now=now, clean=one, jenis=jenis, keluhan=keluhan).pk) for jenis, one in clean]
    _finish(visit, Status.ULANG if ulang else Status.SUDAH, by=by, at=dilakukan_pada or now)
    add_line(keluhan, Riwayat.Jenis.KUNJUNGAN, by=by, now=now, kunjungan=visit.pk, status=visit.status, foto=photos,
             catatan=rekomendasi)  # fmt: skip
    return _again(visit, keluhan, ulang, by=by, now=now)


@transaction.atomic
def nobody_home(*, by, now, id, catatan="", ulang=None, dilakukan_pada=None):
    """Nobody was there: one recorded attempt to reach the family, and a new date when one is given."""
    visit, keluhan = _lock_planned(by, id)
    _finish(visit, Status.TIDAK_DI_RUMAH, by=by, at=dilakukan_pada or now)
    add_line(keluhan, Riwayat.Jenis.KONTAK, by=by, now=now, kanal=UmpanBalik.Kanal.KUNJUNGAN, kunjungan=visit.pk,
             hasil=HasilKontak.TIDAK_DI_RUMAH, catatan=catatan)  # fmt: skip
    return _again(visit, keluhan, ulang, by=by, now=now)


def _lock_planned(by, id):
    """The case first, then the visit: everybody locks in this order."""
    require(by, "kunjungan", "U")
    keluhan_id = _visible(by).filter(pk=id).values_list("keluhan_id", flat=True).first()
    if keluhan_id is None:
        raise Http404
    keluhan = lock_keluhan(by, keluhan_id)
    require_open(keluhan)
    visit = Kunjungan.objects.select_for_update(of=("self",), no_key=True).get(pk=id)
    if visit.status != Status.BELUM:
        raise IllegalMove(f"Kunjungan ini sudah dicatat: {visit.get_status_display().lower()}.")
    return visit, keluhan


def _finish(visit, status, *, by, at):
    visit.status, visit.dilakukan_pada, visit.petugas_id = status, at, by.petugas_id
    visit.save()
    trace.record(by, trace.Aksi.UBAH, visit, status=status)


def _own_photos(keluhan, ids):
    found = list(keluhan.lampiran.filter(pk__in=ids).values_list("pk", flat=True))
    if len(found) != len(set(ids)):
        raise Refused("Ada foto yang tidak lagi tersedia. Unggah ulang fotonya.", field="foto")
    return [str(pk) for pk in found]


def _again(visit, keluhan, ulang, *, by, now):
    if ulang:
        _plan(keluhan, by=by, now=now, rencana=ulang, tujuan=visit.tujuan, petugas_id=by.petugas_id)
    return visit
