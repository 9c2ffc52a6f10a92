"""One part of the intake page for the script: rows, priority, files, or who may be on file already."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST

from puskesos import access, finding, quota
from puskesos.forms import questions
from puskesos.persons import ELSEWHERE
from puskesos.views.sheet import posted, rearrange, take_file, trace_people, trace_search

PARTS = frozenset({"kebutuhan", "kepesertaan", "prioritas", "berkas", "petunjuk"})


@require_POST
@access.needs("keluhan", "C")
def hints(request):
    """One part of the page, drawn from what is typed so far: rows, priority, files, or who may be on file already."""
    part = request.POST.get("bagian", "")
    if part not in PARTS:
        raise Http404
    sheet = posted(request)
    if part == "petunjuk":
        return _hint(sheet)
    if part == "berkas":
        take_file(sheet)
    rearrange(sheet, request.POST.get("aksi", ""))
    status = 422 if sheet.file_error else 200
    return sheet.show(
        sheet.page().keep_quiet(), status=status, template=f"puskesos/intake/{part}.html", rearranged=True,
        asked=_same_needs(sheet) if part == "kebutuhan" else None,
    )  # fmt: skip


def _hint(sheet):
    """What is known of the person typed so far: from the number itself, and from our own files."""
    page = sheet.page()
    page.form.is_valid()
    data = page.form.cleaned_data
    person = questions.described(data)
    number = None if sheet.warga else person.nik
    context = {"asked": questions.Questions(doubts=page.form.doubts(sheet.day)), "today": sheet.day}
    try:
        if number:
            quota.spend_search(sheet.by, now=sheet.request.now, term=number)
            context["elsewhere"] = ELSEWHERE if finding.known_elsewhere(sheet.by, number) else ""
            trace_search(sheet.by, "nik", number, elsewhere=bool(context["elsewhere"]))
    except quota.Exhausted as exhausted:
        return render(sheet.request, "puskesos/intake/petunjuk.html", {"refused": exhausted.sentence}, status=429)
    if not sheet.warga:
        context["asked"].people = context["asked"].likely = finding.suspects(sheet.by, person)
        context["asked"].answers = {"orang": sheet.typed.get("orang", "")}
        trace_people(sheet.by, context["asked"].people)
    context["read"] = questions.read(number, sheet.day)
    return render(sheet.request, "puskesos/intake/petunjuk.html", context)


def _same_needs(sheet):
    """Needs that are open already for the person of the sheet, while the need is being chosen."""
    page = sheet.page()
    page.form.is_valid()
    person, data = questions.described(page.form.cleaned_data), page.form.cleaned_data
    owner = sheet.warga or (person.nik and finding.holder_in_reach(sheet.by, person.nik))
    needs = finding.same_needs(
        sheet.by, day=sheet.day, services=[form.chosen() for form in page.kebutuhan.forms], warga_id=owner and owner.pk,
        no_kk=data.get("no_kk") or "",
    )  # fmt: skip
    return questions.Questions(needs=needs)
