"""Letters from concept to archive: who may do what, in which order, and what can no longer be changed."""

import io
from datetime import date, datetime

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404

from puskesos import lampiran
from puskesos.models import Jejak
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from puskesos.roles import Peran
from puskesos.workdays import ZONE
from rujukan import letters, referral
from rujukan.letters import paper, rendering
from rujukan.models import KopSurat, NomorSurat, PenandaTangan, RiwayatSurat, Rujukan, Surat, TeksSurat
from rujukan.referral import SamePerson
from tests import cases
from tests.people import CITY, KALAMPANGAN, PAHANDUT, acting, hire
from tests.rujukan.letters_made import (
    a_signer,
    drafted,
    fresh,
    issued,
    more_letters,
    signed,
    sktm_drafted,
    sktm_issued,
)


# --- the whole way -------------------------------------------------------------------------------------------------
def test_a_letter_goes_from_concept_to_archive(cast, now):
    surat = issued(cast, now)
    assert (surat.status, surat.urut, surat.tahun) == ("TERBIT", 1, 2026)
    assert surat.nomor == "400.9/1/RJK/SLRT/2026" and surat.tanggal == date(2026, 11, 23)
    content = letters.archived(surat)
    assert content.startswith(b"%PDF") and surat.fits(content)
    assert [row.langkah for row in surat.riwayat.all()] == ["submit", "sign", "issue"]
    assert Jejak.objects.filter(objek="surat", objek_id=str(surat.pk), aksi="LANGKAH").count() == 3


def test_the_archive_is_encrypted_on_disk(cast, now, settings):
    surat = issued(cast, now)
    name = str(surat.arsip)
    stored = (settings.BERKAS_ROOT / name[-2:] / name[-4:-2] / name).read_bytes()
    assert b"%PDF" not in stored and letters.archived(surat).startswith(b"%PDF")


def test_an_archive_that_was_exchanged_is_not_shown(cast, now):
    surat, other = issued(cast, now), issued(cast, now, rujukan=Surat.objects.get().rujukan)
    surat.arsip = other.arsip
    with pytest.raises(Refused, match="tidak cocok dengan sidiknya"):
        letters.archived(surat)
    assert letters.archived(other)


def test_sktm_goes_through_koordinator_and_lurah(cast, now):
    surat = sktm_issued(cast, now)
    assert surat.nomor == "400.9/1/SKTM/Kel-Kalampangan/2026"
    assert (surat.diparaf_oleh_id, surat.ditandatangani_oleh_id) == (cast.koor.petugas_id, cast.bulurah.petugas_id)
    assert surat.kertas == "F4"


def test_the_lurah_signs_nothing_that_was_not_initialled(cast, now):
    surat = sktm_drafted(cast, now)
    letters.submit(by=cast.budi, now=now, id=surat.pk)
    with pytest.raises(IllegalMove, match="belum diparaf"):
        letters.sign(by=cast.bulurah, now=now, id=surat.pk)
    letters.paraf(by=cast.koor, now=now, id=surat.pk)
    assert letters.sign(by=cast.bulurah, now=now, id=surat.pk).status == "DITANDATANGANI"


def test_who_drafts_does_not_sign(cast, now):
    """Somebody who stands in for the manajer wears both hats, but not on the same letter."""
    _, rujukan = cases.referred(cast, now)
    a_signer(cast, now)
    both = acting(hire("rangkap", "Rina Rangkap", [(Peran.BO_KOTA, CITY), (Peran.MANAJER, CITY)]))
    own = letters.draft_surat(by=both, now=now, keluhan=rujukan.keluhan, jenis="RUJUKAN", rujukan=rujukan)
    letters.submit(by=both, now=now, id=own.pk)
    with pytest.raises(SamePerson):
        letters.sign(by=both, now=now, id=own.pk)
    with pytest.raises(SamePerson):
        letters.paraf(by=both, now=now, id=own.pk)
    assert letters.sign(by=cast.maya, now=now, id=own.pk)
    assert signed(cast, now, rujukan=rujukan).status == "DITANDATANGANI"


