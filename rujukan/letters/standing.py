"""What holds for letters of a unit on a day: words, letterhead, signers; and which letters a referral may have."""

import re

from django.conf import settings
from django.utils import timezone

from puskesos.refusals import IllegalMove, MissingFact, NotAllowed
from rujukan.models import JenisSurat, KopSurat, PenandaTangan, TeksSurat
from rujukan.workflow import ACTIVE, NOT_YET_SENT, WAITING_ANSWER, WAITING_OUTCOME, StatusRujukan

J = JenisSurat
Tingkat = TeksSurat.Tingkat
# Letters with an addressee; the others carry their title in the middle.
ADDRESSED = frozenset({J.RUJUKAN, J.REKOMENDASI, J.PENGANTAR, J.PENGINGAT})
# Minutes of a meeting or a hand-over are signed by everybody who was there.
WITH_PARTIES = frozenset({J.BERITA_ACARA})
OF_REFERRAL = frozenset({J.RUJUKAN, J.PENGINGAT})
TAKEN_BACK = frozenset(
    {StatusRujukan.DITOLAK, StatusRujukan.DICABUT, StatusRujukan.DIALIHKAN, StatusRujukan.KEDALUWARSA}
)
WHERE = "Minta manajer atau admin melengkapinya di Referensi › {}."


def today(now):
    return timezone.localdate(now)


def unit_for(by, keluhan):
    """The unit whose letter it is: the city's for the secretariat, otherwise the kelurahan of the case."""
    return settings.CITY_CODE if by.is_kota else keluhan.kelurahan_id


def level_of(unit):
    return Tingkat.KOTA if unit == settings.CITY_CODE else Tingkat.KELURAHAN


def require_unit(by, surat):
    """A letter of the city is handled at the secretariat, one of a kelurahan there."""
    if by.is_kota != (surat.unit_id == settings.CITY_CODE):
        owner = "SLRT Kota" if surat.unit_id == settings.CITY_CODE else f"Kelurahan {surat.unit.nama}"
        raise NotAllowed(f"Surat ini milik {owner}.")


def _on(rows, day):
    return [row for row in rows if row.holds_on(day)]


def texts(level, day):
    """The texts of one level that hold on a day, one per kind: the latest begun."""
    found = {}
    for row in TeksSurat.objects.filter(tingkat=level, berlaku_mulai__lte=day).order_by("jenis", "berlaku_mulai"):
        if row.holds_on(day):
            found[row.jenis] = row
    return found


def text(jenis, unit, day):
    found = texts(level_of(unit), day).get(jenis)
    if found is None:
        name = JenisSurat(jenis).label if jenis in JenisSurat else "ini"
        raise MissingFact(f"{name} tidak disusun di tingkat ini, atau teksnya belum ada. "
                          + WHERE.format("Teks surat"), field="jenis")  # fmt: skip
    return found


def letterhead(unit, day):
    found = _on(KopSurat.objects.filter(unit=unit).order_by("-berlaku_mulai"), day)
    if not found:
        raise MissingFact("Kop surat untuk unit ini belum ada. " + WHERE.format("Kop surat"), field="penanda")
    return found[0]


def signers(unit, day):
    """Who may sign letters of a unit on a day."""
    return _on(PenandaTangan.objects.filter(unit=unit).order_by("peran", "nama"), day)


def require_signer(unit, day, id=None):
    """The named signer, or the first one; MissingFact says where to enter one."""
    found = signers(unit, day)
    if not found:
        raise MissingFact("Belum ada penanda tangan yang berlaku untuk unit ini. "
                          + WHERE.format("Penanda tangan surat"), field="penanda")  # fmt: skip
    chosen = found[0] if not id else next((row for row in found if str(row.pk) == str(id)), None)
    if chosen is None:
        raise MissingFact("Pilih penanda tangan yang masih berlaku.", field="penanda")
    return chosen


def parties(surat):
    """[(name, as what)] of the people who sign beside the signer, as typed: “Nama – sebagai apa”, one a line."""
    lines = (line.strip() for line in surat.pihak.splitlines())
    split = (re.split(r"\s+[–—-]\s+", line, maxsplit=1) for line in lines if line)
    return [(name, (*rest, "")[0]) for name, *rest in split]


# --- referrals -----------------------------------------------------------------------------------------------------
def require_referral(jenis, keluhan, rujukan):
    """A letter of a referral names one of this case that stands where such a letter makes sense."""
    if jenis not in OF_REFERRAL:
        return None
    if rujukan is None or rujukan.keluhan_id != keluhan.pk:
        raise MissingFact("Pilih rujukannya.", field="rujukan")
    possible = (*WAITING_ANSWER, *WAITING_OUTCOME) if jenis == J.PENGINGAT else ACTIVE
    if rujukan.status not in possible:
        raise IllegalMove(f"Rujukan ini {rujukan.get_status_display().lower()}; surat ini tidak disusun lagi.")
    return rujukan


def require_sent(rujukan):
    """A letter goes out only for a referral that was sent and not taken back."""
    if rujukan and (rujukan.status in NOT_YET_SENT or rujukan.status in TAKEN_BACK):
        raise IllegalMove(
            f"Rujukan {rujukan.nomor} {rujukan.get_status_display().lower()}; suratnya tidak dapat diterbitkan."
        )
