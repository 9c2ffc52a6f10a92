"""The case page (ux §5, screen 15): one story for everything, who must act by when, and what this person can do."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from puskesos import access, consent, surveys
from puskesos.correcting import CORRECTABLE
from puskesos.forms import blank
from puskesos.forms.moves import NoteForm
from puskesos.forms.search import RevealForm
from puskesos.needs import OPEN
from puskesos.next_step import Button, ground_moves, may_correct, move_url
from puskesos.roles import KOTA
from puskesos.workflow import StatusKebutuhan, StatusKeluhan
from rujukan.referral import AT_PUSKESOS
from rujukan.workflow import WITH_INSTANSI, StatusRujukan
from slrt.triage import case_file
from slrt.triage.views.moves import available

# Steps of the secretariat as buttons; the likely ones first, then what any case may need.
LIKELY = ("refer", "ratify", "rujuk", "take", "try_other", "send_back", "revise_plan", "refer_urgent")
RARE = ("assign", "priority", "handler")
KEYS = {"rujuk": "r", "take": "t"}
IN_THE_BAR = 3
WAITS = StatusRujukan.MENUNGGU_PERSETUJUAN


@require_http_methods(["GET"])
@access.needs("keluhan", "R")
def kasus(request, id):
    """Everything about one case on one page; the read is on record."""
    by, now = request.by, request.now
    keluhan = access.open_keluhan(by, id, beside=case_file.BESIDE)
    chip = request.GET.get("riwayat") if request.GET.get("riwayat") in case_file.CHIPS else "semua"
    file = case_file.gather(keluhan, by, now, chip)
    bar, more = _buttons(keluhan, by, now, file)
    return render(request, "triage/kasus.html", {
        "keluhan": keluhan, "file": file, "chip": chip, "chips": case_file.CHIPS, "now": now,
        "day": timezone.localdate(now),
        "bar": bar, "more": more, "note": blank.drawn(NoteForm, bool(by.hat(KOTA)), by=by, keluhan=keluhan, now=now),
        "reveal": blank.drawn(RevealForm) if access.can(by, "identitas", "X") else None, "desk": at_desk(by),
        "frame": "desk.html" if at_desk(by) else "base.html", "can_remind": access.can(by, "rujukan", "CA"),
        "can_ask": access.can(by, "umpan_balik", "CU"),
        "may_write_letter": keluhan.terbuka and access.can(by, "surat", "C"),
        "write_letter": reverse("rujukan:surat-baru", kwargs={"id": keluhan.pk}),
        "crumb": ("/antrean/", "Antrean") if at_desk(by) else ("/kasus/", "Kasus"),
        "open_statuses": WITH_INSTANSI, "may_decide": access.can(by, "rujukan", "A"),
    })  # fmt: skip


def at_desk(by):
    """Who works with the queue gets its frame and side panel; the Puskesos gets the light one."""
    return access.can(by, "triase", "CUPA")


def _buttons(keluhan, by, now, file):
    """(the few likely steps, all others): steps upstairs first, then those of the ground floor, endings last."""
    ground = ground_moves(keluhan, by, now)
    decide, nearby = _nearby(keluhan, by, file.rujukan)
    main, *rest = [one for one in ground if one.kind != "danger"] or [None]
    upstairs = _upstairs(keluhan, by, LIKELY)
    # Where every need is met, the family is told first; another way is only looked for when it says otherwise.
    again = [one for one in upstairs if one.code == "try_other" and _all_met(file.needs)]
    upstairs = [one for one in upstairs if one not in again]
    likely = [one for one in [*upstairs, *_plan(keluhan, by), decide, main, *again, nearby, *rest] if one]
    endings = [one for one in ground if one.kind == "danger"]
    rare = [*_survey(keluhan, by, now), *_upstairs(keluhan, by, RARE), *_one_less(keluhan, by, file.needs),
            *_consent(keluhan, by, file.consent), *endings]  # fmt: skip
    return likely[:IN_THE_BAR], [*likely[IN_THE_BAR:], *rare]


def _all_met(needs):
    return all(need.kebutuhan.status == StatusKebutuhan.TERPENUHI for need in needs)


def _survey(keluhan, by, now):
    """Whether the household answered already is said on the page itself."""
    if not surveys.in_time(keluhan, now) or not access.can(by, "umpan_balik", "CU"):
        return []
    if keluhan.pemilik_id == by.petugas_id:
        return []
    return [Button("survei", "Catat survei kepuasan", f"/keluhan/{keluhan.pk}/survei/")]


def _consent(keluhan, by, given):
    """Taken back where it was given; given anew where it was taken back."""
    if not access.can(by, "permintaan", "C"):
        return []
    words = {True: "Catat persetujuan lagi", False: "Catat pencabutan persetujuan"}
    back = bool(consent.taken_back(given))
    may = back or consent.can_withdraw(given)
    return [Button("persetujuan", words[back], f"/keluhan/{keluhan.pk}/persetujuan/")] if may else []


def _one_less(keluhan, by, needs):
    """A need may end by itself only while another one is open."""
    several = sum(need.kebutuhan.status in OPEN for need in needs) > 1
    may = several and keluhan.status in CORRECTABLE and may_correct(keluhan, by)
    return [Button("drop_need", "Hapus kebutuhan", move_url(keluhan, "drop_need"))] if may else []


def _upstairs(keluhan, by, codes):
    steps = available(keluhan, by, codes) if at_desk(by) else {}
    return [Button(code, Form.title, f"/keluhan/{keluhan.pk}/telaah/{code}/") for code, Form in steps.items()]


def _nearby(keluhan, by, rujukan):
    """(decide, write) for referrals of the Puskesos itself: back office writes, the koordinator decides on others'."""
    if keluhan.status not in AT_PUSKESOS or by.is_kota:
        return None, None
    waits = next((one for one in rujukan if one.status == WAITS and one.dibuat_oleh_id != by.petugas_id), None)
    decide, write = waits and by.has("KOORDINATOR"), access.can(by, "rujukan", "C")
    return (
        decide and Button("approve", f"Putuskan rujukan R{waits.urutan}", waits.get_absolute_url()),
        write and Button("rujuk_setempat", "Rujuk setempat", f"/keluhan/{keluhan.pk}/rujuk-setempat/"),
    )


def _plan(keluhan, by):
    """The plan has a page of its own: while it is written, and as long as there is something to see."""
    if keluhan.status == StatusKeluhan.TELAAH and by.has("BO_KOTA", "MANAJER"):
        return [Button("rencana", "Susun rencana", f"/keluhan/{keluhan.pk}/rencana/")]
    return []
