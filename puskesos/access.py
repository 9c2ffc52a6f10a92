"""The doors: every page, call and command reaches case data through one of these.

A door answers three questions in this order: does the row exist for you (else 404), do you hold the right (else
403), and who has seen it (one Jejak row, same transaction).
"""

from functools import cache, wraps
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from puskesos import trace
from puskesos.models import Keluhan, Lampiran, Warga
from puskesos.prepared import Prepared
from puskesos.refusals import MissingFact, NotAllowed, Stale
from puskesos.roles import may


def require(by, hak, letters):
    """The hat that holds one of the letters in a row of roles.TABLE; NotAllowed without one."""
    for hat in by.hats if by else ():
        if any(may(hat.peran, hak, letter) for letter in letters):
            return hat
    raise NotAllowed("Peran Anda tidak mencakup ini.")


def can(by, hak, letters):
    """True when `require` would let through; for buttons and menus."""
    return bool(by) and any(may(hat.peran, hak, letter) for hat in by.hats for letter in letters)


def needs(hak, letters):
    """View decorator: the acting assignment must hold one of the letters; marks the view for the access matrix."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            require(request.by, hak, letters)
            return view(request, *args, **kwargs)

        guarded.hak = (hak, letters)
        return guarded

    return decorate


def everyone(view):
    """Mark a view that any signed-in person may open, whatever the assignment (profile, help, switching)."""
    view.hak = "everyone"
    return view


def open_to_all(view):
    """Mark a view that needs no sign-in; must stand under `login_not_required`."""
    view.hak = "open"
    return view


# --- keluhan -------------------------------------------------------------------------------------------------------
def _one(queryset, by, id):
    try:
        return queryset.get(pk=id)
    except queryset.model.DoesNotExist:
        raise Http404 from None


def open_keluhan(by, id, *, related=("klien", "keluarga", "pemilik"), beside=()):
    """The case for reading; leaves the read in the trace.

    `beside` are models with a column `keluhan`: the case then says as `has_surat`, … whether it has any rows of each.
    """
    found = _opened(related, beside)(by, id=UUID(str(id))) if by else []
    if not found:
        raise Http404
    trace.record(by, trace.Aksi.BACA, found[0])
    return found[0]


@cache
def _opened(related, beside):
    held = {f"has_{one._meta.model_name}": Exists(one.objects.filter(keluhan=OuterRef("pk"))) for one in beside}

    def write(asker, id):
        return Keluhan.objects.visible_to(asker).filter(pk=id).select_related(*related).annotate(**held)

    return Prepared(write, asked=True, id=UUID)


def peek_keluhan(by, id):
    """The case for a form that follows a page already opened: scope is checked, no second read is recorded."""
    return _one(Keluhan.objects.visible_to(by), by, id)


def lock_keluhan(by, id, versi=None):
    """The case, locked for one change; with `versi`, Stale when somebody changed it since that version was shown."""
    keluhan = _one(Keluhan.objects.visible_to(by).select_for_update(of=("self",), no_key=True), by, id)
    if versi is not None and str(versi) != str(keluhan.versi):
        raise Stale("Kasus ini baru saja diubah orang lain. Periksa perubahannya, lalu ulangi bila masih perlu.")
    return keluhan


# --- warga ---------------------------------------------------------------------------------------------------------
def open_warga(by, id):
    """A person's file for reading; leaves the read in the trace."""
    warga = _one(Warga.objects.visible_to(by).select_related("keluarga"), by, id)
    trace.record(by, trace.Aksi.BACA, warga)
    return warga


def lock_warga(by, id, versi=None):
    warga = _one(Warga.objects.visible_to(by).select_for_update(of=("self",), no_key=True), by, id)
    if versi is not None and str(versi) != str(warga.versi):
        raise Stale("Data warga ini baru saja diubah orang lain. Periksa perubahannya, lalu ulangi bila masih perlu.")
    return warga


REVEALABLE = {"nik": "NIK", "hp": "nomor HP", "kk": "No. KK", "kesehatan": "keadaan kesehatan"}


def hides_health(by, warga):
    """The note on health may come from a `rahasia` case of this person: then only who handles one may know of it."""
    secret = Keluhan.objects.filter(klien=warga.digabung_ke_id or warga.pk, rahasia=True)
    return secret.exists() and not secret.filter(pk__in=Keluhan.objects.visible_to(by)).exists()


def reveal(by, warga, column, *, alasan):
    """The full identifier, after a reason; the look is recorded, the value is not."""
    require(by, "identitas", "X")
    if column not in REVEALABLE or (column == "kesehatan" and hides_health(by, warga)):
        raise Http404
    if not (alasan or "").strip():
        raise MissingFact("Pilih alasan membuka data ini.", field="alasan")
    trace.record(by, trace.Aksi.BUKA_NIK, warga, kolom=column, alasan=alasan)
    return _value(warga, column)


def _value(warga, column):
    if column == "kk":
        current = warga.keluarga and warga.keluarga.nomor_kk.filter(berlaku_sampai__isnull=True).first()
        return current.number() if current else None
    return getattr(warga, column)()


# --- files ---------------------------------------------------------------------------------------------------------
def open_lampiran(by, id):
    """A file of a visible case, or of one's own draft; leaves the look in the trace."""
    lampiran = _one(Lampiran.objects.select_related("keluhan", "draf"), by, id)
    if lampiran.keluhan_id:
        if not Keluhan.objects.visible_to(by).filter(pk=lampiran.keluhan_id).exists():
            raise Http404
    elif lampiran.diunggah_oleh_id != by.petugas_id:
        raise Http404
    trace.record(by, trace.Aksi.UNDUH, lampiran, keluhan_id=lampiran.keluhan_id, jenis=lampiran.jenis_id)
    return lampiran