def test_only_the_role_of_the_signer_signs(cast, now):
    surat = drafted(cast, now, penanda=a_signer(cast, now, peran="PIMPINAN", jabatan="Kepala Dinas Sosial").pk)
    letters.submit(by=cast.dewi, now=now, id=surat.pk)
    with pytest.raises(NotAllowed, match="Kepala Dinas Sosial"):
        letters.sign(by=cast.maya, now=now, id=surat.pk)
    with pytest.raises(Http404):  # not before the manajer has seen it
        letters.sign(by=cast.hendra, now=now, id=surat.pk)
    letters.paraf(by=cast.maya, now=now, id=surat.pk)
    assert letters.sign(by=cast.hendra, now=now, id=surat.pk).status == "DITANDATANGANI"


def test_another_lurah_cannot_sign(cast, now):
    surat = sktm_drafted(cast, now)
    letters.submit(by=cast.budi, now=now, id=surat.pk)
    letters.paraf(by=cast.koor, now=now, id=surat.pk)
    stranger = acting(hire("lurah2", "Lurah Pahandut", [(Peran.LURAH, PAHANDUT)]))
    with pytest.raises(Http404):
        letters.sign(by=stranger, now=now, id=surat.pk)
    assert letters.sign(by=cast.bulurah, now=now, id=surat.pk)


def test_a_puskesos_does_not_touch_letters_of_the_city(cast, now):
    surat = drafted(cast, now)
    with pytest.raises(NotAllowed, match="milik SLRT Kota"):
        letters.submit(by=cast.budi, now=now, id=surat.pk)
    with pytest.raises(NotAllowed, match="milik SLRT Kota"):
        letters.edit_draft(by=cast.budi, now=now, id=surat.pk, hal="Lain")
    assert letters.submit(by=cast.dewi, now=now, id=surat.pk)


@pytest.mark.parametrize("person", ["siti", "bulurah", "fitri", "hendra", "tono"])
def test_only_back_office_and_manajer_draft(cast, now, person):
    keluhan, rujukan = cases.referred(cast, now)
    a_signer(cast, now)
    with pytest.raises(NotAllowed):
        letters.draft_surat(by=getattr(cast, person), now=now, keluhan=keluhan, jenis="RUJUKAN", rujukan=rujukan)
    assert letters.draft_surat(by=cast.dewi, now=now, keluhan=keluhan, jenis="RUJUKAN", rujukan=rujukan)


def test_rahmat_never_sees_letters_of_kalampangan(cast, now):
    surat = issued(cast, now)
    assert not Surat.objects.visible_to(cast.rahmat).exists()
    assert Surat.objects.visible_to(cast.siti).filter(pk=surat.pk).exists()


def test_the_agency_sees_its_letters_once_they_are_out(cast, now):
    surat = signed(cast, now)
    assert not Surat.objects.visible_to(cast.joko).exists()
    letters.issue(by=cast.dewi, now=now, id=surat.pk)
    assert Surat.objects.visible_to(cast.joko).filter(pk=surat.pk).exists()


def test_back_to_the_author_takes_paraf_and_signature_away(cast, now):
    surat = signed(cast, now)
    with pytest.raises(MissingFact):
        letters.revise(by=cast.maya, now=now, id=surat.pk, catatan="")
    surat = letters.revise(by=cast.maya, now=now, id=surat.pk, catatan="Perbaiki hal.")
    assert (surat.status, surat.ditandatangani_oleh_id) == ("DRAF", None)
    with pytest.raises(IllegalMove):
        letters.issue(by=cast.dewi, now=now, id=surat.pk)


def test_a_concept_edited_by_two_is_told(cast, now):
    surat = drafted(cast, now)
    letters.edit_draft(by=cast.dewi, now=now, id=surat.pk, versi=surat.versi, hal="Satu")
    with pytest.raises(Stale):
        letters.edit_draft(by=cast.dewi, now=now, id=surat.pk, versi=surat.versi, hal="Dua")
    assert fresh(surat).hal == "Satu"


