"""Finding people and needs that are on file already: exactly by number, tolerantly by name, never past one's scope."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q

from puskesos import identity, matching, names, nik, quota, slips
from puskesos.models import Kebutuhan, Keluhan, NomorKK, Warga
from puskesos.refusals import Refused
from puskesos.texts import clean_phone

MOST_SHOWN = names.MOST_FOUND - 1
MOST_WEIGHED = 30
SHORTEST_NAME = 3
ELSEWHERE = "Sudah terdaftar di tempat lain. Hubungi sekretariat SLRT."
TOO_GENERAL = "Terlalu umum: ketik paling sedikit 3 huruf nama, atau NIK, No. KK, nomor HP, nomor di slip."
OPEN_NEEDS = ("TERBUKA", "DIPROSES")
ANSWERED_NEEDS = ("TERPENUHI", "SEBAGIAN", "TIDAK_TERPENUHI")
# Cases that are as good as never written down: what they asked for may be asked for anew.
UNDONE = ("DIBATALKAN", "DUPLIKAT")


@dataclass
class Found:
    """What a search gave: how it was read, the people in reach, and whether the number is known out of reach."""

    way: str
    people: list = field(default_factory=list)
    elsewhere: bool = False
    more: bool = False


class Suspect(NamedTuple):
    """Somebody on file who may be the same person, and why."""

    warga: Warga
    score: int
    reasons: list


# --- searching -----------------------------------------------------------------------------------------------------
def find_people(by, text, *, now, born=None):
    """People in reach by NIK, No. KK, phone number, name, or what stands on a slip.

    Refused when too general, Exhausted past the allowance.
    """
    if (on_slip := slips.case_on(text)) is not None:
        cases = Keluhan.objects.visible_to(by).filter(on_slip)
        return Found("slip", _rows(_visible(by).filter(pk__in=cases.values("klien"))))
    way, value = read(text)
    if way == "nama":
        return _by_name(by, value, born)
    quota.spend_search(by, now=now, term=value)
    return _by_number(by, value) if way == "nomor" else Found(way, _rows(_visible(by).filter(hp_cari=_hp(value))))


def find_ids(by, text, *, now):
    """(how it was read, ids of the people): `find_people` for a list that shows something else of them."""
    way, value = read(text)
    if way == "nama":
        return way, names.alike_ids(by, value)[:MOST_SHOWN]
    return way, [one.pk for one in find_people(by, text, now=now).people]


def read(text):
    """(how to look, what for): sixteen digits are a NIK or No. KK, fewer a phone number, anything else a name."""
    digits = nik.normalise(text)
    if digits.isdecimal() and len(digits) == nik.LENGTH:
        return "nomor", digits
    try:
        return "hp", clean_phone(text)
    except ValueError:
        pass
    key = matching.name_key(text)
    if len(key.replace(" ", "")) < SHORTEST_NAME or digits.isdecimal():
        raise Refused(TOO_GENERAL, field="cari")
    return "nama", key


def _visible(by):
    return Warga.objects.visible_to(by).current()


def _rows(people):
    return list(people.order_by("nama_kunci", "id")[:MOST_SHOWN])


def _by_number(by, number):
    by_nik, by_kk = Q(nik_cari=_nik(number)), Q(keluarga__in=_households(number))
    people = _rows(_visible(by).filter(by_nik | by_kk))
    return Found("nomor", people, elsewhere=not people and Warga.objects.current().filter(by_nik | by_kk).exists())


def _by_name(by, key, born):
    rows = names.alike(by, key, born=born)
    return Found("nama", rows[:MOST_SHOWN], more=len(rows) > MOST_SHOWN)


def open_cases(by, people):
    """{person id: how many open cases of theirs are visible to me}."""
    rows = Keluhan.objects.visible_to(by).open().filter(klien__in=[one.pk for one in people])
    return dict(rows.order_by().values_list("klien").annotate(Count("pk")))


# --- while somebody is being written down ---------------------------------------------------------------------------
def known_elsewhere(by, number):
    """Whether this NIK belongs to somebody out of reach; the caller has spent the search."""
    owner = Warga.objects.current().filter(nik_cari=_nik(number)).values_list("pk", flat=True).first()
    return owner is not None and not Warga.objects.visible_to(by).filter(pk=owner).exists()


def holder_in_reach(by, number):
    """The person in reach who carries this NIK, or None."""
    return _visible(by).filter(nik_cari=_nik(number)).first()


def suspects(by, person, *, most=5):
    """People in reach who may be the one described by a PersonHint, the likeliest first."""
    exact = Q()
    if person.nik:
        exact |= Q(nik_cari=_nik(person.nik))
    if person.no_hp:
        exact |= Q(hp_cari=_hp(person.no_hp))
    candidates = {}
    if exact:
        candidates |= {one.pk: one for one in _visible(by).filter(exact)[:MOST_WEIGHED]}
    key = matching.name_key(person.nama)
    if len(key) >= SHORTEST_NAME:
        candidates |= {one.pk: one for one in names.alike(by, key)[:MOST_WEIGHED]}
    return _weighed(person, list(candidates.values()), most)


def _weighed(person, candidates, most):
    kk = _kk_holders(person.no_kk, candidates)
    found = []
    for one in candidates:
        score, reasons = matching.same_person(person, _described(one, person, one.keluarga_id in kk))
        if score >= matching.WORTH_SHOWING:
            found.append(Suspect(one, score, reasons))
    return sorted(found, key=lambda each: -each.score)[:most]


def _described(one, person, same_kk):
    """What is on file, in the words of the sheet; numbers are compared by their index where that is enough."""
    same_hp = person.no_hp and one.hp_cari is not None and bytes(one.hp_cari) == _hp(person.no_hp)
    return matching.PersonHint(
        nama=one.nama, nik=one.nik() if person.nik else None, tanggal_lahir=one.tanggal_lahir,
        kelurahan=one.kelurahan_id, no_hp=person.no_hp if same_hp else None, no_kk=person.no_kk if same_kk else None,
    )  # fmt: skip


def _kk_holders(number, candidates):
    if not number:
        return frozenset()
    households = {one.keluarga_id for one in candidates if one.keluarga_id}
    return set(_households(number).filter(keluarga__in=households)) if households else frozenset()


def same_needs(by, *, day, services, warga_id, no_kk=""):
    """Needs of the same services for this person or this household, those asked for first: open ones, and those that
    had their answer so lately that the case can still be opened again (T1).
    """
    household = Q(keluhan__keluarga__in=_households(no_kk)) if no_kk else Q()
    person = Q(keluhan__klien=warga_id) | Q(keluhan__keluarga__anggota=warga_id) if warga_id else Q()
    if not services or not (household or person):
        return []
    lately = Q(status__in=ANSWERED_NEEDS, status_sejak__date__gte=day - timedelta(days=settings.REOPEN_DAYS))
    needs = Kebutuhan.objects.visible_to(by).filter(
        household | person, Q(status__in=OPEN_NEEDS, keluhan__terbuka=True) | lately & ~Q(keluhan__status__in=UNDONE),
        layanan__in=services,
    )  # fmt: skip
    return list(needs.select_related("keluhan", "keluhan__klien").distinct().order_by("keluhan__diterima_pada"))


def _households(number):
    rows = NomorKK.objects.filter(kk_cari=identity.blind_index(number, purpose="kk"), berlaku_sampai__isnull=True)
    return rows.values_list("keluarga", flat=True)


def _nik(number):
    return identity.blind_index(number, purpose="nik")


def _hp(number):
    return identity.blind_index(number, purpose="hp")
