"""“Besok 07.30: 14 pesan ke 6 instansi”: what the page says is what goes out; held ones stay, notes go along."""

import pytest
from django.core import mail

from puskesos.models import Instansi, Jejak
from puskesos.refusals import IllegalMove, NotAllowed, Refused
from rujukan import answers, reminders
from rujukan.models import Kiriman
from rujukan.reminders import keeping, raising, schedule
from rujukan.reminders.outlook import outlook
from slrt.triage import triage
from tests.cases import a_draft, drafted, fresh_rujukan, referred
from tests.rujukan.ticks import at, pass_at, steps

OTHER = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}


def told(now):
    """{agency: [numbers of referrals]} as the outlook says."""
    return {desk.instansi.kode: sorted(line.row.rujukan.nomor for line in desk.going) for desk in outlook(now).desks}


def sent(referrals):
    """{address: [numbers of referrals]} as the mails say."""
    return {letter.to[0]: sorted(one.nomor for one in referrals if one.nomor in letter.body) for letter in mail.outbox}


def at_many_agencies(cast, now, *codes):
    keluhan, first = drafted(cast, now)
    found = [first, *(a_draft(cast.dewi, now, keluhan, code) for code in codes)]
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    return [fresh_rujukan(one) for one in found]


@pytest.mark.parametrize(
    "seen, morning",
    [
        ("2026-11-23 10:00", "2026-11-24 07:30"),  # new referrals
        ("2026-11-26 16:00", "2026-11-27 07:30"),  # the limit was reached in the afternoon
        ("2026-11-26 09:00", "2026-11-27 07:30"),  # 80 per cent and the limit are both to come today
        ("2026-11-29 12:00", "2026-11-30 07:30"),  # on a Sunday
        ("2026-11-30 07:00", "2026-11-30 07:30"),  # just before
    ],
)
def test_what_it_says_is_what_goes_out(cast, now, seen, morning):
    found = [*at_many_agencies(cast, now, "DINSOS", "DISDUKCAPIL"), referred(cast, now, **OTHER)[1]]
    found.append(referred(cast, at("2026-11-25 11:00"), nama="Rusmini", **OTHER)[1]) if seen > "2026-11-25" else None
    for day in (24, 25, 26, 27, 30):
        for clock in ("07:30", "08:15", "09:24", "13:00", "15:30"):
            moment = f"2026-11-{day} {clock}"
            if moment < seen:
                pass_at(moment)
    said, view = told(at(seen)), outlook(at(seen))
    assert view.morning == at(morning)
    for clock in ("09:24", "13:00", "15:30"):
        if (moment := f"{seen[:10]} {clock}") > seen and moment < morning:
            pass_at(moment)
    mail.outbox.clear()
    pass_at(morning)
    address = {one.email: one.kode for one in Instansi.objects.all()}
    assert {address[to]: numbers for to, numbers in sent(found).items()} == said
    assert view.messages == sum(len(numbers) for numbers in said.values()) > 0
    assert view.agencies == len(said)


def test_a_held_one_is_listed_and_does_not_go(cast, now):
    _, first = referred(cast, now)
    _, second = referred(cast, now, nama="Rusmini", **OTHER)
    row = first.pengingat.get(aturan="BARU")
    keeping.hold(by=cast.dewi, now=now, id=row.pk, sebab="  Sudah  bicara lewat telepon ")
    row.refresh_from_db()
    assert (row.ditahan_sebab, row.ditahan_oleh_id) == ("Sudah bicara lewat telepon", cast.dewi.petugas_id)
    view = outlook(now)
    assert (view.messages, [line.held for line in view.desks[0].lines]) == (1, [True, False])
    pass_at("2026-11-24 07:30")
    assert sent([first, second]) == {"bpjs-kes@contoh.invalid": [second.nomor]}
    assert steps(first)["BARU"] == "MENUNGGU"
    keeping.release(by=cast.maya, now=now, id=row.pk)
    mail.outbox.clear()
    pass_at("2026-11-24 08:00")
    assert not mail.outbox  # today's letter is out; one letter a morning
    pass_at("2026-11-25 07:30")
    assert sent([first, second]) == {"bpjs-kes@contoh.invalid": [first.nomor]}
    assert steps(first)["BARU"] == "TERKIRIM"
    assert Jejak.objects.filter(objek="pengingat", objek_id=str(row.pk), aksi="UBAH").count() == 2