def test_a_concept_waiting_for_paraf_is_not_edited(cast, now):
    surat = drafted(cast, now)
    letters.submit(by=cast.dewi, now=now, id=surat.pk)
    with pytest.raises(IllegalMove):
        letters.edit_draft(by=cast.dewi, now=now, id=surat.pk, hal="Lain")


def test_no_letter_goes_out_for_a_referral_that_was_taken_back(cast, now):
    _, rujukan = cases.referred(cast, now)
    surat = signed(cast, now, rujukan=rujukan)
    referral.withdraw(by=cast.maya, now=now, rujukan=cases.fresh_rujukan(rujukan), catatan="Keliru.")
    with pytest.raises(IllegalMove, match="tidak dapat diterbitkan"):
        letters.issue(by=cast.dewi, now=now, id=surat.pk)
    assert not NomorSurat.objects.filter(terakhir__gt=0).exists()


# --- configuration -------------------------------------------------------------------------------------------------
def test_without_a_signer_the_sentence_says_where_to_enter_one(cast, now):
    keluhan, rujukan = cases.referred(cast, now)
    with pytest.raises(MissingFact, match="Penanda tangan surat") as refused:
        letters.draft_surat(by=cast.dewi, now=now, keluhan=keluhan, jenis="RUJUKAN", rujukan=rujukan)
    assert refused.value.field == "penanda"
    a_signer(cast, now, berlaku_sampai=date(2026, 11, 22))  # ended yesterday
    with pytest.raises(MissingFact):
        letters.draft_surat(by=cast.dewi, now=now, keluhan=keluhan, jenis="RUJUKAN", rujukan=rujukan)
    a_signer(cast, now, berlaku_mulai=date(2026, 11, 23))
    assert letters.draft_surat(by=cast.dewi, now=now, keluhan=keluhan, jenis="RUJUKAN", rujukan=rujukan)


def test_without_a_letterhead_nothing_is_submitted(cast, now):
    surat = drafted(cast, now)
    KopSurat.objects.filter(unit=CITY).update(berlaku_sampai=date(2026, 1, 1))
    with pytest.raises(MissingFact, match="Kop surat"):
        letters.submit(by=cast.dewi, now=now, id=surat.pk)
    KopSurat.objects.filter(unit=CITY).update(berlaku_sampai=None)
    assert letters.submit(by=cast.dewi, now=now, id=surat.pk)


def test_a_kind_without_text_at_this_level_is_refused(cast, now):
    keluhan, _ = cases.referred(cast, now)
    a_signer(cast, now)
    with pytest.raises(MissingFact, match="SKTM"):
        letters.draft_surat(by=cast.dewi, now=now, keluhan=keluhan, jenis="SKTM")
    assert letters.draft_surat(by=cast.dewi, now=now, keluhan=keluhan, jenis="KETERANGAN")


def test_new_words_hold_from_their_date_and_old_letters_keep_theirs(cast, now):
    old = drafted(cast, now)
    TeksSurat.objects.create(
        jenis="RUJUKAN", tingkat="KOTA", klasifikasi="400.9.5",
        pola_nomor="{klasifikasi}/{urut}/R/{unit}/{bulan}/{tahun}", hal="Mohon bantuan",
        berlaku_mulai=date(2026, 12, 1),
    )  # fmt: skip
    later = datetime(2026, 12, 1, 9, tzinfo=ZONE)
    new = letters.draft_surat(by=cast.dewi, now=later, keluhan=old.keluhan, jenis="RUJUKAN", rujukan=old.rujukan)
    assert new.hal == "Mohon bantuan" and old.hal.startswith("Rujukan layanan")
    assert issued(cast, later, new).nomor == "400.9.5/1/R/SLRT/XII/2026"
    assert issued(cast, later, old).nomor == "400.9/2/RJK/SLRT/2026"


def test_a_pattern_that_would_repeat_a_number_is_told(cast, now):
    TeksSurat.objects.filter(tingkat="KOTA").update(pola_nomor="{urut}/{unit}/{tahun}")
    first = issued(cast, now)
    second = signed(cast, now, drafted(cast, now, first.rujukan, jenis="PENGINGAT"))
    with pytest.raises(Refused, match="sudah dipakai"):
        letters.issue(by=cast.dewi, now=now, id=second.pk)
    assert fresh(second).status == "DITANDATANGANI"


