"""The ladder of one referral: rules frozen when it is sent, one Pengingat row per step, due on the working calendar."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from puskesos import catalogue
from puskesos.models.katalog import Prioritas
from puskesos.workdays import ZONE
from rujukan.models import AturanPengingat, Kiriman, Pengingat, Rujukan
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME, WAITING_SLRT

Tahap = AturanPengingat.Tahap
STATUSES = {Tahap.JAWABAN: WAITING_ANSWER, Tahap.HASIL: WAITING_OUTCOME, Tahap.DOKUMEN: WAITING_SLRT}
# In the third the ball is with us: the holder is reminded, and nothing goes to the agency.
OF_AGENCY = (Tahap.JAWABAN, Tahap.HASIL)


def stage_of(status):
    """The stage in which a referral of this status is reminded of; None while nobody is awaited."""
    return next((tahap for tahap, statuses in STATUSES.items() if status in statuses), None)


def awaits_agency(status):
    """True while it is the agency that owes something, so that it may be reminded by hand."""
    return stage_of(status) in OF_AGENCY


def freeze(rujukan, now):
    """Copy the active rules onto the referral, where they stay as they were when it was sent."""
    rujukan.aturan = current_rules(timezone.localdate(now))
    Rujukan.objects.filter(pk=rujukan.pk).update(aturan=rujukan.aturan)


def current_rules(day):
    """The rules that hold on a day as plain JSON, as they are frozen onto a referral."""
    return [plain(row) for row in holding(day).order_by("tahap", "langkah")]


def holding(day):
    """Active rules that hold on a day; drafts never do."""
    begun = Q(berlaku_mulai__isnull=True) | Q(berlaku_mulai__lte=day)
    running = Q(berlaku_sampai__isnull=True) | Q(berlaku_sampai__gte=day)
    return AturanPengingat.objects.filter(begun, running, aktif=True, konsep=False)


def plain(row):
    return {
        "kode": row.kode, "tahap": row.tahap, "langkah": row.langkah, "dasar": row.dasar, "nilai": row.nilai,
        "penerima": row.penerima.split("|"), "kanal": row.kanal.split("|"), "judul": row.judul, "isi": row.isi,
    }  # fmt: skip


def plant(rujukan, now):
    """The steps towards the answer, counted from the sending; planting again adds only what is missing."""
    start = rujukan.dikirim_pada or now
    _note_count(rujukan, Tahap.JAWABAN, start, rujukan.batas_jawaban)
    _plant(rujukan, Tahap.JAWABAN, start=start, batas=rujukan.batas_jawaban, now=now)


def replant(rujukan, now):
    """A new round of steps towards the outcome: after acceptance, and whenever its deadline was set anew."""
    cancel(rujukan, now, "Tahap berikutnya dimulai")
    _note_count(rujukan, Tahap.HASIL, now, rujukan.batas_hasil)
    _plant(rujukan, Tahap.HASIL, start=now, batas=rujukan.batas_hasil, now=now, anew=True)


def wait_for_papers(rujukan, now, sebab):
    """The agency asked for papers: its own steps are called off, those of the holder begin."""
    cancel(rujukan, now, sebab)
    _adopt(rujukan, now)
    _note_count(rujukan, Tahap.DOKUMEN, now, rujukan.tenggat)
    _plant(rujukan, Tahap.DOKUMEN, start=now, batas=rujukan.tenggat, now=now, anew=True)


def _adopt(rujukan, now):
    """Referrals that were sent before there were rules for this stage take the present ones."""
    if any(rule["tahap"] == Tahap.DOKUMEN for rule in rujukan.aturan):
        return
    rules = [rule for rule in current_rules(timezone.localdate(now)) if rule["tahap"] == Tahap.DOKUMEN]
    rujukan.aturan = [*rujukan.aturan, *rules]
    Rujukan.objects.filter(pk=rujukan.pk).update(aturan=rujukan.aturan)


def mend(rujukan, now):
    """Add the rows that should be there by its status and are not; counted from when the stage began."""
    if not rujukan.aturan:
        freeze(rujukan, now)
    if stage_of(rujukan.status) == Tahap.JAWABAN:
        plant(rujukan, now)
    elif stage_of(rujukan.status) == Tahap.HASIL:
        start = counted_from(rujukan, Tahap.HASIL) or rujukan.dijawab_pada or rujukan.status_sejak
        _plant(rujukan, Tahap.HASIL, start=start, batas=rujukan.batas_hasil, now=now)
    elif stage_of(rujukan.status) == Tahap.DOKUMEN:
        _adopt(rujukan, now)
        start = counted_from(rujukan, Tahap.DOKUMEN) or rujukan.status_sejak
        _plant(rujukan, Tahap.DOKUMEN, start=start, batas=rujukan.tenggat, now=now)


def _note_count(rujukan, tahap, start, batas):
    """Keep how the limit was counted, so that a holiday that is added afterwards can move it."""
    if batas is None:
        return
    rujukan.hitungan = {**rujukan.hitungan, str(tahap): counting(start, batas, darurat=is_urgent(rujukan))}
    Rujukan.objects.filter(pk=rujukan.pk).update(hitungan=rujukan.hitungan)


def counting(start, batas, *, darurat):
    """{mulai, hari or menit}: in whole working days or in working minutes; an emergency runs on the clock."""
    calendar, counted = catalogue.calendar(), {"mulai": start.isoformat()}
    if darurat:
        return counted
    days = calendar.workdays_between(start, batas)
    whole = days >= 1 and calendar.add_workdays(start, days) == batas
    return counted | ({"hari": days} if whole else {"menit": calendar.pause(start, batas)})


def counted_from(rujukan, tahap):
    """When the limit of a stage began to run; None on referrals that were sent before this was kept."""
    return parse_datetime(rujukan.hitungan.get(str(tahap), {}).get("mulai", ""))


def cancel(rujukan, now, sebab):
    """Nobody is awaited any more: what was not sent stays unsent, and says why."""
    waiting = Pengingat.objects.filter(rujukan=rujukan, status=Pengingat.Status.MENUNGGU)
    Kiriman.objects.filter(pengingat__in=waiting, status=Kiriman.Status.MENUNGGU).delete()
    return waiting.update(status=Pengingat.Status.BATAL, sebab=sebab, klaim_sampai=None)


def _plant(rujukan, tahap, *, start, batas, now, anew=False):
    if batas is None:
        return
    darurat = is_urgent(rujukan)
    rows = [
        Pengingat(
            rujukan=rujukan, aturan=name, langkah=rule["langkah"], tahap=tahap,
            jatuh_tempo=due(rule, start, batas, darurat=darurat),
        )
        for rule, name in names(rujukan, tahap, anew=anew)
    ]  # fmt: skip
    for row in rows:
        row.coba_lagi_pada = row.jatuh_tempo
    Pengingat.objects.bulk_create(rows, ignore_conflicts=True)


def names(rujukan, tahap, *, anew):
    """(rule, name of its row): the code itself in the first round, "code/2" in the second, and so on.

    Without `anew` a rule is left out whose row is waiting or was sent; rows that were called off do not count.
    """
    rules = [rule for rule in rujukan.aturan if rule["tahap"] == tahap]
    taken = {}
    for name, status in Pengingat.objects.filter(rujukan=rujukan, tahap=tahap).values_list("aturan", "status"):
        taken.setdefault(name.split("/")[0], []).append(status)
    for rule in rules:
        rows = taken.get(rule["kode"], [])
        if anew or all(status == Pengingat.Status.BATAL for status in rows):
            yield rule, rule["kode"] if not rows else f"{rule['kode']}/{len(rows) + 1}"


def due(rule, start, batas, *, darurat=False):
    """When a step is due: a share of the working time until the limit, or a working morning after it.

    Nothing falls into the quiet hours, except for DARURAT, which knows none.
    """
    calendar = catalogue.calendar()
    if rule["dasar"] == AturanPengingat.Dasar.HARI_KERJA:
        day = calendar.add_workdays(batas, rule["nilai"]).date()
        moment = datetime.combine(day, calendar.opens, tzinfo=ZONE)
    elif rule["dasar"] == AturanPengingat.Dasar.SEBELUM:
        moment = max(start, _mornings_before(calendar, batas, rule["nilai"]))
    else:
        moment = _share(calendar, start, batas, rule["nilai"] / 100)
    quiet = calendar.is_quiet(moment) and not darurat
    return calendar.next_send_time(moment) if quiet else moment


def _mornings_before(calendar, batas, days):
    """The working morning that lies so many working days before the day of the limit; 0 is that day itself."""
    day = timezone.localdate(batas)
    while days > 0 or not calendar.is_workday(day):
        day -= timedelta(days=1)
        days -= calendar.is_workday(day)
    return datetime.combine(day, calendar.opens, tzinfo=ZONE)


def _share(calendar, start, batas, share):
    if share >= 1 or batas <= start:
        return batas
    minutes = calendar.pause(start, batas)
    if minutes <= 0:  # a night-long emergency holds no working minute: the clock on the wall counts
        return start + (batas - start) * share
    return min(calendar.resume(start, round(minutes * share)), batas)


def is_urgent(rujukan):
    return rujukan.darurat or rujukan.keluhan.prioritas == Prioritas.DARURAT


def rule_of(pengingat):
    """The frozen rule behind a row; None when the referral does not carry it any more."""
    code = pengingat.aturan.split("/")[0]
    return next((rule for rule in pengingat.rujukan.aturan if rule["kode"] == code), None)
