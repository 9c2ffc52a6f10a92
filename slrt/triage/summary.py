"""A case in eight lines, for deciding without opening it (ux §5, screen 14)."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from puskesos import catalogue
from puskesos.models import Kelengkapan, Keluhan, Persyaratan, Riwayat
from puskesos.prepared import Prepared
from puskesos.verification.checklist import checklist_rows, dtsen_words, standing_dtsen

MOST_OTHERS = 5
FORWARDED = ("forward", "forward_urgent", "forward_tried", "forward_again")


@dataclass
class Summary:
    """What the panel shows of a case."""

    warga: str
    alamat: str
    kebutuhan: list
    berkas: list = field(default_factory=list)
    lampiran: int = 0
    dtsen: str = ""
    diteruskan: object = None
    lain: list = field(default_factory=list)

    @property
    def kurang(self):
        """Required papers that are not there."""
        return names_of(self.berkas, required=True)

    @property
    def bila_ada(self):
        """Papers that are not there and need not be."""
        return names_of(self.berkas, required=False)

    @property
    def ada(self):
        return sum(row.status == Kelengkapan.Status.ADA for row in self.berkas)


def names_of(rows, *, required):
    """The papers of these checklist rows that are not there, once each: what one need requires is required."""
    missing = [row.persyaratan for row in rows if row.status != Kelengkapan.Status.ADA]
    must = dict.fromkeys(one.nama for one in missing if one.wajib == Persyaratan.Wajib.WAJIB)
    return list(must) if required else list(dict.fromkeys(one.nama for one in missing if one.nama not in must))


def summary(keluhan, by, now):
    """The Summary of an opened case; six queries, whatever it holds."""
    day = timezone.localdate(now)
    klien = keluhan.klien
    return Summary(
        warga=_person(klien, day), alamat=_address(klien), kebutuhan=list(keluhan.kebutuhan.all()),
        berkas=list(checklist_rows(keluhan)),
        lampiran=keluhan.lampiran.filter(diganti_oleh__isnull=True).count(),
        dtsen=dtsen_words(standing_dtsen(klien.pk, day)), diteruskan=_forwarded(keluhan), lain=other_cases(keluhan, by),
    )  # fmt: skip


def _person(klien, day):
    age = klien.age_on(day)
    parts = [klien.get_jenis_kelamin_display().lower(), f"{age} tahun" if age is not None else "umur belum diketahui"]
    return ", ".join(part for part in parts if part)


def _address(klien):
    place = catalogue.wilayah(klien.kelurahan_id)
    street = " · ".join(part for part in (klien.alamat, _rt_rw(klien)) if part)
    return ", ".join(part for part in (street, place.nama, f"Kec. {catalogue.wilayah(place.induk_id).nama}") if part)


def _rt_rw(klien):
    return f"RT {klien.rt or '–'}/RW {klien.rw or '–'}" if klien.rt or klien.rw else ""


def _forwarded(keluhan):
    """The line with which the Puskesos sent it up, the latest one."""
    lines = Riwayat.objects.filter(keluhan=keluhan, langkah__in=FORWARDED, life="keluhan").select_related("petugas")
    return lines.order_by("-at").first()


def other_cases(keluhan, by):
    """Other visible cases of the same person or household, open ones first: maybe the same matter twice."""
    # Of a person without a household there is none to match: the person's own id is nobody's household.
    household = keluhan.keluarga_id or keluhan.klien_id
    return _SAME_PEOPLE(by, besides=keluhan.pk, klien=keluhan.klien_id, keluarga=household)


_SAME_PEOPLE = Prepared(
    lambda by, besides, klien, keluarga: Keluhan.objects.visible_to(by)
    .filter(Q(klien_id=klien) | Q(keluarga_id=keluarga))
    .exclude(pk=besides)
    .select_related("klien")
    .order_by("-terbuka", "-id")[:MOST_OTHERS],
    asked=True, besides=UUID, klien=UUID, keluarga=UUID,
)  # fmt: skip