def test_the_words_of_a_text_are_checked_when_it_is_edited():
    text = TeksSurat(jenis="SKTM", tingkat="KOTA", klasifikasi="1", hal="{namanya}", pola_nomor="{urut}",
                     berlaku_mulai=date(2026, 1, 1))  # fmt: skip
    with pytest.raises(ValidationError) as error:
        text.clean()
    assert set(error.value.message_dict) == {"hal", "pola_nomor"}


# --- numbers -------------------------------------------------------------------------------------------------------
def test_numbers_have_no_gap_and_begin_anew_each_year_and_kind(cast, now):
    new_years_eve = datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)
    new_year = datetime(2027, 1, 1, 0, 1, tzinfo=ZONE)  # still the old year in UTC
    a, b, c, d = more_letters(cast, now, cases.referred(cast, now)[1], 4)
    cancelled = drafted(cast, now, a.rujukan)
    letters.cancel(by=cast.dewi, now=now, id=cancelled.pk, catatan="Tidak perlu.")
    numbers = [letters.issue(by=cast.dewi, now=at, id=one.pk).nomor
               for one, at in ((a, now), (b, new_years_eve), (c, new_year), (d, new_year))]  # fmt: skip
    assert numbers == ["400.9/1/RJK/SLRT/2026", "400.9/2/RJK/SLRT/2026", "400.9/1/RJK/SLRT/2027",
                       "400.9/2/RJK/SLRT/2027"]  # fmt: skip
    assert issued(cast, now, rujukan=a.rujukan, jenis="PENGINGAT").urut == 1


def test_a_book_may_begin_where_the_old_one_ended(cast, now):
    NomorSurat.objects.create(unit_id=CITY, jenis="RUJUKAN", tahun=2026, mulai=318)
    first = issued(cast, now)
    assert first.urut == 318 and issued(cast, now, rujukan=first.rujukan).urut == 319


def test_a_failed_issue_takes_no_number(cast, now, monkeypatch):
    surat = signed(cast, now)
    with monkeypatch.context() as broken, pytest.raises(RuntimeError), transaction.atomic():
        broken.setattr(rendering, "pdf", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("kertas habis")))
        letters.issue(by=cast.dewi, now=now, id=surat.pk)
    assert letters.issue(by=cast.dewi, now=now, id=surat.pk).urut == 1


# --- what the database refuses -------------------------------------------------------------------------------------
def _sql(sentence, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sentence, values)
        return cursor.rowcount


@pytest.mark.parametrize("column", ["hal", "uraian", "nomor", "sidik", "tanggal", "urut", "arsip", "kode_cari"])
def test_an_issued_letter_cannot_be_changed_by_anybody(cast, now, column):
    surat = issued(cast, now)
    value = {"tanggal": "DATE '2020-01-01'", "urut": "99", "arsip": "gen_random_uuid()", "kode_cari": r"'\x00'::bytea"}
    change = f"UPDATE rujukan_surat SET {column} = {value.get(column, repr('x'))} WHERE id = %s"
    with pytest.raises(IntegrityError, match="tidak diubah"):
        _sql(change, surat.pk)
    concept = drafted(cast, now, surat.rujukan)
    assert _sql("UPDATE rujukan_surat SET hal = 'x' WHERE id = %s", concept.pk) == 1


def test_no_letter_is_deleted(cast, now):
    surat = drafted(cast, now)
    with pytest.raises(IntegrityError, match="tidak dihapus"):
        _sql("DELETE FROM rujukan_surat WHERE id = %s", surat.pk)


def test_no_number_may_be_left_out(cast, now):
    first = issued(cast, now)
    second = signed(cast, now, rujukan=first.rujukan)
    NomorSurat.objects.update(terakhir=4)
    with pytest.raises(IntegrityError, match="tidak berurutan"), transaction.atomic():
        letters.issue(by=cast.dewi, now=now, id=second.pk)
    NomorSurat.objects.update(terakhir=1)
    assert letters.issue(by=cast.dewi, now=now, id=second.pk).urut == 2


