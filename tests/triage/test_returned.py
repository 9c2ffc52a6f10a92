"""What SLRT named as missing is marked where the Puskesos mends it, until it is mended."""

from datetime import date, timedelta

import pytest

from puskesos import files, notes, verification, visits
from puskesos.models import Kelengkapan, Warga
from slrt.triage import triage
from tests.cases import NIK_WOMAN, NO_KK, a_photo, forwarded, fresh
from tests.people import KALAMPANGAN

OTHER_KK = "6271041501210002"
ASKED = ("nik", "no_kk", "tanggal_lahir", "alamat", "hp", "dtsen", "uraian", "kunjungan", "persetujuan")
MARK = "Diminta SLRT<"


def sent_back(cast, now, *codes, **changes):
    """Dewi returned it for these gaps."""
    keluhan = forwarded(cast, now, **changes)
    triage.send_back(by=cast.dewi, now=now, id=keluhan.pk, alasan="DATA_KURANG", kekurangan=codes, isian=codes)
    return fresh(keluhan)


def open_gaps(keluhan):
    return {one.code for one in verification.asked(fresh(keluhan)) if not one.mended}


def typed(warga, **changes):
    """The person's form as its page would send it, with changes."""
    values = {
        "versi": warga.versi, "nama": warga.nama, "kelurahan": KALAMPANGAN, "cara_verifikasi": "KTP_DILIHAT",
        "jenis_kelamin": "P", "tanggal_lahir_0": "17", "tanggal_lahir_1": "8", "tanggal_lahir_2": "1990",
        "alamat": warga.alamat, "patokan": warga.patokan, "rt": warga.rt, "rw": warga.rw, "hp_milik": "SENDIRI",
        "sudah_diperiksa": "1",
    }  # fmt: skip
    return values | changes


@pytest.mark.parametrize(
    ("code", "fields", "changes"),
    [
        ("nik", 1, {"nik": "6271035708900004"}), ("no_kk", 1, {"no_kk": OTHER_KK}),
        ("tanggal_lahir", 1, {"tanggal_lahir_0": "18"}), ("alamat", 2, {"patokan": "Samping masjid"}),
        ("hp", 1, {"hp": "0812 9999 0000"}),
    ],
)  # fmt: skip
def test_a_gap_of_the_person_is_marked_at_its_field_until_it_is_mended(cast, now, code, fields, changes):
    keluhan = sent_back(cast, now, code)
    klien = Warga.objects.get(pk=keluhan.klien_id)
    address = f"/warga/{klien.pk}/ubah/"
    assert cast.budi_web.get(address).content.decode().count(MARK) == fields
    assert cast.budi_web.post(address, typed(klien)).status_code == 302  # saved without mending anything
    assert open_gaps(keluhan) == {code}
    klien.refresh_from_db()
    assert cast.budi_web.post(address, typed(klien, **changes)).status_code == 302
    assert open_gaps(keluhan) == set()
    assert MARK not in cast.budi_web.get(address).content.decode()


def test_a_missing_paper_is_marked_on_the_checklist_until_it_is_there(cast, now):
    keluhan = sent_back(cast, now, "berkas:KK")
    address = f"/keluhan/{keluhan.pk}/verifikasi/"
    papers = Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan, persyaratan__jenis_berkas="KK")
    assert papers.exists()
    assert cast.budi_web.get(address).content.decode().count(MARK) == 1
    for status, marked in (("MENYUSUL", 1), ("ADA", 0)):
        ticks = {row.pk: (status, None) for row in papers}
        verification.save_checklist(by=cast.budi, now=now + timedelta(hours=1), id=keluhan.pk, ticks=ticks)
        assert cast.budi_web.get(address).content.decode().count(MARK) == marked, status


def test_a_new_file_of_the_paper_mends_it_too(cast, now):
    keluhan = sent_back(cast, now, "berkas:KK")
    files.attach(by=cast.budi, now=now, file=a_photo(), jenis="KK", keluhan=keluhan.pk)
    assert open_gaps(keluhan) == set()


