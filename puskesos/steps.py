"""What every stage does when a case changes: one move with its Jejak, or one line of the story without a move."""

from puskesos import deadlines, lampiran, trace, workflow
from puskesos.models import Riwayat
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused
from puskesos.roles import Peran


def take_step(keluhan, code, *, by, now, **facts):
    """One move of a locked keluhan, with its Jejak; a proposal that was waiting is settled by it, a wait over."""
    if deadlines.awaits_schedule(keluhan):
        deadlines.go_on(keluhan, now)
    keluhan.usulan = keluhan.usulan_catatan = ""
    keluhan.usulan_oleh = None
    workflow.perform(keluhan, code, by=by, now=now, **facts)
    trace.record(by, trace.Aksi.LANGKAH, keluhan, langkah=code)
    return keluhan


def add_line(keluhan, jenis, *, by, now, versi=None, internal=False, **facts):
    """One line of the story that moves no status; `alasan` and `catatan` have columns of their own."""
    return Riwayat.objects.create(
        keluhan_id=keluhan.id, jenis=jenis, at=now, versi=versi, internal=internal, **Riwayat.signature(by),
        **Riwayat.words(facts),
    )  # fmt: skip


def change_with_line(keluhan, jenis, *, by, now, **facts):
    """A change that a decision depends on: its line raises the version, so nobody decides on an old page."""
    keluhan.versi += 1
    keluhan.save()
    return add_line(keluhan, jenis, by=by, now=now, versi=keluhan.versi, **facts)


def require_open(keluhan):
    if not keluhan.terbuka:
        raise IllegalMove("Keluhan ini sudah ditutup. Buka kembali dulu bila masih ada yang harus dikerjakan.")


def require_status(keluhan, statuses, deed):
    """IllegalMove, with the present status in words, unless the case stands in one of the statuses."""
    if keluhan.status not in statuses:
        raise IllegalMove(f"{deed} tidak bisa dari status {keluhan.get_status_display()}.")


def is_own(by, keluhan, roles):
    """False for a Fasilitator and a case that another hand wrote down (scope `o` of the table)."""
    return bool(by.hat(roles - {Peran.FASILITATOR})) or keluhan.diterima_oleh_id == by.petugas_id


def require_own(by, keluhan, roles):
    """NotAllowed when a Fasilitator would complete what another hand wrote down."""
    if not is_own(by, keluhan, roles):
        raise NotAllowed("Fasilitator hanya melengkapi keluhan yang dicatatnya sendiri.")


def required(value, sentence, field):
    """The value, or MissingFact with its sentence at its field."""
    if not value:
        raise MissingFact(sentence, field=field)
    return value


def own_file(keluhan, lampiran_id, field="bukti"):
    """The file of this very case with that id, or None without one; Refused for a file of another case."""
    if not lampiran_id:
        return None
    found = keluhan.lampiran.filter(pk=lampiran_id).first()
    if found is None:
        raise Refused("Berkas ini tidak ada pada keluhan ini. Pilih atau unggah lagi.", field=field)
    return found


def cleaned_upload(file, field):
    """An upload made harmless, before anything is locked: cleaning takes a while. Refused at its field."""
    try:
        return lampiran.clean_upload(file, file.name)
    except lampiran.UploadRefused as refused:
        refused.field = field
        raise