def test_no_status_without_its_history(cast, now):
    surat = drafted(cast, now)
    with pytest.raises(IntegrityError, match="status tanpa riwayat"):
        _sql("UPDATE rujukan_surat SET status = 'DIAJUKAN' WHERE id = %s", surat.pk)


def test_the_history_cannot_be_rewritten(cast, now):
    surat = signed(cast, now)
    with pytest.raises(DatabaseError):
        _sql("UPDATE rujukan_riwayatsurat SET catatan = 'x' WHERE surat_id = %s", surat.pk)
    with pytest.raises(IntegrityError, match="langkah tidak sah"), transaction.atomic():
        RiwayatSurat.objects.create(surat=surat, keluhan_id=surat.keluhan_id, langkah="issue", dari="DRAF", ke="TERBIT",
                                    versi=9, at=now, peran="BO_KOTA")  # fmt: skip


# --- withdrawal and scan -------------------------------------------------------------------------------------------
def test_a_letter_is_withdrawn_with_a_reason_and_stays(cast, now):
    surat = issued(cast, now)
    with pytest.raises(MissingFact):
        letters.withdraw(by=cast.maya, now=now, id=surat.pk, catatan=" ")
    with pytest.raises(NotAllowed):
        letters.withdraw(by=cast.dewi, now=now, id=surat.pk, catatan="Salah.")
    letters.withdraw(by=cast.maya, now=now, id=surat.pk, catatan="Salah alamat.")
    gone = fresh(surat)
    assert (gone.status, gone.nomor) == ("DICABUT", surat.nomor) and letters.archived(gone)
    assert issued(cast, now, rujukan=surat.rujukan).urut == 2


def test_the_scan_of_the_signed_paper_comes_to_the_letter(cast, now):
    surat = issued(cast, now)
    with pytest.raises(MissingFact):
        letters.attach_scan(by=cast.dewi, now=now, id=surat.pk, file=None)
    letters.attach_scan(by=cast.dewi, now=now, id=surat.pk, file=cases.a_photo())
    scan = fresh(surat).pindaian
    assert (scan.jenis_id, scan.keluhan_id) == ("SURAT_BERTANDA_TANGAN", surat.keluhan_id)
    assert lampiran.load(scan.pk)
    with pytest.raises(IllegalMove):
        letters.attach_scan(by=cast.dewi, now=now, id=drafted(cast, now, surat.rujukan).pk, file=cases.a_photo())


# --- what stands on the paper --------------------------------------------------------------------------------------
def _facts(surat, **kwargs):
    return dict(paper.sheet(fresh(surat), **kwargs)["orang"])


def test_the_nik_stands_only_where_the_kind_demands_it(cast, now):
    surat = issued(cast, now)
    assert _facts(surat)["NIK"] == cases.NIK_WOMAN
    reminder = issued(cast, now, rujukan=surat.rujukan, jenis="PENGINGAT", sertakan_identitas=True)
    assert "NIK" not in _facts(reminder)


def test_a_concept_shows_the_nik_masked(cast, now):
    surat = drafted(cast, now)
    surat.kop = KopSurat.objects.get(unit=CITY)
    shown = dict(paper.sheet(surat, concept=True)["orang"])["NIK"]
    assert shown.startswith("6271") and cases.NIK_WOMAN not in shown


def test_a_referral_without_identity_carries_none(cast, now):
    keluhan, _ = cases.drafted(cast, now)
    bare = cases.a_draft(cast.dewi, now, keluhan, "DINSOS", sertakan_identitas=False)
    surat = drafted(cast, now, cases.fresh_rujukan(bare), sertakan_identitas=True)
    assert not surat.sertakan_identitas


def test_a_secret_case_gives_initials_and_kelurahan_only(cast, now):
    _, rujukan = cases.secret_referred(cast, now)
    surat = issued(cast, now, rujukan=rujukan, sertakan_identitas=True)
    assert _facts(surat) == {"Nama": "H.", "Kelurahan": "Kalampangan"}
    assert surat.inisial == "" and "Halimah" not in surat.pembuka