def test_checks_visits_and_words_mend_what_they_are_about(cast, now):
    keluhan = sent_back(cast, now, *ASKED)
    me = {"now": now, "id": keluhan.pk}
    assert open_gaps(keluhan) == set(ASKED)
    verification.record_dtsen(by=cast.budi, **me, terdaftar="YA", desil=1, tanggal_cek=now.date(), sumber="SIKS_NG")
    assert "dtsen" not in open_gaps(keluhan)
    visit = visits.plan_visit(by=cast.siti, **me, rencana=date(2026, 11, 24), tujuan="Melihat rumah")
    assert "kunjungan" in open_gaps(keluhan)
    visits.record_visit(by=cast.siti, now=now, id=visit.pk, kondisi="Atap bocor")
    assert "kunjungan" not in open_gaps(keluhan)
    notes.add_note(by=cast.dewi, **me, catatan="Kami tunggu.", internal=True)
    assert "uraian" in open_gaps(keluhan)
    notes.add_note(by=cast.siti, **me, catatan="Ibu sakit sejak Juni.")
    assert open_gaps(keluhan) == {"nik", "no_kk", "tanggal_lahir", "alamat", "hp"}


def test_the_case_page_lists_the_gaps_with_the_way_to_each(cast, now):
    keluhan = sent_back(cast, now, "nik", "dtsen", "berkas:KK")
    page = cast.budi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()
    assert "Diminta SLRT Kota" in page
    for address in (
        f"/warga/{keluhan.klien_id}/ubah/",
        f"/keluhan/{keluhan.pk}/dtsen/",
        f"/keluhan/{keluhan.pk}/verifikasi/",
    ):
        assert f'<a href="{address}">' in page.split('id="diminta"')[1].split("</section>")[0]
        assert cast.budi_web.get(address).status_code == 200
    verification.record_dtsen(by=cast.budi, now=now, id=keluhan.pk, terdaftar="YA", desil=1, tanggal_cek=now.date(),
                              sumber="SIKS_NG")  # fmt: skip
    assert "sudah diperbaiki" in cast.budi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()


def test_nothing_is_asked_once_it_went_up_again(cast, now):
    keluhan = sent_back(cast, now, "nik")
    verification.forward_again(by=cast.koor, now=now, id=keluhan.pk, catatan="NIK memang belum ada.")
    assert verification.asked(fresh(keluhan)) == []
    assert MARK not in cast.budi_web.get(f"/warga/{keluhan.klien_id}/ubah/").content.decode()
    assert "Diminta SLRT Kota" not in cast.budi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()
    triage.take(by=cast.dewi, now=now, id=keluhan.pk)
    verification.ask_family(by=cast.dewi, now=now, id=keluhan.pk, kekurangan="Surat dokter", janji=date(2026, 11, 27))
    assert fresh(keluhan).status == "PERLU_LENGKAP"  # the family owes something else now
    assert verification.asked(fresh(keluhan)) == []


def test_no_number_stands_in_the_marks(cast, now):
    keluhan = sent_back(cast, now, *ASKED)
    facts = str(keluhan.riwayat.get(langkah="send_back").fakta)
    assert all(number not in facts for number in (NIK_WOMAN, NO_KK, "81234567890"))


def test_the_number_of_a_household_is_corrected_where_the_person_is(cast, now):
    keluhan = forwarded(cast, now)
    klien = Warga.objects.get(pk=keluhan.klien_id)
    wrong = cast.budi_web.post(f"/warga/{klien.pk}/ubah/", typed(klien, no_kk="12"))
    assert wrong.status_code == 422 and "16 angka" in wrong.content.decode()
    assert cast.budi_web.post(f"/warga/{klien.pk}/ubah/", typed(klien, no_kk=OTHER_KK)).status_code == 302
    numbers = [one.number() for one in klien.keluarga.nomor_kk.filter(berlaku_sampai__isnull=True)]
    assert numbers == [OTHER_KK]
