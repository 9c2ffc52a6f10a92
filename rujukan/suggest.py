"""Which instansi could serve a need, how busy each is, and what the case still lacks: advice with its reason, never
an automatic decision (domain §5.1)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Aggregate, Count, F, FloatField, Func, Q

from puskesos import catalogue
from puskesos.models import Kelengkapan, Kepesertaan, Persyaratan
from rujukan.models import Rujukan
from rujukan.workflow import WITH_INSTANSI

LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Suggestion:
    """One instansi for one layanan; `usual` ones come first, in the order of the catalogue."""

    instansi: object
    usual: bool
    waiting: int
    days: int | None

    @property
    def load(self):
        """“12 menunggu, median 6 hari”."""
        waiting = f"{self.waiting} menunggu" if self.waiting else "tidak ada yang menunggu"
        return f"{waiting}, median {self.days} hari" if self.days is not None else waiting


class Median(Aggregate):
    """PostgreSQL's median; NULL when there is nothing to take it of."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Days(Func):
    """An interval in days."""

    template = "(extract(epoch FROM %(expressions)s) / 86400.0)"
    output_field = FloatField()


def loads(now):
    """{instansi code: (waiting now, median days to answer in the last 90 days or None)}; one query."""
    recent = Q(status__in=WITH_INSTANSI) | Q(dikirim_pada__gte=now - LOOK_BACK)
    rows = (
        Rujukan.objects.filter(recent)
        .values("instansi_id")
        .annotate(
            waiting=Count("pk", filter=Q(status__in=WITH_INSTANSI)),
            days=Median(Days(F("dijawab_pada") - F("dikirim_pada")), filter=Q(dijawab_pada__isnull=False)),
        )
        .order_by()
    )
    return {row["instansi_id"]: (row["waiting"], _days(row["days"])) for row in rows}


def _days(median):
    return None if median is None else max(round(median), 1)


def suggestions(layanan, now, *, load=None):
    """Every active instansi for a service, the usual ones first, each with its load."""
    load = loads(now) if load is None else load
    usual = [one for one in catalogue.agencies_for(layanan) if one.aktif]
    known = {one.pk for one in usual}
    others = [one for one in catalogue.table("Instansi").values() if one.aktif and one.pk not in known]
    return [
        Suggestion(one, one.pk in known, *load.get(one.pk, (0, None)))
        for one in (*usual, *sorted(others, key=lambda one: one.nama))
    ]


@dataclass(frozen=True)
class Mark:
    """One requirement of a service for this case: there, promised, or missing."""

    nama: str
    ok: bool
    wajib: bool
    menyusul: bool = False


def requirement_marks(layanan, day, *, checklist, kinds):
    """✓ and ✗ for the requirements that hold on a day.

    `checklist` are the Kelengkapan rows of the case with their persyaratan, `kinds` the codes of the files uploaded.
    """
    there = {row.persyaratan.jenis_berkas_id for row in checklist if row.status == Kelengkapan.Status.ADA} | set(kinds)
    promised = {row.persyaratan.jenis_berkas_id for row in checklist if row.status == Kelengkapan.Status.MENYUSUL}
    return [
        Mark(
            row.nama,
            ok=row.jenis_berkas_id in there,
            wajib=row.wajib == Persyaratan.Wajib.WAJIB,
            menyusul=row.jenis_berkas_id in promised - there,
        )
        for row in catalogue.requirements(layanan, day)
    ]


def hints(program, *, desil, members):
    """Sentences about eligibility for a programme: `members` are the Kepesertaan rows of the person."""
    if program is None:
        return []
    found = []
    if program.desil_maks is not None:
        found.append(_by_desil(program, desil))
    active = {row.program_id for row in members if row.status == Kepesertaan.Status.AKTIF}
    excluding = {code.strip() for code in program.eksklusif_dengan.split("|") if code.strip()}
    found += [
        f"Masih menerima {catalogue.program(code).nama}, yang tidak bersamaan dengan {program.nama}."
        for code in sorted(active & excluding)
    ]
    return [hint for hint in found if hint]


def _by_desil(program, desil):
    if desil is None:
        return f"Desil belum diketahui; {program.nama} untuk desil 1–{program.desil_maks}."
    if desil > program.desil_maks:
        return f"Desil {desil} di atas sasaran {program.nama} (1–{program.desil_maks}). Tetap dapat diajukan."
    return f"Desil {desil} sesuai sasaran {program.nama} (1–{program.desil_maks})."
