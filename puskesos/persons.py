"""Writing people and households: found again by NIK, created once, never overwritten without a trace."""

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue, identity, trace
from puskesos.access import hides_health, lock_warga, require
from puskesos.matching import SIMILAR_NAME, name_similarity
from puskesos.models import Keluarga, Kepesertaan, NomorKK, Warga, WargaPPKS
from puskesos.refusals import MissingFact, NotAllowed, Refused
from puskesos.sheet import KeluargaSheet

# The same sentence whoever asks, and nothing about the other file (reliability T04).
ELSEWHERE = "NIK ini sudah terdaftar di tempat lain. Hubungi sekretariat SLRT."

_TEXT_FIELDS = (
    "cara_verifikasi", "tempat_lahir", "tanggal_lahir", "perkiraan_umur", "jenis_kelamin", "pekerjaan", "nama_ibu",
    "hp_milik", "bahasa", "hubungan_keluarga", "status_perkawinan", "pendidikan", "alamat", "rt", "rw", "patokan",
    "daerah_asal",
)  # fmt: skip
_EDITABLE = ("nama", "nama_alias", "kelurahan_id", "alamat_ktp_sama", "disabilitas", "alasan_tanpa_nik")
_TRACED = (*_TEXT_FIELDS, *_EDITABLE, "nik_cari", "hp_cari", "kesehatan_sandi")
_HOUSEHOLD_FIELDS = ("jumlah_anggota", "status_rumah", "penerangan", "jamban", "pendapatan")


# --- people --------------------------------------------------------------------------------------------------------
def find_or_create_warga(*, by, now, sheet):
    """The person of the sheet: the one named by id, else the one with this NIK in reach, else a new one."""
    if sheet.warga_id:
        found = _locked(Warga.objects.visible_to(by).current().filter(pk=sheet.warga_id))
        if found is None:
            raise Refused("Warga yang dipilih tidak ditemukan lagi. Cari ulang.", field="warga_id")
        return update_warga(by=by, warga=found, sheet=sheet)
    if sheet.nik and (owner := _locked(_holders(sheet.nik))):
        return _known_by_nik(by, owner, sheet)
    return create_warga(by=by, sheet=sheet)


def _locked(people):
    return people.select_for_update(of=("self",), no_key=True).first()


def _holders(number):
    return Warga.objects.current().filter(nik_cari=identity.blind_index(number, purpose="nik"))


def _known_by_nik(by, owner, sheet):
    if not Warga.objects.visible_to(by).filter(pk=owner.pk).exists():
        raise Refused(ELSEWHERE, field="nik")
    if max(name_similarity(sheet.nama, name) for name in (owner.nama, owner.nama_alias)) < SIMILAR_NAME:
        # A slip in the number would otherwise put this family's story into a stranger's file.
        raise Refused("NIK ini tercatat atas nama lain di wilayah Anda. Lihat lagi KTP-nya.", field="nik")
    return update_warga(by=by, warga=owner, sheet=sheet)


def create_warga(*, by, sheet):
    """A new person; NIK or a reason why there is none."""
    if not sheet.nik and not sheet.alasan_tanpa_nik:
        raise MissingFact("Isi NIK, atau pilih alasan belum ada NIK.", field="alasan_tanpa_nik")
    warga = Warga(nama=sheet.nama, nama_alias=sheet.alias, kelurahan_id=sheet.kelurahan,
                  alasan_tanpa_nik="" if sheet.nik else sheet.alasan_tanpa_nik)  # fmt: skip
    _fill(by, warga, sheet)
    warga.set_nik(sheet.nik or None)
    warga.save()
    trace.record(by, trace.Aksi.BUAT, warga)
    return warga


def update_warga(*, by, warga, sheet):
    """Bring newer facts from a sheet to somebody on file: empty answers erase nothing, changes are traced.

    The row must be locked. Where the person lives follows the sheet; a NIK on file is only ever corrected by
    `edit_warga`.
    """
    before = _snapshot(warga)
    _fill(by, warga, sheet)
    warga.kelurahan_id = sheet.kelurahan
    _bring_nik(by, warga, sheet.nik)
    return _save_changes(by, warga, before)


