"""A month of simulated working days sends exactly what a table written by hand predicts (November 2026).

Three referrals. A to BPJS Kesehatan is never answered. B to Dinas Sosial is accepted after its limit. C to BPJS is
declined before half of its time. Wednesday 11 November is a holiday of the region; Friday 20 November becomes cuti
bersama only on the 12th.
"""

from datetime import timedelta

from django.core import mail
from django.core.management import call_command

from puskesos.models import HariLibur
from puskesos.roles import Peran
from rujukan import answers, ledger
from rujukan.models import Kiriman
from tests.cases import fresh_rujukan, referred
from tests.people import acting, hire
from tests.rujukan.ticks import PEOPLE, at

OTHER = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}
# Three passes a day, and one at each odd minute of the table; what comes at any other minute stands at the next pass.
CLOCKS = ("07:30", "15:30", "21:00")

# Columns: when, by which way, to whom, about which referral, which message.
#   A: sent Mon 2 Nov 09.00, owed by Thu 5 Nov 15.30 (1830 working minutes).
#   B: sent Tue 10 Nov 10.00, owed by Mon 16 Nov 15.30 (1770 minutes; the 11th does not count), accepted Tue 17
#      Nov 11.00; the outcome is owed 14 working days later, Tue 8 Dec (the 20th does not count): half of 6990
#      minutes on the 27th.
#   C: sent Tue 3 Nov 14.00, declined Thu 5 Nov 10.00, before its half at 10.45.
TABLE = """
03-11 07:30 EMAIL    BPJS_KES A BARU
04-11 07:30 EMAIL    BPJS_KES C BARU
04-11 08:15 APLIKASI dewi     A JAWABAN-1
05-11 09:24 APLIKASI dewi     A JAWABAN-2
05-11 09:24 APLIKASI joko     A JAWABAN-2
05-11 15:30 APLIKASI dewi     A JAWABAN-3
05-11 15:30 APLIKASI joko     A JAWABAN-3
05-11 15:30 APLIKASI koor     A JAWABAN-3
06-11 07:30 EMAIL    BPJS_KES A JAWABAN-3
09-11 07:30 APLIKASI joko     A JAWABAN-4
09-11 07:30 APLIKASI maya     A JAWABAN-4
09-11 07:30 EMAIL    BPJS_KES A JAWABAN-4
12-11 07:30 EMAIL    DINSOS   B BARU
13-11 07:30 APLIKASI hendra   A JAWABAN-5
13-11 07:30 APLIKASI maya     A JAWABAN-5
13-11 07:30 SURAT    BPJS_KES A JAWABAN-5
13-11 08:45 APLIKASI dewi     B JAWABAN-1
16-11 09:36 APLIKASI dewi     B JAWABAN-2
16-11 09:36 APLIKASI sari     B JAWABAN-2
16-11 15:30 APLIKASI dewi     B JAWABAN-3
16-11 15:30 APLIKASI koor     B JAWABAN-3
16-11 15:30 APLIKASI sari     B JAWABAN-3
17-11 07:30 EMAIL    DINSOS   B JAWABAN-3
23-11 07:30 APLIKASI hendra   A JAWABAN-6
23-11 07:30 APLIKASI maya     A JAWABAN-6
27-11 13:15 APLIKASI dewi     B HASIL-1
"""


def test_a_month_of_working_days_sends_what_the_table_says(cast):
    HariLibur.objects.create(tanggal="2026-11-11", nama="Hari jadi kota", jenis="DAERAH")
    sari = acting(hire("sari", "Sari Dinsos", [(Peran.OPD, "DINSOS")]))
    people, names, found = PEOPLE | {"Sari Dinsos": "sari"}, {}, set()
    happens = {
        "02-11 09:00": lambda: names.update(A=referred(cast, at("2026-11-02 09:00"))[1]),
        "03-11 14:00": lambda: names.update(C=referred(cast, at("2026-11-03 14:00"), **OTHER)[1]),
        "05-11 10:00": lambda: decline(cast, names["C"], at("2026-11-05 10:00")),
        "10-11 10:00": lambda: names.update(
            B=referred(cast, at("2026-11-10 10:00"), "DINSOS", nama="Rusmini", **OTHER)[1]
        ),
        "12-11 12:00": lambda: HariLibur.objects.create(
            tanggal="2026-11-20", nama="Cuti bersama tambahan", jenis="CUTI_BERSAMA"
        ),
        "17-11 11:00": lambda: answers.accept(by=sari, now=at("2026-11-17 11:00"), id=names["B"].pk),
    }
    for moment in moments(happens):
        if moment in happens:
            happens[moment]()
            continue
        mail.outbox.clear()
        call_command("tick", at=f"2026-11-{moment[:2]}T{moment[6:]}", verbosity=0)
        found |= sent_at(moment, names, people)
    assert sorted(found) == sorted(" ".join(line.split()) for line in TABLE.strip().splitlines())
    assert fresh_rujukan(names["B"]).batas_hasil == at("2026-12-08 15:30")
    assert ledger.check(at("2026-11-30 21:00")).selisih == 0


def decline(cast, rujukan, now):
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")


def moments(happens):
    """Every pass of the month and what happens between them, in order."""
    days = [f"{at('2026-11-02 00:00') + timedelta(days=n):%d-%m}" for n in range(29)]
    odd = {line[:11] for line in TABLE.strip().splitlines()}
    passes = {f"{day} {clock}" for day in days for clock in CLOCKS}
    return sorted({*happens, *odd, *passes}, key=lambda one: (one[:2], one[6:]))


def sent_at(moment, names, people):
    """Lines of the table for what left at this moment: from the rows in the application, from the mails themselves."""
    by_number = {rujukan.pk: name for name, rujukan in names.items()}
    now, lines = at(f"2026-11-{moment[:2]} {moment[6:]}"), []
    rows = Kiriman.objects.filter(pengingat__isnull=False).select_related("petugas", "pengingat")
    for row in rows.filter(kanal="APLIKASI", terkirim_pada=now):
        lines.append((moment, "APLIKASI", people[row.petugas.nama], row))
    for row in rows.filter(kanal="SURAT", pengingat__terkirim_pada=now):
        lines.append((moment, "SURAT", row.instansi_id, row))
    for row in rows.filter(kanal="EMAIL", terkirim_pada=now):
        (letter,) = [one for one in mail.outbox if one.extra_headers["Message-ID"] == row.pesan_id]
        assert names[by_number[row.rujukan_id]].nomor in letter.body and row.judul in letter.body
        lines.append((moment, "EMAIL", row.instansi_id, row))
    assert len({row.pesan_id for _, way, _, row in lines if way == "EMAIL"}) == len(mail.outbox)
    found = [
        f"{moment} {way} {to} {by_number[row.rujukan_id]} {row.pengingat.aturan}" for moment, way, to, row in lines
    ]
    assert len(found) == len(set(found)), "something was told twice"
    return set(found)
