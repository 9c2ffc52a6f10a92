"""What SLRT named as missing when it sent a case back, where the Puskesos mends it, and what was mended since (T11).

Sending back keeps a mark of what stood under every gap; a gap is mended when its mark is another one now. Marks are
keyed hashes: they say that something changed, never what.
"""

from dataclasses import dataclass

from puskesos import catalogue, identity
from puskesos.models import Kelengkapan, Keluhan, Kunjungan, PersetujuanData, Riwayat, StatusDTSEN
from puskesos.workflow import StatusKeluhan

PAPER = "berkas:"
# Gaps beside the papers: code → name.
GAPS = {
    "nik": "NIK atau alasan tanpa NIK",
    "no_kk": "No. KK",
    "tanggal_lahir": "Tanggal lahir",
    "alamat": "Alamat atau patokan",
    "hp": "Nomor HP yang bisa dihubungi",
    "dtsen": "Cek DTSEN",
    "uraian": "Cerita keluhan",
    "kunjungan": "Kunjungan rumah",
    "persetujuan": "Persetujuan data",
}
# The fields that the person's own form marks for a gap.
PERSON_FIELDS = {
    "nik": ("nik", "alasan_tanpa_nik"), "no_kk": ("no_kk",), "tanggal_lahir": ("tanggal_lahir",),
    "alamat": ("alamat", "patokan"), "hp": ("hp",),
}  # fmt: skip
# While a case stands here, what it was sent back for is the Puskesos' work.
MENDING = (StatusKeluhan.DIKEMBALIKAN, StatusKeluhan.PERLU_LENGKAP, StatusKeluhan.VERIFIKASI)
UP = ("forward", "forward_urgent", "forward_tried", "forward_again")


@dataclass(frozen=True)
class Asked:
    """One gap: its code, its name, where to mend it, and whether that was done."""

    code: str
    name: str
    url: str
    mended: bool

    @property
    def paper(self):
        """The kind of paper that is asked for, or ""."""
        return self.code.removeprefix(PAPER) if self.code.startswith(PAPER) else ""


def marks(keluhan, codes):
    """{code: mark} of what stands now under these gaps; codes that name nothing known are left out."""
    return {code: _mark(keluhan, code) for code in codes if code in GAPS or code.startswith(PAPER)}


def asked(keluhan):
    """[Asked] of a case that was sent back and not forwarded again; one query when it never was."""
    line = _sent_back(keluhan)
    if line is None:
        return []
    codes, before = line.fakta.get("isian") or [], line.fakta.get("tanda") or {}
    now = marks(keluhan, codes)
    return [Asked(code, _name(code), _url(keluhan, code), _mended(keluhan, code, before, now)) for code in now]


def asked_of_person(by, warga):
    """Fields of this person's form that some returned case in reach still waits for."""
    cases = Keluhan.objects.visible_to(by).filter(klien=warga, status__in=MENDING, kembali_kali__gt=0)
    waiting = (one.code for keluhan in cases.select_related("klien") for one in asked(keluhan) if not one.mended)
    return {field for code in waiting for field in PERSON_FIELDS.get(code, ())}


def _sent_back(keluhan):
    if not keluhan.kembali_kali or keluhan.status not in MENDING:
        return None
    lines = Riwayat.objects.filter(keluhan=keluhan, life="keluhan", langkah__in=(*UP, "send_back"))
    last = lines.order_by("-at", "-id").first()
    return last if last and last.langkah == "send_back" else None


def _mended(keluhan, code, before, now):
    if before.get(code) in (None, now[code]):
        return False
    return not code.startswith(PAPER) or all(row.status == Kelengkapan.Status.ADA for row in _papers(keluhan, code))


def _name(code):
    if code in GAPS:
        return GAPS[code]
    kind = catalogue.table("JenisBerkas").get(code.removeprefix(PAPER))
    return kind.nama if kind else code.removeprefix(PAPER)


def _url(keluhan, code):
    place = f"/keluhan/{keluhan.pk}/"
    if code in PERSON_FIELDS:
        return f"/warga/{keluhan.klien_id}/ubah/"
    pages = {"dtsen": "dtsen/", "kunjungan": "kunjungan/", "uraian": "catatan/", "persetujuan": "catatan/"}
    return place + pages.get(code, "verifikasi/")


# --- what stands under a gap -----------------------------------------------------------------------------------------
def _mark(keluhan, code):
    parts = _papers_now(keluhan, code) if code.startswith(PAPER) else STANDS[code](keluhan)
    return identity.blind_index("|".join(str(part) for part in parts), purpose="kekurangan").hex()[:16]


def _papers(keluhan, code):
    rows = Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan, persyaratan__jenis_berkas=code.removeprefix(PAPER))
    return list(rows.order_by("pk"))


def _papers_now(keluhan, code):
    """Looking at it once more and finding it there is mending, too: the paper may have been right."""
    return [(row.pk, row.status, row.lampiran_id, row.diperiksa_pada) for row in _papers(keluhan, code)]


def _sealed(value):
    return bytes(value).hex() if value else ""


def _family_card(keluhan):
    household = keluhan.klien.keluarga
    current = household and household.nomor_kk.filter(berlaku_sampai__isnull=True).first()
    return [current and _sealed(current.kk_cari)]


def _newest(model, **which):
    return [model.objects.filter(**which).order_by("-pk").values_list("pk", flat=True).first()]


def _notes(keluhan):
    return Riwayat.objects.filter(keluhan=keluhan, jenis=Riwayat.Jenis.CATATAN, internal=False).count()


STANDS = {
    "nik": lambda one: [_sealed(one.klien.nik_cari), one.klien.alasan_tanpa_nik],
    "no_kk": _family_card,
    "tanggal_lahir": lambda one: [one.klien.tanggal_lahir],
    "alamat": lambda one: [one.klien.alamat, one.klien.patokan, one.klien.rt, one.klien.rw],
    "hp": lambda one: [_sealed(one.klien.hp_cari)],
    "dtsen": lambda one: _newest(StatusDTSEN, warga=one.klien_id),
    "uraian": lambda one: [one.uraian, _notes(one)],
    "kunjungan": lambda one: [Kunjungan.objects.filter(keluhan=one, dilakukan_pada__isnull=False).count()],
    "persetujuan": lambda one: [*_newest(PersetujuanData, keluhan=one), _notes(one)],
}
