"""“Salinan data saya”: everything on file about one person, who got it, and who has looked (UU PDP Ps 32).

The full NIK is not printed: the person has it, and a sheet of paper is easily lost.
"""

from django.db.models import Q

from puskesos import catalogue
from puskesos.models import Jejak, Keluhan, StatusDTSEN
from puskesos.roles import KELUARGA, SISTEM, Peran
from puskesos.templatetags.puskesos import tanggal_pendek, waktu
from rujukan.models import Rujukan
from rujukan.workflow import NOT_YET_SENT

MOST_LOOKS = 300
LABELS = {**dict(Peran.choices), SISTEM: "Sistem", KELUARGA: "Keluarga sendiri"}


def gather(warga, by):
    """The parts of the sheet; of `rahasia` cases only those that this officer handles."""
    cases = list(Keluhan.objects.visible_to(by).filter(klien=warga).order_by("diterima_pada"))
    programmes = warga.kepesertaan.select_related("program")
    return {
        "person": _person(warga), "household": _household(warga.keluarga), "dtsen": _dtsen(warga),
        "memberships": [(one.program.nama, one.get_status_display()) for one in programmes],
        "cases": [_case(one) for one in cases], "received": _received(cases), "looks": looks(warga, cases),
        "most": MOST_LOOKS,
    }  # fmt: skip


def _person(warga):
    told = (
        ("Nama", warga.nama), ("Nama panggilan", warga.nama_alias), ("NIK", warga.nik_masked),
        ("Nomor HP", "ada, tersandi" if warga.hp_cari else ""), ("Tempat lahir", warga.tempat_lahir),
        ("Tanggal lahir", warga.tanggal_lahir and tanggal_pendek(warga.tanggal_lahir)),
        ("Jenis kelamin", warga.get_jenis_kelamin_display()), ("Pekerjaan", warga.pekerjaan),
        ("Pendidikan", warga.pendidikan), ("Ibu kandung", warga.nama_ibu), ("Alamat", warga.alamat),
        ("RT/RW", f"{warga.rt}/{warga.rw}" if warga.rt or warga.rw else ""), ("Patokan", warga.patokan),
        ("Kelurahan", catalogue.wilayah(warga.kelurahan_id).nama),
        ("Disabilitas", ", ".join(warga.disabilitas or ()).lower()),
        ("Keadaan kesehatan", "ada, tersandi; dibacakan di loket bila diminta" if warga.kesehatan_sandi else ""),
    )  # fmt: skip
    return [(label, value) for label, value in told if value]


def _household(keluarga):
    if keluarga is None:
        return []
    told = (("Jumlah anggota", keluarga.jumlah_anggota), ("Rumah", keluarga.status_rumah),
            ("Penerangan", keluarga.penerangan), ("Jamban", keluarga.jamban),
            ("Pendapatan", keluarga.pendapatan))  # fmt: skip
    return [(label, value) for label, value in told if value]


def _dtsen(warga):
    return [
        (tanggal_pendek(one.tanggal_cek) if one.tanggal_cek else "–", one.get_terdaftar_display(), one.desil)
        for one in StatusDTSEN.objects.filter(warga=warga).order_by("-created_at")
    ]


def _case(keluhan):
    needs = [catalogue.layanan(one.layanan_id).nama for one in keluhan.kebutuhan.all()]
    consents = [(one.get_dasar_display(), one.at) for one in keluhan.persetujuan.order_by("at")]
    return {"keluhan": keluhan, "needs": needs, "consents": consents, "files": keluhan.lampiran.count()}


def _received(cases):
    """Agencies that got the data, and when."""
    sent = Rujukan.objects.filter(keluhan__in=cases).exclude(status__in=NOT_YET_SENT).exclude(dikirim_pada=None)
    return [
        (catalogue.instansi(one.instansi_id).nama, one.dikirim_pada, catalogue.layanan(one.layanan_id).nama)
        for one in sent.order_by("dikirim_pada")
    ]


def looks(warga, cases):
    """The newest acts on the person's data: when, in which role, what; not who by name."""
    of_person = Q(objek="warga", objek_id=str(warga.pk)) | Q(keluhan_id__in=[one.pk for one in cases])
    rows = Jejak.objects.filter(of_person).order_by("-id")[:MOST_LOOKS]
    return [(waktu(one.waktu), LABELS.get(one.peran, one.peran), one.get_aksi_display()) for one in rows]
