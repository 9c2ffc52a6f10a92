"""Messages that a person's act causes at once: a new referral at the agency, and the extra reminder by hand.

They are rows of the same schedule, told in the application right away and mailed by the next pass.
"""

from django.utils import timezone

from puskesos import catalogue
from rujukan import notices
from rujukan.models import Pengingat
from rujukan.reminders import ladder, raising, recipients

NEW = {
    "kode": "BARU", "judul": "Rujukan baru", "penerima": ["INSTANSI"],
    "isi": "Rujukan {nomor} untuk {instansi} menunggu jawaban. Batasnya {batas}.",
}  # fmt: skip
BY_HAND = {
    "kode": raising.BY_HAND, "judul": "Mohon tanggapan", "penerima": ["INSTANSI"],
    "isi": "Sekretariat SLRT mengingatkan rujukan {nomor} kepada {instansi}. Batasnya {batas}.",
}  # fmt: skip


def plant(rujukan, now):
    """Tell the agency of a new referral, and plant the steps towards its answer; again changes nothing."""
    ladder.plant(rujukan, now)
    urgent = ladder.is_urgent(rujukan)
    _announce(rujukan, NEW, "BARU", ladder.Tahap.JAWABAN, urgent=urgent, now=now)


def nudge(rujukan, now):
    """One extra message to the agency; None when it had one this working day, or when it owes nothing."""
    if not ladder.awaits_agency(rujukan.status):
        return None
    tahap = ladder.stage_of(rujukan.status)
    return _announce(rujukan, BY_HAND, _of_working_day(now), tahap, urgent=True, now=now)


def nudged_today(rujukan, now):
    return rujukan.pengingat.filter(aturan=_of_working_day(now)).exists()


def _of_working_day(now):
    """One per working day: what is asked for at a weekend counts as Monday's."""
    calendar, day = catalogue.calendar(), timezone.localdate(now)
    day = day if calendar.is_workday(day) else timezone.localdate(calendar.next_send_time(now))
    return f"{BY_HAND['kode']}/{day:%Y%m%d}"


def _announce(rujukan, rule, name, tahap, *, urgent, now):
    """The Pengingat that was made and told, or None when there is one already."""
    row, created = Pengingat.objects.get_or_create(
        rujukan=rujukan, aturan=name, langkah=0, defaults={"tahap": tahap, "jatuh_tempo": now, "coba_lagi_pada": now}
    )
    if not created:
        return None
    judul, isi = notices.words(rule | {"tahap": tahap}, rujukan)
    morning = raising.mail_time(row, urgent, now)
    if urgent and not ladder.is_urgent(rujukan) and catalogue.calendar().is_quiet(now):
        morning = catalogue.calendar().next_send_time(now)
    letters = raising.letters_of(rule | {"kanal": raising.LETTERS}, rujukan, now)
    raising.store(
        row, judul, isi, readers=recipients.in_app(rule, rujukan, now), letters=letters, urgent=urgent,
        morning=morning, now=now,
    )  # fmt: skip
    raising.settle(row, now, at=morning)
    return row
