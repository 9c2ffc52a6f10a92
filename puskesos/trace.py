"""Leaving Jejak: one row per act on people's data, in the transaction of the act itself.

Identifiers never enter: values are masked or only counted before they come here.
"""

from puskesos.models import Jejak, Petugas
from puskesos.roles import SISTEM

Aksi = Jejak.Aksi


def record(by, aksi, thing=None, *, keluhan_id=None, kelurahan_id="", **rincian):
    """Write one Jejak row; `by=None` is the system. If it cannot be written the act itself fails."""
    return Jejak.objects.create(
        petugas_id=by.petugas_id if by else None,
        penugasan_id=by.id if by else None,
        peran=by.peran if by else SISTEM,
        asal=getattr(by, "asal", "") or "",
        aksi=aksi,
        objek=thing._meta.model_name if thing is not None else "",
        objek_id=str(thing.pk) if thing is not None else "",
        keluhan_id=keluhan_id or _keluhan_of(thing),
        kelurahan_id=kelurahan_id or getattr(thing, "kelurahan_id", "") or "",
        rincian=rincian,
    )


def record_sign_in(petugas, by, aksi, asal=""):
    """Signing in or out, also by somebody whose assignments have ended: then only `asal` says from where."""
    return Jejak.objects.create(
        petugas=petugas, penugasan_id=by.id if by else None, peran=by.peran if by else "", aksi=aksi,
        asal=asal or getattr(by, "asal", "") or "",
    )  # fmt: skip


def record_failed_sign_in(username, asal):
    """A wrong user name or password; the name typed is kept only when an account carries it."""
    petugas = Petugas.objects.filter(username=username).first()
    return Jejak.objects.create(petugas=petugas, peran="", aksi=Aksi.GAGAL_MASUK, asal=asal)


def record_list(by, name, ids, **rincian):
    """A page of a list was shown: which list, which rows (at most 50 ids)."""
    return record(by, Aksi.DAFTAR, daftar=name, ids=[str(i) for i in list(ids)[:50]], **rincian)


def record_change(by, thing, before, after):
    """Fields that changed on a thing, old and new; sealed columns are named without values."""
    changes = {
        name: "•" if name.endswith(("_sandi", "_cari")) else [_plain(before[name]), _plain(after[name])]
        for name in after
        if before.get(name) != after[name]
    }
    return record(by, Aksi.UBAH, thing, perubahan=changes) if changes else None


def _plain(value):
    return value if isinstance(value, bool | int | float | str | list | dict | None) else str(value)


def _keluhan_of(thing):
    if thing is None:
        return None
    return thing.pk if thing._meta.model_name == "keluhan" else getattr(thing, "keluhan_id", None)
