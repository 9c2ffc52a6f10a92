"""The secretariat's queue: its tabs, their counts, and its rows without a join too many (ux §5.3)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache, partial

from django.core.cache import cache as kept
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from puskesos import catalogue
from puskesos.deadlines import pause_words
from puskesos.fragments import Fragment
from puskesos.keyset import SIZE
from puskesos.models import Jejak, Keluhan
from puskesos.models.katalog import Prioritas
from puskesos.prepared import Prepared
from puskesos.roles import Peran
from puskesos.statements import Question, as_array
from puskesos.tallies import Tallies
from puskesos.templatetags.puskesos import badge, tanggal, time_left
from puskesos.workflow import CLOSED, TELL_FAMILY
from puskesos.workflow import StatusKeluhan as S
from rujukan.workflow import WITH_INSTANSI
from slrt.triage import turns
from slrt.triage.triage import owners

CAP = 500
LOOKING = timedelta(minutes=10)
KEPT = 10  # seconds


# --- tabs ----------------------------------------------------------------------------------------------------------
# code → (label, the Q of a tab, what to say when it is empty)
TABS = {
    "triase": ("Perlu ditriase", lambda by, now: Q(status=S.DITERUSKAN)),
    "telaah": ("Ditelaah", lambda by, now: Q(status__in=(S.TELAAH, S.RENCANA))),
    "keputusan": ("Menunggu keputusan", lambda by, now: turns.waits_for_manajer()),
    "instansi": ("Menunggu instansi", lambda by, now: Q(status=S.DIRUJUK)),
    "hasil": ("Ada hasil", lambda by, now: Q(status__in=TELL_FAMILY)),
    "cocokkan": ("Perlu dicocokkan", lambda by, now: turns.to_compare()),
    "lewat": ("Lewat batas", lambda by, now: turns.overdue(now)),
    "saya": ("Milik saya", lambda by, now: Q(pemilik_id=by.petugas_id)),
    "semua": ("Semua terbuka", lambda by, now: Q()),
}


def order_for(by):
    """Codes of the tabs from left to right; the manajer decides first."""
    codes = list(TABS)
    return ["keputusan", *(code for code in codes if code != "keputusan")] if by.has(Peran.MANAJER) else codes


def cases(by, tab, now):
    """Open cases of one tab that exist for this person."""
    return Keluhan.objects.visible_to(by).open().filter(TABS[tab][1](by, now))


@dataclass(frozen=True)
class Tab:
    code: str
    label: str
    count: int
    capped: bool
    current: bool

    @property
    def shown(self):
        return f"{self.count:,}+".replace(",", ".") if self.capped else str(self.count)

    @property
    def late(self):
        return self.code == "lewat" and self.count > 0


_tallies = Tallies(lambda asker, now: {code: cases(asker, code, now) for code in TABS}, CAP)


def around(by, now):
    """({tab: (how many, whether more)}, who can be given a case): what stands around every list.

    It is some seconds old at most, in whichever process, and never older than what this person did last (`forget`).
    """
    key = _key(by)
    found = kept.get(key)
    if found is None:
        found = _tallies(by, now), owners(now)
        kept.set(key, found, KEPT)
    return found


def forget(by):
    """Count anew: this person may just have changed something."""
    kept.delete(_key(by))


def _key(by):
    return f"queue:{by.petugas_id}:{by.tempat_id}:{'+'.join(sorted(by.perans))}"


def tabs(by, counts, current):
    return [Tab(code, TABS[code][0], *counts[code], code == current) for code in order_for(by)]


# --- rows ----------------------------------------------------------------------------------------------------------
COLUMNS = (
    "id", "urut", "status", "prioritas", "rahasia", "tenggat", "jeda_sejak", "kelurahan_id", "subkategori_id",
    "kembali_kali", "klien__nama", "pemilik__nama", "versi",
)  # fmt: skip
ROW = Fragment("triage/queue/row.html")


def slim(queryset):
    """The columns a row shows, and no other join than client and owner; places and services come by their code."""
    return queryset.values_list(*COLUMNS, named=True)


def _of_people(asker, people):
    among = RawSQL("SELECT unnest(%s::uuid[])", [people])
    return slim(Keluhan.objects.visible_to(asker)).filter(klien__in=among).order_by("-terbuka", "-id")[:SIZE]


_OF_PEOPLE = Prepared(_of_people, asked=True, people=str)


def of_people(by, people):
    """Cases of these people, at most a page of them: open ones first, then the newest."""
    return _OF_PEOPLE(by, people=as_array(people)) if people else []


def rows(page, by, now, tab):
    """The rows as HTML, with agencies awaited, who is looking, what waits to be ratified: a query each for all."""
    ids = [one.id for one in page]
    awaited, looking = agencies(ids, now), lookers(ids, by, now)
    unratified = emergencies(ids) if tab in {"keputusan", "lewat"} else {}
    told = cache(partial(_told, now=now))  # many cases have the same deadline: the end of a day
    shared = {"panel": format_html("{}panel/", reverse("triage:antrean")), "tab": format_html("{}", tab)}
    return SafeString("".join(
        _row(one, awaited.get(one.id, ()), looking.get(one.id, ""), told(one.tenggat),
             sahkan=_to_ratify(unratified.get(one.id), now), **shared)
        for one in page
    ))  # fmt: skip


def _row(one, instansi, dilihat, told, **shared):
    place = catalogue.wilayah(one.kelurahan_id)
    return ROW(
        id=one.id, versi=one.versi, nomor=f"{one.urut:05d}", nama=one.klien__nama,
        rahasia=RAHASIA if one.rahasia else "", kelurahan=place.nama, kecamatan=catalogue.wilayah(place.induk_id).nama,
        jenis=catalogue.subkategori(one.subkategori_id).nama, status=badge("keluhan", one.status, S(one.status).label),
        prioritas=_priority(one.prioritas), kembali=_returned(one.kembali_kali), **told | _standing_still(one),
        instansi=_awaited(instansi), pj=(one.pemilik__nama or "").split(" ")[0], dilihat=_looker(dilihat), **shared,
    )  # fmt: skip


def _told(tenggat, now):
    """What a row says of its deadline."""
    sisa, tone = time_left(tenggat, now)
    here = localtime(tenggat)
    return {"sisa": sisa, "tone": tone, "tenggat": here.isoformat(), "hari": f"{tanggal(here)} {here:%H.%M}"}


def _standing_still(one):
    """What it says instead: a closed case has no deadline, and a paused clock says for whom it waits."""
    if one.status in CLOSED:
        return {"sisa": "", "tone": "none"}
    return {"sisa": pause_words(one), "tone": "paused"} if one.jeda_sejak else {}


# --- what only some rows show --------------------------------------------------------------------------------------
RAHASIA = format_html(' <span class="badge" data-tone="purple" data-mark="dash">{}</span>', "Rahasia")


def _priority(value):
    return badge("prioritas", value, Prioritas(value).label) if value in {"TINGGI", "DARURAT"} else ""


def _returned(times):
    words = ' <span class="muted small nowrap" title="sudah {0} kali dikembalikan">↩ {0}×</span>'
    return format_html(words, times) if times else ""


def _to_ratify(until, now):
    """By when the manajer confirms what left by the fast lane."""
    if until is None:
        return ""
    words, tone = time_left(until, now)
    return format_html(' <span class="deadline" data-tone="{}">sahkan: {}</span>', tone, words)


def _awaited(instansi):
    return SafeString(", ".join(_agency(name, late) for name, late in instansi))


@lru_cache(maxsize=512)  # there are few agencies, and most rows name one
def _agency(name, late):
    words = '<span class="deadline" data-tone="late">{}<span class="visually-hidden"> lewat batas</span></span>'
    return format_html(words if late else "{}", name)


def _looker(name):
    return format_html(' <span class="muted small">dilihat {}</span>', name) if name else ""


# --- what else a page of rows needs to know ------------------------------------------------------------------------
# In SQL, because composing these two takes Django longer than answering them takes the database.
_AWAITED = Question("""
SELECT keluhan_id, instansi_id, tenggat FROM rujukan_rujukan
WHERE keluhan_id = ANY(%s::uuid[]) AND status = ANY(%s::text[]) ORDER BY urutan
""")
_LOOKERS = Question("""
SELECT look.keluhan_id, petugas.nama FROM puskesos_jejak look JOIN puskesos_petugas petugas ON petugas.id = petugas_id
WHERE look.keluhan_id = ANY(%s::uuid[]) AND aksi = %s AND waktu >= %s AND petugas.id <> %s ORDER BY look.id
""")
_UNRATIFIED = Question("""
SELECT keluhan_id, sahkan_sampai FROM triage_rencanaaksi
WHERE keluhan_id = ANY(%s::uuid[]) AND status = 'DISAHKAN_KEMUDIAN' ORDER BY disusun_pada DESC
""")
_AT_AGENCY = as_array(WITH_INSTANSI)


def agencies(ids, now):
    """{keluhan id: [(short name, whether it is late)]} of referrals that lie with an agency."""
    found = {}
    for keluhan_id, instansi_id, tenggat in _AWAITED(as_array(ids), _AT_AGENCY):
        agency = catalogue.instansi(instansi_id)
        found.setdefault(keluhan_id, []).append((agency.singkatan or agency.nama, bool(tenggat and tenggat < now)))
    return found


def emergencies(ids):
    """{keluhan id: by when the first one sent by the fast lane is to be ratified}."""
    return dict(_UNRATIFIED(as_array(ids)))


def lookers(ids, by, now):
    """{keluhan id: first name of somebody else who opened it in the last ten minutes}."""
    rows = _LOOKERS(as_array(ids), str(Jejak.Aksi.BACA), now - LOOKING, by.petugas_id)
    return {keluhan_id: nama.split(" ")[0] for keluhan_id, nama in rows}