def _bring_nik(by, warga, number):
    """Give a NIK to somebody who had none; another one than the one on file is refused."""
    if not number or _same(warga.nik_cari, identity.blind_index(number, purpose="nik")):
        return
    if warga.nik_cari:
        raise Refused("NIK ini berbeda dari NIK warga ini yang sudah tercatat. Perbaiki di halaman warga.", field="nik")
    _require_free_nik(by, warga, number)
    warga.set_nik(number)
    warga.alasan_tanpa_nik = ""


def _require_free_nik(by, warga, number):
    owner = _holders(number).exclude(pk=warga.pk).first()
    if owner is None:
        return
    if Warga.objects.visible_to(by).filter(pk=owner.pk).exists():
        raise Refused("NIK ini milik warga lain yang sudah terdaftar di wilayah Anda. Cari dulu warganya.", field="nik")
    raise Refused(ELSEWHERE, field="nik")


def _snapshot(warga):
    return {name: getattr(warga, name) for name in _TRACED}


def _save_changes(by, warga, before):
    """Save only when something differs; the version rises with it, so that nobody edits on an old page."""
    after = _snapshot(warga)
    if any(not _same(before[name], after[name]) for name in after):
        warga.versi += 1
        warga.save()
        trace.record_change(by, warga, before, after)
    return warga


def _same(one, other):
    """Equal, also when one came from the database as a memoryview."""
    return one == other or (one is not None and other is not None and _plain(one) == _plain(other))


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def _fill(by, warga, sheet):
    for name in _TEXT_FIELDS:
        value = getattr(sheet, name)
        if value not in ("", None):
            setattr(warga, name, value)
    warga.nama_alias = sheet.alias or warga.nama_alias
    warga.alamat_ktp_sama = sheet.alamat_ktp_sama
    warga.disabilitas = list(sheet.disabilitas) or warga.disabilitas
    if sheet.hp:
        warga.set_hp(sheet.hp)
    if sheet.kesehatan:
        _note_health(by, warga, sheet.kesehatan)


def _note_health(by, warga, text):
    """The new note; below the one its writer may not know of, which is then neither lost nor compared with."""
    known = warga.kesehatan()
    if known and hides_health(by, warga):
        added = f"\n\n{timezone.localdate():%d-%m-%Y}: {text}"
        text = known if known.endswith(added) else known + added
    if text != known:
        warga.set_kesehatan(text)


@transaction.atomic
def edit_warga(*, by, now, id, versi, sheet, clear=(), no_kk=""):
    """Correct a person's file: what the form shows is what stands afterwards, empty answers erase.

    Identifiers are not shown in a form, so an empty one stays as it is; `clear` names those to remove ("hp",
    "kesehatan"). With `no_kk` that becomes the number of the household. Stale when somebody else changed the file
    since `versi`.
    """
    require(by, "profil", "U")
    warga = lock_warga(by, id, versi)
    if warga.digabung_ke_id:
        raise Refused("Warga ini sudah digabung dengan warga lain. Ubah data warga tujuannya.")
    _require_area(by, sheet.kelurahan)
    before = _snapshot(warga)
    for name in _TEXT_FIELDS:
        setattr(warga, name, getattr(sheet, name))
    warga.nama, warga.nama_alias, warga.kelurahan_id = sheet.nama, sheet.alias, sheet.kelurahan
    warga.alamat_ktp_sama, warga.disabilitas = sheet.alamat_ktp_sama, list(sheet.disabilitas)
    _correct_identifiers(by, warga, sheet, clear)
    if no_kk:
        find_or_create_keluarga(by=by, now=now, warga=warga, sheet=KeluargaSheet(no_kk=no_kk))
    return _save_changes(by, warga, before)


def _correct_identifiers(by, warga, sheet, clear):
    if sheet.nik and not _same(warga.nik_cari, identity.blind_index(sheet.nik, purpose="nik")):
        _require_free_nik(by, warga, sheet.nik)
        warga.set_nik(sheet.nik)
    if not warga.nik_cari and not sheet.alasan_tanpa_nik:
        raise MissingFact("Isi NIK, atau pilih alasan belum ada NIK.", field="alasan_tanpa_nik")
    warga.alasan_tanpa_nik = "" if warga.nik_cari else sheet.alasan_tanpa_nik
    if (sheet.hp or "hp" in clear) and sheet.hp != (warga.hp() or ""):
        warga.set_hp(sheet.hp or None)
    if sheet.kesehatan:
        _note_health(by, warga, sheet.kesehatan)
    elif "kesehatan" in clear and warga.kesehatan_sandi and not hides_health(by, warga):
        warga.set_kesehatan("")