def test_a_held_step_that_falls_due_is_not_told_in_the_application_either(cast, now):
    _, rujukan = referred(cast, now)
    row = rujukan.pengingat.get(aturan="JAWABAN-1")
    keeping.hold(by=cast.dewi, now=now, id=row.pk, sebab="Instansi libur")
    assert pass_at("2026-11-25 08:15").notices == 0
    keeping.release(by=cast.dewi, now=now, id=row.pk)
    assert pass_at("2026-11-25 09:15").notices == 1


def test_held_while_claimed_does_not_go(cast, now):
    referred(cast, now)
    moment = at("2026-11-25 08:15")
    reminders.tick(at("2026-11-24 07:30"))
    id, lease, _ = schedule.claim(moment)
    keeping.hold(by=cast.dewi, now=moment, id=id, sebab="Sebentar")
    assert raising.raise_row(id, lease, moment) is None
    assert not Kiriman.objects.filter(pengingat=id).exists()


def test_a_note_goes_along_in_waiting_and_in_coming_letters(cast, now):
    _, rujukan = referred(cast, now)
    new, coming = rujukan.pengingat.get(aturan="BARU"), rujukan.pengingat.get(aturan="JAWABAN-2")
    keeping.note(by=cast.dewi, now=now, id=new.pk, catatan="Mohon hubungi Bu Dewi.")
    keeping.note(by=cast.dewi, now=now, id=new.pk, catatan="Mohon hubungi sekretariat.")
    keeping.note(by=cast.dewi, now=now, id=coming.pk, catatan="Berkas sudah lengkap.")
    assert "Catatan sekretariat: Mohon hubungi sekretariat." in outlook(now).desks[0].lines[0].isi
    pass_at("2026-11-24 07:30")
    assert "Mohon hubungi sekretariat." in mail.outbox[0].body and "Bu Dewi" not in mail.outbox[0].body
    keeping.hold(by=cast.dewi, now=now, id=rujukan.pengingat.get(aturan="JAWABAN-3").pk, sebab="Tes")
    mail.outbox.clear()
    pass_at("2026-11-26 09:24")
    pass_at("2026-11-27 07:30")
    assert "Berkas sudah lengkap." in mail.outbox[0].body


@pytest.mark.parametrize("catatan", ["NIK 6271991234567890", "telepon 0812 3456 7890", "x" * 301])
def test_a_note_that_would_carry_a_family_out_is_refused(cast, now, catatan):
    _, rujukan = referred(cast, now)
    row = rujukan.pengingat.get(aturan="BARU")
    with pytest.raises(Refused) as refused:
        keeping.note(by=cast.dewi, now=now, id=row.pk, catatan=catatan)
    assert refused.value.field == "catatan"


def test_who_may_and_what_may_be_held(cast, now):
    _, rujukan = referred(cast, now)
    row = rujukan.pengingat.get(aturan="BARU")
    for by in (cast.koor, cast.tono, cast.joko, cast.siti):
        with pytest.raises(NotAllowed):
            keeping.hold(by=by, now=now, id=row.pk, sebab="x")
    with pytest.raises(Refused) as refused:
        keeping.hold(by=cast.dewi, now=now, id=row.pk, sebab="  ")
    assert refused.value.field == "sebab"
    with pytest.raises(IllegalMove, match="tidak sedang ditahan"):
        keeping.release(by=cast.dewi, now=now, id=row.pk)
    keeping.hold(by=cast.dewi, now=now, id=row.pk, sebab="x")
    with pytest.raises(IllegalMove, match="sudah ditahan"):
        keeping.hold(by=cast.dewi, now=now, id=row.pk, sebab="x")
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    with pytest.raises(IllegalMove, match="sudah dibatalkan"):
        keeping.release(by=cast.dewi, now=now, id=row.pk)


def test_an_agency_on_paper_says_so(cast, now):
    Instansi.objects.filter(pk="BPJS_KES").update(email="", telepon="")
    referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    assert [desk.on_paper for desk in outlook(at("2026-11-26 10:00")).desks] == [True]
    Instansi.objects.filter(pk="BPJS_KES").update(email="bpjs@contoh.invalid")
    assert [desk.on_paper for desk in outlook(at("2026-11-26 10:00")).desks] == [False]
