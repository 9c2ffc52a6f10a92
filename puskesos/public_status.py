"""What the public page tells who holds a tracking code: four plain steps, the next date, and whom to ask.

Never a name, a need, an agency or the number of the case; a `rahasia` case reads like any other (reliability T14).
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from puskesos import closing, numbering
from puskesos.models import Keluhan
from puskesos.next_step import promised_day
from puskesos.workflow import StatusKeluhan as S

STEPS = ("Dicatat", "Diperiksa", "Dikerjakan", "Ada hasil")
# status → (step, what is going on)
WORDS = {
    S.TERDAFTAR: (1, "Keluhan sudah dicatat dan menunggu diperiksa petugas."),
    S.VERIFIKASI: (2, "Petugas sedang memeriksa berkas."),
    S.PERLU_LENGKAP: (2, "Ada berkas yang perlu dilengkapi keluarga. Bawa ke kantor di bawah ini, atau tanyakan dulu."),
    S.DITERUSKAN: (2, "Keluhan sedang diperiksa."),
    S.TELAAH: (2, "Keluhan sedang diperiksa."),
    S.DIKEMBALIKAN: (2, "Petugas sedang melengkapi berkas."),
    S.RENCANA: (2, "Bantuan sedang disiapkan."),
    S.DITANGANI_PUSKESOS: (3, "Bantuan sedang dikerjakan."),
    S.DIRUJUK: (3, "Bantuan sedang dikerjakan."),
    S.HASIL_ADA: (4, "Sudah ada hasil. Petugas akan memberi kabar."),
    S.UMPAN_BALIK: (4, "Hasil sudah disampaikan kepada keluarga."),
    S.SELESAI: (4, "Keluhan ini sudah selesai."),
}
ENDED = (4, "Keluhan ini sudah ditutup. Tanyakan alasannya ke kantor di bawah ini.")


@dataclass(frozen=True)
class PublicStatus:
    """`current` of the four steps, a sentence, the day of the last move, and the next day with what it is for."""

    current: int
    sentence: str
    moved_on: date
    next_label: str = ""
    next_day: date | None = None
    late: bool = False
    finished: bool = False

    @property
    def steps(self):
        """[(label, "done" | "now" | "")] from first to last."""
        done = [
            "done" if n < self.current or self.finished else "now" if n == self.current else "" for n in range(1, 5)
        ]
        return list(zip(STEPS, done, strict=True))


def find(typed):
    """The case of a tracking code as people type it, or None; the same work for what cannot be a code."""
    try:
        mark = numbering.tracking_index(typed)
    except ValueError:
        mark = numbering.blind_index(str(typed)[:100], purpose="bukan_kode")
    return Keluhan.objects.filter(lacak_cari=mark).exclude(status=S.DRAF).first()


def of(keluhan, now):
    """The PublicStatus of a case."""
    current, sentence = WORDS.get(keluhan.status, ENDED)
    label, day = _next(keluhan) if keluhan.terbuka else ("", None)
    late = day is not None and day < timezone.localdate(now)
    moved = timezone.localdate(keluhan.status_sejak)
    return PublicStatus(current, sentence, moved, label, day, late, finished=not keluhan.terbuka)


def _next(keluhan):
    if keluhan.status == S.PERLU_LENGKAP:
        return "Dilengkapi paling lambat", promised_day(keluhan) or timezone.localdate(keluhan.tenggat)
    if keluhan.status == S.HASIL_ADA:
        return "Kabar dari petugas paling lambat", timezone.localdate(keluhan.tenggat)
    if keluhan.status == S.UMPAN_BALIK:
        return "", None
    return "Hasil paling lambat", timezone.localdate(keluhan.janji_selesai)


def asks_household(keluhan):
    """Whether there is a question to the household itself; of a `rahasia` case only officers ask."""
    return not keluhan.rahasia and bool(closing.open_checks(keluhan))
