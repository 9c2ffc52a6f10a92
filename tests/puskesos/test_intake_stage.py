"""Writing a sheet down: the stage function itself, success beside refusal, alone and at the same moment."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from puskesos import intake, persons, story
from puskesos.models import Jejak, Keluarga, Keluhan, Kepesertaan, NomorKK, Riwayat, Warga
from puskesos.numbering import new_uuid7, tracking_index
from puskesos.refusals import NotAllowed, Refused
from puskesos.sheet import DtsenSheet, KepesertaanSheet, PelaporSheet, PersetujuanSheet
from tests.cases import NIK_MAN, NIK_OTHER_WOMAN, NIK_WOMAN, NO_KK, a_keluhan, a_need, a_sheet, without_nik
from tests.people import KALAMPANGAN, PAHANDUT

pytestmark = pytest.mark.django_db


def register(by, now, sheet, id=None):
    return intake.register_keluhan(by=by, now=now, id=id or new_uuid7(now), sheet=sheet)


# --- storing ---------------------------------------------------------------------------------------------------------
def test_siti_writes_down_a_keluhan_and_it_has_its_number_at_once(siti, now):
    keluhan = a_keluhan(siti, now)
    assert (keluhan.nomor, keluhan.status) == ("PKY-2026-000001", "TERDAFTAR")
    assert Keluhan.objects.visible_to(siti).filter(pk=keluhan.pk).exists()
    assert Riwayat.objects.get(keluhan=keluhan).langkah == "register"
    assert Jejak.objects.filter(aksi="BUAT", objek="keluhan").get().keluhan_id == keluhan.pk


def test_the_code_on_the_slip_finds_the_case_however_it_is_typed(siti, now):
    keluhan = a_keluhan(siti, now)
    typed = keluhan.tracking_code().lower().replace("-", " ")
    assert Keluhan.objects.get(lacak_cari=tracking_index(typed)) == keluhan


def test_the_promise_is_the_longest_of_the_needs(siti, now):
    short, long = a_keluhan(siti, now, layanan="L05"), a_keluhan(siti, now, kebutuhan=(a_need("L05"), a_need("L16")))
    assert short.janji_selesai < long.janji_selesai


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (timedelta(0), timedelta(0)), (timedelta(days=-3), timedelta(days=-3)),
        (timedelta(days=-60), timedelta(days=-60)), (timedelta(days=-61), timedelta(days=-60)),
        (timedelta(days=-4000), timedelta(days=-60)), (timedelta(minutes=1), timedelta(0)),
        (timedelta(days=400), timedelta(0)),
    ],
)  # fmt: skip
def test_the_clock_of_a_telephone_is_believed_only_within_reason(siti, now, told, kept):
    keluhan = a_keluhan(siti, now, dicatat_di_lapangan=now + told)
    assert (keluhan.dicatat_di_lapangan, keluhan.diterima_pada) == (now + kept, now)


def test_the_story_says_when_it_was_written_in_the_field(siti, now):
    keluhan = a_keluhan(siti, now, dicatat_di_lapangan=now - timedelta(days=3))
    first = story.timeline(keluhan, siti)[-1]
    assert first.text == "mencatat keluhan – datang langsung (dicatat di lapangan 20 Nov 09.00)"
    plain = a_keluhan(siti, now, sheet=without_nik(nama="Bawi"))
    assert plain.dicatat_di_lapangan is None
    assert "lapangan" not in story.timeline(plain, siti)[-1].text


def test_a_paper_that_is_no_longer_asked_for_is_not_on_the_checklist(siti, now):
    then, today = a_keluhan(siti, now - timedelta(days=365), dtsen=DtsenSheet()), a_keluhan(siti, now)
    told = [set(one.kebutuhan.get().kelengkapan.values_list("persyaratan__berlaku_mulai", flat=True))
            for one in (then, today)]  # fmt: skip
    assert told[0].isdisjoint(told[1])


@pytest.mark.parametrize(
    "changes",
    [
        {"rahasia": True}, {"subkategori": "KEKERASAN"}, {"layanan": "L18"}, {"ppks": ("PPKS18",)},
        {"urgensi": ("KESELAMATAN",)},
    ],
)  # fmt: skip
def test_what_makes_a_case_secret_hides_it_from_everybody_not_named(siti, budi, koor, dewi, now, changes):
    keluhan = a_keluhan(siti, now, **changes)
    assert keluhan.rahasia
    assert [Keluhan.objects.visible_to(by).exists() for by in (siti, koor, budi, dewi)] == [True, True, False, False]
    assert not Warga.objects.visible_to(budi).exists()


def test_numbers_run_on_and_start_anew_each_year(siti, now):
    numbers = [a_keluhan(siti, when, sheet=without_nik(nama=f"W {when:%f%y}", dtsen=DtsenSheet())).nomor
               for when in (now, now, now.replace(year=2027))]  # fmt: skip
    assert numbers == ["PKY-2026-000001", "PKY-2026-000002", "PKY-2027-000001"]


# --- refusals --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["hendra", "joko", "bulurah", "maya", "adi", "pia"])
def test_who_may_not_write_down(cast, now, person):
    with pytest.raises(NotAllowed, match="Peran Anda tidak mencakup ini"):
        register(getattr(cast, person), now, a_sheet())
    assert not Warga.objects.exists()


@pytest.mark.parametrize("kelurahan", [PAHANDUT, "62.71.04", "62.71", "99.99.99.9999", ""])
def test_only_for_a_kelurahan_of_ones_own(siti, now, kelurahan):
    with pytest.raises(NotAllowed, match="di luar wilayah tugas"):
        register(siti, now, a_sheet(kelurahan=kelurahan))
    assert not Warga.objects.exists()


def need(**changes):
    return {"kebutuhan": (replace(a_need(), **changes),)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (lambda: {"pelapor": PelaporSheet(jenis="ORANG_LAIN", nama="Udin")}, "pelapor_hubungan"),
        (lambda: {"pelapor": PelaporSheet(jenis="ORANG_LAIN", hubungan="Tetangga")}, "pelapor_nama"),
        (lambda: {"pelapor": PelaporSheet(jenis="SIAPA")}, "pelapor_jenis"),
        (lambda: {"nama": ""}, "nama"),
        (lambda: {"nik": "6271014008900003"}, "nik"),
        (lambda: {"nik": ""}, "alasan_tanpa_nik"),
        (lambda: {"nik": "", "alasan_tanpa_nik": "MALAS"}, "alasan_tanpa_nik"),
        (lambda: {"tanggal_lahir": date(2026, 11, 24)}, "tanggal_lahir"),
        (lambda: {"tanggal_lahir": date(1801, 1, 1)}, "tanggal_lahir"),
        (lambda: {"perkiraan_umur": 121}, "perkiraan_umur"),
        (lambda: {"ppks": ("PPKS99",)}, "ppks"),
        (lambda: {"no_kk": "123"}, "no_kk"),
        (lambda: {"dtsen": DtsenSheet("YA")}, "dtsen_tanggal"),
        (lambda: {"dtsen": DtsenSheet("YA", tanggal_cek=date(2026, 11, 24), sumber="SIKS_NG")}, "dtsen_tanggal"),
        (lambda: {"dtsen": DtsenSheet("YA", tanggal_cek=date(2026, 3, 1), sumber="SIKS_NG")}, "dtsen_tanggal"),
        (lambda: {"dtsen": DtsenSheet("YA", tanggal_cek=date(2026, 11, 1))}, "dtsen_sumber"),
        (lambda: {"dtsen": DtsenSheet("YA", 11, date(2026, 11, 1), "SIKS_NG")}, "dtsen_desil"),
        (lambda: {"dtsen": DtsenSheet("TIDAK", 2, date(2026, 11, 1), "SIKS_NG")}, "dtsen_desil"),
        (lambda: {"kepesertaan": (KepesertaanSheet("PKH", "AKTIF"),) * 2}, "kepesertaan"),
        (lambda: {"kepesertaan": (KepesertaanSheet("XYZ", "AKTIF"),)}, "kepesertaan"),
        (lambda: {"kepesertaan": (KepesertaanSheet("PKH", "ENTAH"),)}, "kepesertaan"),
        (lambda: {"kanal": "MERPATI"}, "kanal"),
        (lambda: {"subkategori": "XYZ"}, "subkategori"),
        (lambda: {"ringkasan": ""}, "ringkasan"),
        (lambda: {"kebutuhan": ()}, "kebutuhan"),
        (lambda: {"kebutuhan": (a_need(),) * 11}, "kebutuhan"),
        (lambda: need(layanan="L99"), "kebutuhan"),
        (lambda: need(program="XYZ"), "kebutuhan"),
        (lambda: need(berkas={1: "MUNGKIN"}), "kebutuhan"),
        (lambda: {"urgensi": ("XYZ",)}, "urgensi"),
        (lambda: {"prioritas": "DARURAT"}, "prioritas_catatan"),
        (lambda: {"prioritas": "GAWAT", "prioritas_catatan": "Ya"}, "prioritas"),
        (lambda: {"persetujuan": PersetujuanSheet(dasar="PERSETUJUAN")}, "cara_setuju"),
        (lambda: {"persetujuan": PersetujuanSheet(pemberi="WALI")}, "pemberi_nama"),
        (lambda: {"tanggal_kejadian": date(2026, 11, 24)}, "tanggal_kejadian"),
        (lambda: {"lampiran": tuple(new_uuid7() for _ in range(21))}, "lampiran"),
        (lambda: {"lampiran": (new_uuid7(),)}, "lampiran"),
        (lambda: {"warga_id": new_uuid7()}, "warga_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_at_its_field(siti, now, changes, field):
    with pytest.raises(Refused) as refused:
        register(siti, now, a_sheet(**changes()))
    assert refused.value.field == field and refused.value.status == 422
    assert not Keluhan.objects.exists()


def test_today_is_not_the_future(siti, now):
    today = date(2026, 11, 23)
    dtsen = DtsenSheet("YA", 0, today, "SIKS_NG")
    keluhan = a_keluhan(siti, now, tanggal_lahir=today, tanggal_kejadian=today, dtsen=dtsen)
    assert keluhan.dtsen.get().kedaluwarsa == date(2027, 3, 31)


# --- persons and households -------------------------------------------------------------------------------------------
def test_empty_answers_erase_nothing_and_changes_are_told(siti, now):
    known = a_keluhan(siti, now).klien
    again = a_keluhan(siti, now, layanan="L05", pekerjaan="", alamat="Jl. Baru 7", hp="")
    known.refresh_from_db()
    assert again.klien == known
    assert (known.pekerjaan, known.alamat, known.hp()) == ("Pedagang sayur", "Jl. Baru 7", "+6281234567890")
    assert Jejak.objects.filter(aksi="UBAH", objek="warga").get().rincian["perubahan"] == {
        "alamat": ["Jl. Mahir Mahar km 18", "Jl. Baru 7"]
    }


def test_somebody_without_nik_gets_one_later_but_never_another(siti, now):
    known = a_keluhan(siti, now, sheet=without_nik()).klien
    a_keluhan(siti, now, warga_id=known.pk)
    known.refresh_from_db()
    assert known.nik() == NIK_WOMAN and known.alasan_tanpa_nik == ""
    with pytest.raises(Refused, match="berbeda dari NIK warga ini"):
        a_keluhan(siti, now, warga_id=known.pk, nik=NIK_OTHER_WOMAN)


def test_a_nik_of_somebody_else_is_not_given_to_a_chosen_person(siti, rahmat, now):
    known = a_keluhan(siti, now, sheet=without_nik()).klien
    a_keluhan(rahmat, now, nik=NIK_OTHER_WOMAN)
    with pytest.raises(Refused) as refused:
        a_keluhan(siti, now, warga_id=known.pk, nik=NIK_OTHER_WOMAN)
    assert refused.value.sentence == persons.ELSEWHERE


def test_a_person_of_another_kelurahan_cannot_be_chosen(rahmat, siti, now):
    known = a_keluhan(siti, now).klien
    with pytest.raises(Refused, match="tidak ditemukan lagi"):
        a_keluhan(rahmat, now, warga_id=known.pk, nik="", alasan_tanpa_nik="HILANG")


def test_where_somebody_lives_follows_the_sheet(dewi, now):
    known = a_keluhan(dewi, now, kelurahan=KALAMPANGAN).klien
    a_keluhan(dewi, now, kelurahan=PAHANDUT, layanan="L05")
    known.refresh_from_db()
    assert known.kelurahan_id == PAHANDUT


def test_one_kk_is_one_household_and_a_new_number_is_its_next(siti, now):
    mother = a_keluhan(siti, now).klien
    son = a_keluhan(siti, now, nama="Abdul Wahid", nik=NIK_MAN, jenis_kelamin="L").klien
    assert son.keluarga == mother.keluarga and Keluarga.objects.count() == 1
    a_keluhan(siti, now + timedelta(days=1), layanan="L05", no_kk="6271042011260002")
    rows = list(NomorKK.objects.order_by("pk"))
    assert [(row.number(), row.berlaku_sampai) for row in rows] == [
        (NO_KK, date(2026, 11, 24)), ("6271042011260002", None)]  # fmt: skip


def test_somebody_who_names_another_households_kk_has_moved_there(siti, now):
    a_keluhan(siti, now)
    son = a_keluhan(siti, now, nama="Abdul Wahid", nik=NIK_MAN, jenis_kelamin="L", no_kk="6271042011260002").klien
    assert Keluarga.objects.count() == 2
    a_keluhan(siti, now, layanan="L05", nama="Abdul Wahid", nik=NIK_MAN, no_kk=NO_KK)
    son.refresh_from_db()
    assert son.keluarga.nomor_kk.get().number() == NO_KK


def test_the_newest_answer_about_a_programme_stands(siti, now):
    klien = a_keluhan(siti, now, kepesertaan=(KepesertaanSheet("PKH", "AKTIF", "1234", "2024"),)).klien
    a_keluhan(siti, now, layanan="L05", kepesertaan=(KepesertaanSheet("PKH", "NONAKTIF"),))
    row = Kepesertaan.objects.get(warga=klien)
    assert (row.status, row.sejak) == ("NONAKTIF", "2024")
    assert Jejak.objects.filter(objek="kepesertaan").get().rincian["perubahan"] == {"status": ["AKTIF", "NONAKTIF"]}


# --- the same, twice --------------------------------------------------------------------------------------------------
def test_the_same_sheet_again_is_the_stored_keluhan(siti, now):
    id, sheet = new_uuid7(now), a_sheet()
    first, created = register(siti, now, sheet, id)
    again, created_again = register(siti, now + timedelta(hours=3), sheet, id)
    assert (first, created, created_again) == (again, True, False)
    with pytest.raises(intake.SameIdOtherContent):
        register(siti, now, a_sheet(ringkasan="Lain"), id)


def test_the_fingerprint_is_blind_to_defaults_and_to_nothing_else():
    plain = intake.fingerprint(a_sheet())
    assert plain == intake.fingerprint(a_sheet(rahasia=False, uraian=a_sheet().uraian))
    for change in ({"uraian": ""}, {"rahasia": True}, {"rt": "004"}, {"no_kk": ""}, {"layanan": "L02"}):
        assert intake.fingerprint(a_sheet(**change)) != plain


def at_the_same_moment(*deeds):
    """Run the deeds in threads of their own; returns what each gave, or the exception."""
    ready, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at, deed):
        try:
            ready.wait()
            outcomes[at] = deed()
        except Exception as error:
            outcomes[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_is_one_keluhan(siti, now):
    id, sheet = new_uuid7(now), a_sheet()
    outcomes = at_the_same_moment(*[lambda: register(siti, now, sheet, id)] * 4)
    assert [keluhan.nomor for keluhan, _ in outcomes] == ["PKY-2026-000001"] * 4
    assert sorted(created for _, created in outcomes) == [False, False, False, True]
    assert Keluhan.objects.count() == Warga.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_new_person_written_down_at_two_desks_at_once_is_one_person(siti, budi, now):
    outcomes = at_the_same_moment(
        lambda: register(siti, now, a_sheet()), lambda: register(budi, now, a_sheet(layanan="L05"))
    )
    assert sorted(keluhan.urut for keluhan, _ in outcomes) == [1, 2]
    assert Warga.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_desks_at_once_get_numbers_without_gap_or_double(cast, now):
    desks = [cast.siti, cast.budi, cast.koor, cast.dewi]
    names = ("Aluh", "Bawi", "Citra", "Dehen")
    outcomes = at_the_same_moment(*[
        lambda by=by, name=name: register(by, now, without_nik(nama=name, hp=""))
        for by, name in zip(desks, names, strict=True)
    ])  # fmt: skip
    assert sorted(keluhan.urut for keluhan, _ in outcomes) == [1, 2, 3, 4]