def _require_area(by, kelurahan):
    codes = by.kelurahan_codes
    place = catalogue.wilayah(kelurahan)
    if place is None or place.tingkat != "KELURAHAN" or (codes is not None and kelurahan not in codes):
        raise NotAllowed("Kelurahan ini di luar wilayah tugas Anda.", field="kelurahan")


# --- households ----------------------------------------------------------------------------------------------------
def find_or_create_keluarga(*, by, now, warga, sheet):
    """The household of the person, with its present No. KK kept as history; None when nothing is known of it.

    Somebody whose sheet names the No. KK of another household in reach has moved there; a number nobody carries is
    the new number of the present household.
    """
    known = any(getattr(sheet, name) not in ("", None) for name in sheet.__dataclass_fields__)
    if not known and not warga.keluarga_id:
        return None
    keluarga = _household_by_kk(by, sheet.no_kk) or warga.keluarga or Keluarga(kelurahan_id=warga.kelurahan_id)
    _save_household(by, keluarga, sheet)
    if warga.keluarga_id != keluarga.id:
        if warga.keluarga_id:
            trace.record_change(by, warga, {"keluarga_id": warga.keluarga_id}, {"keluarga_id": keluarga.id})
        warga.keluarga = keluarga
        warga.save(update_fields=["keluarga", "updated_at"])
    if sheet.no_kk:
        record_no_kk(keluarga, sheet.no_kk, timezone.localdate(now))
    return keluarga


def _save_household(by, keluarga, sheet):
    """Newer facts of the sheet; empty answers erase nothing, changes are traced."""
    before = {name: getattr(keluarga, name) for name in _HOUSEHOLD_FIELDS}
    for name in _HOUSEHOLD_FIELDS:
        value = getattr(sheet, name)
        if value not in ("", None):
            setattr(keluarga, name, value)
    after = {name: getattr(keluarga, name) for name in _HOUSEHOLD_FIELDS}
    if keluarga._state.adding:
        keluarga.save()
        trace.record(by, trace.Aksi.BUAT, keluarga)
    elif before != after:
        keluarga.save()
        trace.record_change(by, keluarga, before, after)


def _household_by_kk(by, number):
    """A household in reach that carries this No. KK now."""
    if not number:
        return None
    index = identity.blind_index(number, purpose="kk")
    rows = NomorKK.objects.filter(kk_cari=index, berlaku_sampai__isnull=True).select_related("keluarga")
    codes = by.kelurahan_codes
    if codes is not None:
        rows = rows.filter(keluarga__kelurahan_id__in=sorted(codes))
    row = rows.order_by("pk").first()
    return row and row.keluarga


def record_no_kk(keluarga, number, day):
    """Make a number the present No. KK of the household; the former one ends the same day."""
    current = keluarga.nomor_kk.filter(berlaku_sampai__isnull=True).select_for_update(of=("self",), no_key=True).first()
    if current and bytes(current.kk_cari) == identity.blind_index(number, purpose="kk"):
        return current
    if current:
        current.berlaku_sampai = day
        current.save(update_fields=["berlaku_sampai"])
    row = NomorKK(keluarga=keluarga, berlaku_mulai=day)
    row.set_number(number)
    row.save()
    return row


# --- what a person receives and is ---------------------------------------------------------------------------------
def record_kepesertaan(*, by, now, warga, rows):
    """Memberships as told or seen today; one row per programme, the newest answer stands."""
    day = timezone.localdate(now)
    for row in rows:
        known = Kepesertaan.objects.filter(warga=warga, program_id=row.program).first()
        member = known or Kepesertaan(warga=warga, program_id=row.program)
        before = {"status": member.status}
        member.status, member.sejak = row.status, row.sejak or member.sejak
        member.dicek_pada, member.petugas_id = day, by.petugas_id
        member.save()
        if known:
            trace.record_change(by, member, before, {"status": member.status})
        if row.no_kartu:
            member.kartu_sandi = identity.seal(row.no_kartu, table="kepesertaan", column="kartu", row=member.pk)
            member.save(update_fields=["kartu_sandi"])


def record_ppks(*, by, now, warga, codes):
    WargaPPKS.objects.bulk_create(
        (WargaPPKS(warga=warga, kategori_id=code, tanggal=timezone.localdate(now), petugas_id=by.petugas_id)
         for code in codes),
        ignore_conflicts=True,
    )  # fmt: skip
