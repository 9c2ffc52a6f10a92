"""A few letters of the demo city, written by its own people through the real stages: some wait, some are out."""

from datetime import date

from puskesos import catalogue
from puskesos.middleware import load_acting
from puskesos.models import Keluhan, Petugas
from puskesos.refusals import Refused
from puskesos.roles import Peran as P
from rujukan import letters
from rujukan.models import PenandaTangan, Rujukan
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME
from slrt.demo.people import CITY

FROM = date(2025, 1, 1)
OUT, READY, WAITING, CONCEPTS = 8, 3, 3, 2  # letters of referrals by how far they are
LOCAL = 2


def write(now):
    """Signers for the city and every kelurahan, then letters of the newest referrals and of Kalampangan."""
    _signers()
    dewi, maya = _acting("dewi"), _acting("maya")
    running = Rujukan.objects.filter(status__in=[*WAITING_ANSWER, *WAITING_OUTCOME], keluhan__rahasia=False,
                                     keluhan__terbuka=True)  # fmt: skip
    for turn, rujukan in enumerate(running.select_related("keluhan").order_by("-id")[: OUT + READY + WAITING + CONCEPTS]):
        surat = letters.draft_surat(by=dewi, now=now, keluhan=rujukan.keluhan, jenis="RUJUKAN", rujukan=rujukan)
        _further(surat, turn, now, author=dewi, signer=maya)
    _local(now)


def _further(surat, turn, now, *, author, signer):
    if turn >= OUT + READY + WAITING:
        return
    letters.submit(by=author, now=now, id=surat.pk)
    if turn >= OUT + READY:
        return
    letters.sign(by=signer, now=now, id=surat.pk)
    if turn < OUT:
        letters.issue(by=author, now=now, id=surat.pk)


def _local(now):
    """SKTM of Kalampangan: one out, one waiting for the lurah."""
    budi, koor, lurah = _acting("budi"), _acting("koor"), _acting("bulurah")
    cases = Keluhan.objects.visible_to(budi).filter(terbuka=True, rahasia=False).order_by("-id")[:LOCAL]
    for turn, keluhan in enumerate(cases):
        try:
            surat = letters.draft_surat(by=budi, now=now, keluhan=keluhan, jenis="SKTM")
        except Refused:
            continue
        letters.submit(by=budi, now=now, id=surat.pk)
        letters.paraf(by=koor, now=now, id=surat.pk)
        if turn == 0:
            letters.sign(by=lurah, now=now, id=surat.pk)
            letters.issue(by=budi, now=now, id=surat.pk)


def _acting(username):
    by, _ = load_acting(Petugas.objects.get(username=username))
    return by


def _signers():
    """The manajer for the head of the agency, the head himself, and every lurah of the demo city."""
    rows = [
        _signer(CITY, P.MANAJER, "a.n. Kepala Dinas Sosial\nManajer SLRT", Petugas.objects.get(username="maya").nama),
        _signer(CITY, P.PIMPINAN, "Kepala Dinas Sosial", Petugas.objects.get(username="hendra").nama),
    ]
    lurah = Petugas.objects.filter(penugasan__peran=P.LURAH).values_list("penugasan__wilayah_id", "nama")
    names = {place.kode: place.nama for place in catalogue.kelurahan()}
    rows += [_signer(place, P.LURAH, f"Lurah {names[place]}", nama) for place, nama in lurah]
    PenandaTangan.objects.bulk_create(rows)


def _signer(unit, peran, jabatan, nama):
    return PenandaTangan(unit_id=unit, peran=peran, jabatan=jabatan, nama=nama, pangkat="Penata", berlaku_mulai=FROM,
                         sumber="Orang rekaan")  # fmt: skip
