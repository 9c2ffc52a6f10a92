"""The ways out of the house: one agency and its telephone, letters to print, and the log of every attempt."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, catalogue, keyset, trace
from puskesos.refusals import IllegalMove, Refused
from rujukan.access import cover
from rujukan.models import Kiriman, UpayaKirim
from rujukan.reminders import by_hand, keeping, paper, recipients, texts
from rujukan.reminders.outlook import outlook as look_ahead

MOST_SHOWN = 300


@require_http_methods(["GET", "POST"])
@access.needs("triase", "UA")
def desk(request, kode):
    """The letter of one agency as it will be read, and the text for an officer's own phone."""
    keeping.require_desk(request.by)
    agency = catalogue.instansi(kode)
    if agency is None:
        raise Http404
    if request.method == "POST":
        return _sent_by_hand(request, agency)
    ahead = look_ahead(request.now, kode)
    referrals = by_hand.open_referrals(request.by, kode, request.now)
    words = by_hand.text(referrals) if referrals else ""
    sent = Kiriman.objects.filter(instansi=kode, kanal=Kiriman.Kanal.WHATSAPP)
    sent = list(sent.select_related("rujukan__keluhan", "dikirim_oleh").order_by("-pk")[:10])
    lines = ahead.desks[0].lines if ahead.desks else []
    cover(request.by, [*(line.row.rujukan for line in lines), *(one.rujukan for one in sent)])
    trace.record_list(request.by, "pengingat instansi", (one.pk for one in referrals), instansi=kode)
    context = {
        "agency": agency, "ahead": ahead, "desk": ahead.desks[0] if ahead.desks else None, "referrals": referrals,
        "words": words, "url": by_hand.whatsapp_url(agency, words) if words else "",
        "phone": recipients.phone_of(agency), "email": recipients.address_of(agency),
        "sent": sent, "most": texts.MOST_LISTED,
    }  # fmt: skip
    return render(request, "rujukan/reminders/desk.html", context)


def _sent_by_hand(request, agency):
    try:
        with transaction.atomic():
            rows = by_hand.record(by=request.by, now=request.now, instansi=agency.pk, ids=_ids(request))
        messages.success(request, f"Dicatat: Anda mengirim {len(rows)} rujukan ke {agency.nama} lewat WhatsApp.")
    except Refused as refused:
        if refused.status == 403:
            raise
        messages.warning(request, refused.sentence)
    return redirect("rujukan:pengingat-instansi", kode=agency.pk)


def _ids(request):
    try:
        return [UUID(text) for text in request.POST.getlist("rujukan")]
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@access.needs("triase", "UA")
def letters(request):
    """Letters to print, by agency, and the word of whoever sent one off."""
    keeping.require_desk(request.by)
    if request.method == "POST":
        return _letter_sent(request)
    rows = list(paper.waiting()[:MOST_SHOWN])
    sent = Kiriman.objects.filter(kanal=Kiriman.Kanal.SURAT, status=Kiriman.Status.TERKIRIM)
    sent = list(sent.select_related("rujukan__keluhan", "instansi", "dikirim_oleh").order_by("-terkirim_pada")[:20])
    cover(request.by, (one.rujukan for one in [*rows, *sent]))
    trace.record_list(request.by, "surat pengingat", (row.rujukan_id for row in rows))
    groups = [(agency, list(group)) for agency, group in groupby(rows, key=lambda row: row.instansi)]
    return render(request, "rujukan/reminders/letters.html", {"groups": groups, "count": len(rows), "sent": sent})


def _letter_sent(request):
    number = request.POST.get("surat", "")
    row = paper.waiting().filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if row is None:
        messages.warning(request, "Surat ini sudah dicatat terkirim atau tidak diperlukan lagi.")
        return redirect("rujukan:pengingat-surat")
    try:
        with transaction.atomic():
            paper.sent(by=request.by, now=request.now, id=row.pk)
        messages.success(request, f"Dicatat: surat untuk {row.instansi.nama} tentang {row.rujukan.nomor} terkirim.")
    except IllegalMove as refused:
        messages.warning(request, refused.sentence)
    return redirect("rujukan:pengingat-surat")


@require_GET
@access.needs("triase", "UA")
def attempts(request):
    """The delivery log: every attempt, newest first; `?hasil=` shows one outcome only."""
    keeping.require_desk(request.by)
    rows = UpayaKirim.objects.select_related("instansi", "petugas")
    hasil = request.GET.get("hasil", "")
    if hasil in UpayaKirim.Hasil.values:
        rows = rows.filter(hasil=hasil)
    else:
        hasil = ""
    page = keyset.page(rows, order=("-id",), cursor=request.GET.get("cursor"))
    trace.record(request.by, trace.Aksi.DAFTAR, daftar="upaya kirim")
    query = f"hasil={hasil}&" if hasil else ""
    context = {"page": page, "hasil": hasil, "choices": UpayaKirim.Hasil.choices, "query": query}
    return render(request, "rujukan/reminders/attempts.html", context)
