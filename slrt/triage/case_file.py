"""Everything the case page shows, gathered in a fixed number of queries (ux §5.4)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from puskesos import story
from puskesos.models import (
    Jejak,
    Kelengkapan,
    Kepesertaan,
    Kunjungan,
    Lampiran,
    PersetujuanData,
    StatusDTSEN,
    Warga,
)
from puskesos.next_step import next_step
from puskesos.prepared import Prepared
from puskesos.story import Entry, role_label
from puskesos.verification import asked
from puskesos.workflow import StatusKeluhan
from rujukan import restriction
from rujukan import story as referral_story
from rujukan.models import Rujukan, Surat
from rujukan.next_step import next_step as referral_next_step
from rujukan.workflow import NOT_YET_SENT, WITH_INSTANSI
from slrt.triage.models import RencanaAksi, Telaah
from slrt.triage.summary import names_of, other_cases

# Filter chips of the story: code → (label, kinds of entries it shows).
CHIPS = {
    "semua": ("Semua", None),
    "tindakan": ("Tindakan", {"langkah", "catatan", "kontak", "kunjungan", "usulan", "umpan_balik", "telaah"}),
    "rujukan": ("Rujukan", {"rujukan"}),
    "pesan": ("Pesan", {"pengingat"}),
    "berkas": ("Berkas dan data", {"berkas", "data"}),
}
LOOK_BACK = timedelta(days=7)


@dataclass
class Need:
    """One need with what its checklist lacks and with its referrals, newest last."""

    kebutuhan: object
    rujukan: list
    berkas: list


@dataclass
class CaseFile:
    keluhan: object
    needs: list
    rujukan: list
    events: list
    next: object
    awaited: object = None
    files: list = field(default_factory=list)
    dtsen: object = None
    members: list = field(default_factory=list)
    memberships: list = field(default_factory=list)
    others: list = field(default_factory=list)
    lookers: list = field(default_factory=list)
    consent: object = None
    handlers: list = field(default_factory=list)
    letters: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    restricted: list = field(default_factory=list)

    @property
    def missing(self):
        """Required papers that are not there yet, once each."""
        return names_of(self._papers, required=True)

    @property
    def optional(self):
        """Papers that are not there and need not be."""
        return names_of(self._papers, required=False)

    @property
    def _papers(self):
        return [row for need in self.needs for row in need.berkas]


# Most cases have nothing of some of these: the query that opens the case says of which, and they are not asked for.
BESIDE = (Rujukan, Lampiran, Kunjungan, Surat, Telaah, RencanaAksi)


def gather(keluhan, by, now, chip="semua"):
    """The CaseFile of a case that was opened with what lies BESIDE it."""
    rujukan, needs = referrals(keluhan) if keluhan.has_rujukan else [], story.needs_of(keluhan)
    files = story.files_of(keluhan) if keluhan.has_lampiran else []
    restricted = restriction.of_case(keluhan, rujukan)
    return CaseFile(
        keluhan=keluhan, rujukan=rujukan, needs=_needs(keluhan, needs, rujukan),
        events=_events(keluhan, by, CHIPS[chip][1], needs, files, rujukan),
        next=_next(keluhan, rujukan, restricted, now),
        awaited=awaited(rujukan), files=[one for one in files if one.diganti_oleh_id is None],
        dtsen=_first(_DTSEN(warga=keluhan.klien_id)), members=_members(keluhan, by),
        memberships=_MEMBERSHIPS(warga=keluhan.klien_id), others=other_cases(keluhan, by),
        lookers=_lookers(keluhan, by, now), consent=_first(_CONSENT(keluhan=keluhan.pk)),
        handlers=list(keluhan.penangan.select_related("petugas").order_by("sejak")) if keluhan.rahasia else [],
        letters=_LETTERS(keluhan=keluhan.pk) if keluhan.has_surat else [],
        asked=asked(keluhan), restricted=restricted,
    )  # fmt: skip


def referrals(keluhan):
    """All its referrals, in their order."""
    return _REFERRALS(keluhan=keluhan.pk)


def _first(rows):
    return rows[0] if rows else None


# --- asked for every case that is opened ---------------------------------------------------------------------------
_LETTERS = Prepared(lambda keluhan: Surat.objects.filter(keluhan=keluhan).order_by("-id")[:50], keluhan=UUID)
_REFERRALS = Prepared(lambda keluhan: Rujukan.objects.filter(keluhan=keluhan).order_by("urutan"), keluhan=UUID)
_PAPERS = Prepared(
    lambda keluhan: Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan)
    .exclude(status=Kelengkapan.Status.ADA)
    .select_related("persyaratan")
    .order_by("persyaratan__urutan"),
    keluhan=UUID,
)
_DTSEN = Prepared(lambda warga: StatusDTSEN.objects.filter(warga=warga).order_by("-created_at")[:1], warga=UUID)
_MEMBERSHIPS = Prepared(lambda warga: Kepesertaan.objects.filter(warga=warga), warga=UUID)
_CONSENT = Prepared(
    lambda keluhan: PersetujuanData.objects.filter(keluhan=keluhan)
    .select_related("pencabutan")
    .order_by("-at", "-id")[:1],
    keluhan=UUID,
)
_JUDGED = Prepared(lambda keluhan: Telaah.objects.filter(keluhan=keluhan).select_related("petugas"), keluhan=UUID)
_DECIDED = Prepared(
    lambda keluhan: RencanaAksi.objects.filter(keluhan=keluhan, diputuskan_pada__isnull=False)
    .exclude(keputusan_catatan="")
    .exclude(status=RencanaAksi.Status.DIPERBAIKI)
    .select_related("diputuskan_oleh"),
    keluhan=UUID,
)
_HOUSEHOLD = Prepared(
    lambda by, keluarga, besides: Warga.objects.visible_to(by)
    .current()
    .filter(keluarga_id=keluarga)
    .exclude(pk=besides)
    .order_by(F("tanggal_lahir").asc(nulls_last=True))[:20],
    asked=True, keluarga=UUID, besides=UUID,
)  # fmt: skip
_LOOKS = Prepared(
    lambda keluhan, since, besides: Jejak.objects.filter(keluhan_id=keluhan, aksi=Jejak.Aksi.BACA, waktu__gte=since)
    .filter(~Q(petugas_id=besides), petugas__isnull=False)
    .order_by("petugas_id", "-id")
    .distinct("petugas_id")
    .values_list("petugas__nama", "waktu"),
    keluhan=UUID, since=datetime, besides=int,
)  # fmt: skip


def _needs(keluhan, needs, rujukan):
    papers, referrals = {}, {}
    for row in _PAPERS(keluhan=keluhan.pk):
        papers.setdefault(row.kebutuhan_id, []).append(row)
    for one in rujukan:
        referrals.setdefault(one.kebutuhan_id, []).append(one)
    return [Need(need, referrals.get(need.pk, []), papers.get(need.pk, [])) for need in needs]


def _events(keluhan, by, kinds, needs, files, rujukan):
    """One story for everything, the newest first."""
    visits = story.visits_of(keluhan) if keluhan.has_kunjungan else []
    told = [
        *story.timeline(keluhan, by, needs=needs, files=files, visits=visits),
        *referral_story.entries(keluhan, by, rujukan), *_judged(keluhan), *_planned(keluhan),
    ]  # fmt: skip
    shown = [entry for entry in told if kinds is None or entry.kind in kinds]
    return sorted(shown, key=lambda entry: entry.at, reverse=True)


def _judged(keluhan):
    for one in _JUDGED(keluhan=keluhan.pk) if keluhan.has_telaah else ():
        yield Entry(
            at=one.created_at, who=one.petugas.nama, role_label="", text="menulis telaah", quote=one.kesimpulan,
            kind="telaah",
        )  # fmt: skip


def _planned(keluhan):
    """Decisions on plans that say more than the move itself."""
    for one in _DECIDED(keluhan=keluhan.pk) if keluhan.has_rencanaaksi else ():
        yield Entry(
            at=one.diputuskan_pada, who=one.diputuskan_oleh.nama, role_label=role_label("MANAJER"),
            text="memutuskan rencana", quote=one.keputusan_catatan, kind="telaah",
        )  # fmt: skip


def awaited(rujukan):
    """The referral whose deadline is nearest among those that lie with an agency; None without one."""
    waiting = [one for one in rujukan if one.status in WITH_INSTANSI and one.tenggat]
    return min(waiting, key=lambda one: one.tenggat, default=None)


def _next(keluhan, rujukan, restricted, now):
    """While agencies are awaited, the one that must act first; otherwise what the case itself says.

    Before all: what lies with an agency although the family's data is restricted.
    """
    if restricted:
        return restriction.next_step(keluhan, now)
    if keluhan.status in (StatusKeluhan.DIRUJUK, StatusKeluhan.DITANGANI_PUSKESOS):
        one = awaited(rujukan) or next((each for each in rujukan if each.status in NOT_YET_SENT), None)
        if one:
            return referral_next_step(one, now)
    return next_step(keluhan, now)


def _members(keluhan, by):
    """Others of the household whom this person may know, the oldest first."""
    if not keluhan.keluarga_id:
        return []
    return _HOUSEHOLD(by, keluarga=keluhan.keluarga_id, besides=keluhan.klien_id)


def _lookers(keluhan, by, now):
    """Who else opened the case in the last week, the latest look of each; newest first."""
    looks = _LOOKS(keluhan=keluhan.pk, since=now - LOOK_BACK, besides=by.petugas_id)
    return sorted(looks, key=lambda look: look[1], reverse=True)[:8]
