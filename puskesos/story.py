"""The story of a case in plain sentences: who did what, when, with the words people wrote."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import F, Q

from puskesos import catalogue, tales
from puskesos.models import Kebutuhan, Kunjungan, Lampiran, Riwayat
from puskesos.prepared import Prepared
from puskesos.roles import KELUARGA, KOTA, SISTEM, Peran

_LINES = Prepared(lambda keluhan: _signed(Riwayat.objects.filter(keluhan=keluhan)), keluhan=UUID)
_NEEDS = Prepared(lambda keluhan: Kebutuhan.objects.filter(keluhan=keluhan).select_related("bukti"), keluhan=UUID)
_VISITS = Prepared(lambda keluhan: Kunjungan.objects.filter(keluhan=keluhan), keluhan=UUID)
_FILES = Prepared(
    lambda keluhan: Lampiran.objects.filter(keluhan=keluhan).select_related("diunggah_oleh").order_by("created_at"),
    keluhan=UUID,
)


def _signed(lines):
    """Lines of history with the name of who wrote each: nothing else of that person is told."""
    return lines.annotate(nama=F("petugas__nama"))


@dataclass(frozen=True)
class Entry:
    """One line: `text` goes on after the name of `who`; `quote` is what somebody wrote, word by word."""

    at: datetime
    who: str
    role_label: str
    text: str
    quote: str = ""
    kind: str = "langkah"
    tone: str = ""
    internal: bool = False

    @property
    def note(self):
        return self.quote


def needs_of(keluhan):
    """Its needs in order, with the paper that proves each."""
    return _NEEDS(keluhan=keluhan.pk)


def files_of(keluhan):
    """All its files with who uploaded them, replaced ones too, in the order of upload."""
    return _FILES(keluhan=keluhan.pk)


def visits_of(keluhan):
    """All its visits, made or planned."""
    return _VISITS(keluhan=keluhan.pk)


def timeline(keluhan, by, *, needs=None, files=None, visits=None):
    """All entries that this person may read, the newest first; the number of queries does not depend on the length.

    Needs, files and visits are asked for unless the caller has them already.
    """
    return _told(keluhan, _LINES(keluhan=keluhan.pk), by, needs=needs, files=files, visits=visits)


def since(keluhan, versi, by):
    """What happened after a version was shown: for the page that says “somebody was faster”."""
    moves = Q(life="keluhan", versi__isnull=False)
    known = keluhan.riwayat.filter(moves, versi__lte=versi).order_by("-versi").first()
    if known is None:
        return timeline(keluhan, by)
    later = moves & Q(versi__gt=versi) | ~moves & Q(at__gt=known.at)
    return _told(keluhan, _signed(keluhan.riwayat.filter(later)), by, files_after=known.at)


def _told(keluhan, lines, by, *, needs=None, files=None, visits=None, files_after=None):
    lines = [line for line in lines if by.hat(KOTA) or not line.internal]
    needs = {need.pk: need for need in (needs_of(keluhan) if needs is None else needs)}
    visits = {str(visit.pk): visit for visit in (visits_of(keluhan) if visits is None else visits)}
    # The newest first, also among lines of one moment: a stable sort keeps what was turned around before.
    told = filter(None, (_entry(line, keluhan, needs, visits) for line in reversed(lines)))
    rows = files_of(keluhan) if files is None else files
    uploads = _uploads(rows, {line.fakta.get("lampiran") for line in lines}, files_after)
    return sorted([*told, *uploads], key=lambda entry: entry.at, reverse=True)


def _entry(line, keluhan, needs, visits):
    tale = tales.tell(line, keluhan=keluhan, needs=needs, visits=visits)
    if tale is None:
        return None
    return Entry(
        at=line.at, who=line.nama or nameless(line.peran), role_label=role_label(line.peran),
        text=tale.text, quote=tale.quote, kind=line.jenis.lower(), tone=tale.tone, internal=line.internal,
    )  # fmt: skip


def nameless(peran):
    """Who signs a line that no officer signed."""
    return {Peran.OPD: "Instansi", KELUARGA: "Keluarga"}.get(peran, "Sistem")


def role_label(peran):
    return "" if peran == SISTEM or peran not in Peran else Peran(peran).label


def _uploads(rows, named, after):
    """Files that came in with the intake have no line of their own: those of one person in one minute are one entry."""
    rows = [row for row in rows if str(row.pk) not in named and (after is None or row.created_at > after)]
    for (who, minute), files in groupby(rows, key=_upload):
        names = tales.listed(catalogue.table("JenisBerkas")[row.jenis_id].nama for row in files)
        yield Entry(at=minute, who=who, role_label="", text=f"mengunggah {names}", kind="berkas")


def _upload(row):
    who = row.diunggah_oleh.nama if row.diunggah_oleh else nameless(Peran.OPD)
    return who, row.created_at.replace(second=0, microsecond=0)