def test_the_pdf_is_tagged_titled_and_indonesian(cast, now):
    with pikepdf.open(io.BytesIO(letters.archived(issued(cast, now)))) as document:
        assert document.Root.MarkInfo.Marked and "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).startswith("id")
        assert str(document.docinfo["/Title"]) == "Surat rujukan 400.9/1/RJK/SLRT/2026"
        assert document.open_metadata().get("pdfuaid:part") == "1"


@pytest.mark.parametrize(("kertas", "wide", "high"), [("A4", 595, 842), ("F4", 609, 935)])
def test_both_papers(cast, now, kertas, wide, high):
    with pikepdf.open(io.BytesIO(letters.archived(issued(cast, now, kertas=kertas)))) as document:
        box = [round(float(side)) for side in document.pages[0].MediaBox]
        assert box == [0, 0, wide, high]


@pytest.mark.parametrize("words", [
    "#panic() $x$ @b *c* /* // \\u{41} #import \"x\"", "😀👩‍👩‍👧 漢字 한국어", "حليمة בדיקה", "A" * 900,
    "kata " * 3_900, "Ḥalīmah Nguyễn Ŋ\u0323", '"}]} {"kop": 1}', "baris\n\n\n- satu\n= dua\n+ tiga",
])  # fmt: skip
def test_any_words_make_a_letter(cast, now, words):
    surat = drafted(cast, now, uraian=words[:20_000], hal=words[:280], tembusan=words[:900])
    content = letters.preview(surat, now)
    assert rendering.pages(content) >= 1


def test_minutes_are_signed_by_everybody_who_was_there(cast, now):
    """A hand-over binds two sides; each line of the form is a place for a signature on the paper."""
    pihak = "Rina Anggraini, S.Sos. – yang menerima, Kepala Rumah Singgah\n\nBahen - saksi\nSri Wahyu-Ningsih"
    surat = issued(cast, now, drafted(cast, now, jenis="BERITA_ACARA", pihak=pihak))
    assert paper.sheet(fresh(surat))["pihak"] == [
        {"nama": "Rina Anggraini, S.Sos.", "sebagai": "Yang menerima, Kepala Rumah Singgah"},
        {"nama": "Bahen", "sebagai": "Saksi"}, {"nama": "Sri Wahyu-Ningsih", "sebagai": ""},
    ]  # fmt: skip
    with pikepdf.open(io.BytesIO(letters.archived(surat))) as document:
        assert len(document.pages) == 1 and document.Root.MarkInfo.Marked


def test_who_signs_along_is_asked_of_minutes_only_and_of_few(cast, now):
    assert drafted(cast, now, pihak="Bahen – saksi").pihak == ""
    with pytest.raises(MissingFact, match="Paling banyak 6 orang") as refused:
        drafted(cast, now, cases.referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")[1],
                jenis="BERITA_ACARA", pihak="Bahen\n" * 7)  # fmt: skip
    assert refused.value.field == "pihak"


def test_too_many_words_are_refused_at_their_field(cast, now):
    with pytest.raises(MissingFact, match="Kelebihan 1 karakter") as refused:
        drafted(cast, now, uraian="x" * 20_001)
    assert refused.value.field == "uraian"
    assert len(drafted(cast, now, cases.fresh_rujukan(Rujukan.objects.get()), uraian="x" * 20_000).uraian) == 20_000


def test_a_name_is_never_filled_again(cast, now):
    """What a person is called may look like a placeholder."""
    keluhan = cases.in_verification(cast, now, nama="Halimah {nama} {layanan}")
    a_signer(cast, now, unit=KALAMPANGAN, peran="LURAH")
    TeksSurat.objects.filter(jenis="SKTM").update(uraian="Nama {nama}.")
    surat = letters.draft_surat(by=cast.budi, now=now, keluhan=keluhan, jenis="SKTM")
    assert surat.uraian == "Nama Halimah {nama} {layanan}."
    assert PenandaTangan.objects.count() == 1
