"""STAGE: what follows when a family's data may no longer be used freely: no new agency, a person decides on the rest.

Nothing is withdrawn by itself: an agency may stand in the middle of helping. Until somebody has decided, it opens no
further identifier.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from puskesos import consent, trace
from puskesos.access import require
from puskesos.models import Penugasan
from puskesos.next_step import NextStep
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.roles import Peran
from puskesos.templatetags.puskesos import waktu
from rujukan import notices
from rujukan.access import lock_rujukan
from rujukan.models import Rujukan, TindakLanjut
from rujukan.reminders import recipients
from rujukan.workflow import WITH_INSTANSI

LANJUT = TindakLanjut.Jenis.LANJUT
NOT_SENT = "Pemakaian data keluarga ini dibatasi sejak {}; rujukan baru tidak dikirim. Lihat catatannya di kasus."


def require_free(keluhan):
    """Refused while the data of the case may not go to another agency."""
    if keluhan.dibatasi_sejak:
        raise Refused(NOT_SENT.format(waktu(keluhan.dibatasi_sejak)))


# --- what waits for a decision -------------------------------------------------------------------------------------
def _decided(since):
    """Somebody said, after the restriction began, that this referral goes on."""
    return Exists(TindakLanjut.objects.filter(rujukan=OuterRef("pk"), jenis=LANJUT, at__gte=since))


def undecided():
    """Referrals that lie with an agency although their case is restricted, and nobody has decided on it."""
    rows = Rujukan.objects.filter(status__in=WITH_INSTANSI, keluhan__dibatasi_sejak__isnull=False)
    return rows.exclude(_decided(OuterRef("keluhan__dibatasi_sejak")))


def waits(rujukan):
    """True while nobody has decided on this one."""
    since = rujukan.keluhan.dibatasi_sejak
    if since is None or rujukan.status not in WITH_INSTANSI:
        return False
    return not rujukan.tindak_lanjut.filter(jenis=LANJUT, at__gte=since).exists()


def of_case(keluhan, referrals):
    """Those of a case's referrals that wait for a decision, in the order of the case."""
    open_now = [one for one in referrals if one.status in WITH_INSTANSI]
    if not keluhan.dibatasi_sejak or not open_now:
        return []
    told = TindakLanjut.objects.filter(rujukan__in=open_now, jenis=LANJUT, at__gte=keluhan.dibatasi_sejak)
    decided = set(told.values_list("rujukan_id", flat=True))
    return [one for one in open_now if one.pk not in decided]


def next_step(keluhan, now):
    """Who must act before anything else, and by when."""
    due = keluhan.dibatasi_sejak + consent.LIMIT
    what = "memutuskan rujukan yang masih di instansi: pemakaian data keluarga ini dibatasi"
    return NextStep("Koordinator atau manajer", what, due, "late" if due < now else "soon", due < now)


def require_waiting(by, rujukan):
    """NotAllowed or IllegalMove unless this person may say that the referral goes on."""
    require(by, "rujukan", "A")
    if not waits(rujukan):
        raise IllegalMove("Tidak ada yang perlu diputuskan: data tidak dibatasi, atau sudah diputuskan.")


@transaction.atomic
def keep(*, by, now, id, isi):
    """The referral goes on although the data is restricted, on another legal basis that is named."""
    hat = require(by, "rujukan", "A")
    rujukan = lock_rujukan(by, id)
    require_waiting(by, rujukan)
    if not isi:
        raise MissingFact("Tulis atas dasar apa rujukan tetap berjalan.", field="isi")
    trace.record(by, trace.Aksi.UBAH, rujukan, tindak_lanjut=LANJUT)
    return TindakLanjut.objects.create(
        rujukan=rujukan, jenis=LANJUT, isi=isi, at=now, petugas_id=by.petugas_id, peran=hat.peran
    )


# --- taking a consent back -----------------------------------------------------------------------------------------
@transaction.atomic
def withdraw_consent(*, by, now, id, versi=None, **told):
    """puskesos.consent.withdraw, and who must know of it is told in the same transaction."""
    keluhan = consent.withdraw(by=by, now=now, id=id, versi=versi, **told)
    tell(keluhan, now, f"Persetujuan data dicabut: {keluhan.nomor}")
    return keluhan


def tell(keluhan, now, judul):
    """Back office and those who decide on its referrals; and the officer for data protection, who sees no case."""
    open_now = undecided().filter(keluhan=keluhan).count()
    todo = f"{open_now} rujukan masih di instansi: cabut, atau putuskan tetap berjalan." if open_now else \
        "Tidak ada rujukan yang sedang di instansi."
    isi = f"Data keluarga ini tidak lagi dibagikan kepada instansi. {todo} Batas: {waktu(now + consent.LIMIT)}."
    notices.tell(_handlers(keluhan, now), now=now, jabatan="PEMILIK", keluhan=keluhan, judul=judul, isi=isi)
    notices.tell(protectors(now), now=now, jabatan="PDP", judul=judul, isi=isi)


def _handlers(keluhan, now):
    return [one.pk for one in recipients.of_case(keluhan, now)]


def protectors(now):
    """The officers for data protection on duty."""
    return Penugasan.objects.active(timezone.localdate(now)).filter(peran=Peran.PDP).values_list("petugas", flat=True)
