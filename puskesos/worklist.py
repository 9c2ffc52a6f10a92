"""What this person should do now: one row per family, one reason, one button. Reads only.

Each block asks once, however much work there is, and shows a screenful; the rest stands behind its link.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KT
from django.utils import timezone

from puskesos import access, catalogue, deadlines, drafts, visits, workflow
from puskesos.models import CekKeluarga, Keluhan, Kunjungan, Riwayat
from puskesos.models.katalog import Prioritas
from puskesos.next_step import move_url
from puskesos.roles import Peran
from puskesos.tales import inside
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.verification.decision import PROPOSALS
from puskesos.waiting import WAITABLE
from puskesos.workflow import StatusKeluhan as S

SCREENFUL = 12
RETURNED_OFTEN = 2


@dataclass(frozen=True)
class Work:
    """One row: whose case, why now, and what the button does."""

    keluhan: Keluhan
    reason: str
    button: str
    url: str
    tone: str = ""


@dataclass
class Today:
    """The home page of a Puskesos; `more` says that the work does not fit on it."""

    work: list[Work]
    more: bool
    news: list[Work]
    checks: list[Work]
    visits: list[Kunjungan]
    drafts: list[dict]
    numbers: dict

    @property
    def ids(self):
        """The cases that were shown, for the trace."""
        rows = [row.keluhan.pk for row in (*self.work, *self.news, *self.checks)]
        return rows + [visit.keluhan_id for visit in self.visits]


def today(by, now):
    """Everything of the home page, in six queries."""
    rows = list(waiting_cases(by, now)[: SCREENFUL + 1])
    return Today(
        work=[_work(keluhan, by, now) for keluhan in rows[:SCREENFUL]], more=len(rows) > SCREENFUL,
        news=[_news(keluhan, by, now) for keluhan in _to_tell(by)[:SCREENFUL]],
        checks=[_check(row, now) for row in checks_to_make(by)[:SCREENFUL]],
        visits=list(visits.due(by, timezone.localdate(now))[:SCREENFUL]), drafts=_drafts(by),
        numbers=month_numbers(by, now),
    )  # fmt: skip


# --- which cases wait for this person ------------------------------------------------------------------------------
def waiting_cases(by, now):
    """Cases on which this person has something to do: emergencies, then returned ones, then by deadline."""
    found = Keluhan.objects.visible_to(by).open().select_related("klien", "usulan_oleh", "pemilik")
    found = found.annotate(**_words_of_others()).filter(_mine_to_do(by, now))
    # A proposal is the decider's work, not the proposer's.
    found = found.exclude(~Q(usulan="") & ~Q(usulan__in=decidable(by)))
    # What waits for the national calendar is nobody's work until that day.
    found = found.exclude(jeda_sejak__isnull=False, status__in=WAITABLE, usulan="")
    urgent, returned = When(prioritas=Prioritas.DARURAT, then=Value(0)), When(status=S.DIKEMBALIKAN, then=Value(1))
    return found.order_by(Case(urgent, returned, default=Value(2)), "tenggat", "id")


def _mine_to_do(by, now):
    mine = Q(pemilik_id=by.petugas_id) | Q(pemilik__isnull=True) | Q(tenggat__lt=now)
    wanted = Q(usulan__in=decidable(by))
    if access.can(by, "verifikasi", "CUA"):
        wanted |= Q(status__in=[S.TERDAFTAR, S.DIKEMBALIKAN]) | Q(status=S.VERIFIKASI) & mine
    if _may(by, "local_result"):
        wanted |= Q(status=S.DITANGANI_PUSKESOS) & mine
    if _may(by, "completed"):
        promised = Q(status=S.PERLU_LENGKAP, janji__lte=timezone.localdate(now).isoformat())
        wanted |= promised & (Q() if _may_complete_all(by) else Q(diterima_oleh_id=by.petugas_id))
    if _may(by, "give_up"):
        wanted |= Q(status=S.PERLU_LENGKAP, tenggat__lt=now)
    if _may(by, "close"):
        wanted |= Q(status=S.UMPAN_BALIK)
    if by.has(Peran.SUPERVISOR):
        wanted |= Q(kembali_kali__gte=RETURNED_OFTEN)
    return wanted


def _may(by, code):
    return by.has(*workflow.KELUHAN.move(code).roles)


def _may_complete_all(by):
    """A Fasilitator completes only what the same hand wrote down."""
    return by.has(*workflow.KELUHAN.move("completed").roles - {Peran.FASILITATOR})


def decidable(by):
    """Kinds of proposals that this person may answer."""
    return [str(usulan) for usulan, (right, _) in PROPOSALS.items() if access.can(by, right, "A")]


def _words_of_others():
    """The day the family promised, and what the secretariat found missing: from the newest line that says so."""
    lines = Riwayat.objects.filter(keluhan=OuterRef("pk"), life="keluhan").order_by("-at", "-id")
    asked, returned = lines.filter(langkah="ask_family"), lines.filter(langkah="send_back")
    return {
        "janji": Subquery(asked.annotate(word=KT("fakta__janji")).values("word")[:1]),
        "kekurangan": Subquery(returned.annotate(word=KT("fakta__kekurangan")).values("word")[:1]),
        "kembali_sebab": Subquery(returned.values("alasan")[:1]),
    }


# --- the row of each -----------------------------------------------------------------------------------------------
def _work(keluhan, by, now):
    tell = _proposal if keluhan.usulan else REASONS.get(keluhan.status, _other)
    return Work(keluhan, *tell(keluhan, by, now), _tone(keluhan, now))


def _tone(keluhan, now):
    if keluhan.status == S.DIKEMBALIKAN:
        return "return"
    if keluhan.tenggat < now:
        return "late"
    if keluhan.status == S.PERLU_LENGKAP:
        return "soon"
    return "soon" if keluhan.usulan or keluhan.tenggat <= deadlines.soon(now) else ""


DECISIONS = {
    Keluhan.Usulan.DITANGANI: {S.VERIFIKASI: "handle_local", S.DIKEMBALIKAN: "handle_local"},
    Keluhan.Usulan.DITERUSKAN: {S.VERIFIKASI: "forward", S.DITANGANI_PUSKESOS: "forward_tried"},
    Keluhan.Usulan.DITUTUP: {S.UMPAN_BALIK: "close", S.PERLU_LENGKAP: "give_up"},
}


def _proposal(keluhan, by, now):
    code = DECISIONS[keluhan.usulan].get(keluhan.status)
    url = move_url(keluhan, code) if code else keluhan.get_absolute_url()
    wish = inside(keluhan.get_usulan_display())
    return f"{keluhan.pengusul} mengusulkan: {wish}", "Putuskan", url


def _checklist(keluhan):
    return f"/keluhan/{keluhan.pk}/verifikasi/"


def _returned(keluhan, by, now):
    why = keluhan.kekurangan or catalogue.reason_name("KEMBALI", keluhan.kembali_sebab or "")
    times = f" (sudah {keluhan.kembali_kali} kali)" if keluhan.kembali_kali >= RETURNED_OFTEN else ""
    return f"Dikembalikan sekretariat{times}: {why}", "Perbaiki", _checklist(keluhan)


def _promised(keluhan, by, now):
    if keluhan.tenggat < now and _may(by, "give_up"):
        return "Keluarga tidak melengkapi sampai batas waktu", "Putuskan", move_url(keluhan, "give_up")
    day = date.fromisoformat(keluhan.janji) if keluhan.janji else None
    if day == timezone.localdate(now):
        reason = "Keluarga berjanji melengkapi hari ini"
    else:
        reason = f"Keluarga berjanji melengkapi {tanggal_pendek(day)}, belum datang"
    return reason, "Terima", move_url(keluhan, "completed")


def _checking(keluhan, by, now):
    own = keluhan.pemilik_id == by.petugas_id
    reason = "Sedang Anda periksa" if own or not keluhan.pemilik_id else f"Sedang diperiksa {keluhan.pemilik.nama}"
    return reason, "Lanjutkan", _checklist(keluhan)


def _other(keluhan, by, now):
    """Further along, shown to the supervisor because it went back and forth."""
    times = f"Sudah {keluhan.kembali_kali} kali dikembalikan, sekarang {inside(keluhan.get_status_display())}"
    return times, "Buka", keluhan.get_absolute_url()


REASONS = {
    S.DIKEMBALIKAN: _returned,
    S.PERLU_LENGKAP: _promised,
    S.VERIFIKASI: _checking,
    S.TERDAFTAR: lambda keluhan, by, now: ("Baru dicatat, belum diperiksa", "Periksa", move_url(keluhan, "verify")),
    S.DITANGANI_PUSKESOS: lambda keluhan, by, now: (
        "Ditangani di Puskesos, hasil belum dicatat", "Catat hasil", move_url(keluhan, "local_result")),
    S.UMPAN_BALIK: lambda keluhan, by, now: ("Keluarga sudah diberi tahu", "Tutup", move_url(keluhan, "close")),
}  # fmt: skip


# --- the other blocks ----------------------------------------------------------------------------------------------
def _to_tell(by):
    """Results that the family has not heard yet."""
    return Keluhan.objects.visible_to(by).at(S.HASIL_ADA).select_related("klien").by_promise()


def _news(keluhan, by, now):
    topic = catalogue.subkategori(keluhan.subkategori_id)
    may = _may(by, "tell_family")
    url = move_url(keluhan, "tell_family") if may else keluhan.get_absolute_url()
    return Work(keluhan, f"Sudah ada hasil: {topic.nama}", "Beri tahu" if may else "Buka", url,
                "late" if keluhan.tenggat < now else "ok")  # fmt: skip


def checks_to_make(by):
    """Households to be asked whether what was declared served arrived; those to be told now are asked while told."""
    if not access.can(by, "umpan_balik", "CU"):
        return CekKeluarga.objects.none()
    rows = CekKeluarga.objects.filter(kata="", keluhan__in=Keluhan.objects.visible_to(by))
    rows = rows.exclude(keluhan__status=S.HASIL_ADA).select_related("keluhan__klien", "kebutuhan")
    return rows.order_by("tenggat", "id")


def _check(row, now):
    service = catalogue.layanan(row.kebutuhan.layanan_id).nama
    by_when = f"Tanyakan paling lambat {tanggal_pendek(row.tenggat)}: {service}, sudah diterima?"
    return Work(row.keluhan, by_when, "Tanyakan", f"/keluhan/{row.keluhan_id}/cek-keluarga/",
                "late" if row.tenggat < now else "soon")  # fmt: skip


def _drafts(by):
    if not access.can(by, "keluhan", "C"):
        return []
    rows = drafts.own(by)[:5]
    return [
        {"id": row.pk, "at": row.updated_at, "name": (drafts.typed_in(row).get("nama") or [""])[0][:120]}
        for row in rows
    ]


# --- this month ----------------------------------------------------------------------------------------------------
THIS_MONTH = ("dicatat", "dirujuk", "selesai")


def month_start(now):
    return timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def this_month(name, start: datetime):
    """The Q behind one of the three numbers, so that the number and its list agree."""
    if name == "dicatat":
        return Q(diterima_pada__gte=start)
    if name == "selesai":
        return Q(status=S.SELESAI, selesai_pada__gte=start)
    sent = Riwayat.objects.filter(keluhan=OuterRef("pk"), life="keluhan", ke=S.DIRUJUK, at__gte=start)
    return Q(Exists(sent))


def month_numbers(by, now):
    """{name: count} of this month in the area."""
    start = month_start(now)
    counts = {name: Count("pk", filter=this_month(name, start)) for name in THIS_MONTH}
    return Keluhan.objects.visible_to(by).aggregate(**counts)
