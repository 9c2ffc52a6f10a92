"""The monthly letter to one agency: one page of numbers, no name of any person in need."""

from django.conf import settings
from django.utils import formats, timezone

from puskesos import catalogue, months
from puskesos.refusals import MissingFact
from rujukan import record
from rujukan.letters import paper, rendering, standing
from rujukan.models import Rujukan
from rujukan.workflow import WITH_INSTANSI
from slrt.dashboard.charts import in_words

MOST_LISTED = 12
FEW_REASONS = 4


def pdf(agency, month, now):
    """The bytes of the letter about the referrals that were sent in a month."""
    return rendering.pdf(sheet(agency, month, now))


def sheet(agency, month, now):
    day = timezone.localdate(now)
    kop, signer = standing.letterhead(settings.CITY_CODE, day), _signer(day)
    name, found = months.name(month), record.of(agency.pk, month, month)
    waiting = Rujukan.objects.filter(instansi=agency, status__in=WITH_INSTANSI).select_related("keluhan")
    late = list(waiting.filter(tenggat__lt=now).order_by("tenggat", "pk")[:MOST_LISTED])
    return {
        "kertas": "A4", "konsep": False, "bertujuan": True, "judul_dokumen": f"Surat bulanan {agency.nama}, {name}",
        "keterangan_dokumen": f"Jawaban rujukan {name}", "judul": f"Jawaban rujukan {name}", "nomor": "",
        "kop": paper.letterhead(kop) | {"lembaga": settings.CITY},
        "kepala": [["Sifat", "Biasa"], ["Hal", f"Jawaban rujukan bulan {name}"]],
        "tempat_tanggal": f"{kop.tempat}, {formats.date_format(day, 'j F Y')}", "tujuan": f"Kepala {agency.nama}",
        "pembuka": "Dengan hormat, terima kasih atas jawaban Bapak/Ibu kepada keluarga yang dirujuk SLRT. "
        f"Berikut rujukan yang kami kirim pada {name}, menurut catatan kami sampai hari ini:",
        "orang": _figures(found, waiting.count(), now), "uraian": _asked(late),
        "daftar_judul": f"Nomor yang lewat batas, paling banyak {MOST_LISTED}:",
        "daftar": [_line(one) for one in late], "penutup": _closing(agency),
        "qr": None, "alamat_periksa": "", "alamat_tampil": "", "kode_jawaban": "", "penanda": signer, "tembusan": [],
        "pihak": [],
        "kaki": f"Surat bulanan SLRT · {agency.singkatan or agency.nama} · {name}",
    }  # fmt: skip


def _figures(found, waiting, now):
    rows = [["Dikirim", f"{in_words(found.dikirim)} rujukan"]]
    if found.percent is not None:
        rows.append(["Dijawab sampai batasnya", f"{found.percent} % dari {in_words(found.tepat + found.lambat)}"])
    if found.median is not None:
        rows.append(["Jawaban pertama", f"biasanya setelah {in_words(found.median)} hari kerja"])
    if found.sebab:
        named = (f"{catalogue.reason_name('TOLAK', kode)} ({n})" for kode, n in found.sebab.most_common(FEW_REASONS))
        rows.append(["Ditolak", f"{found.sebab.total()}: {', '.join(named)}"])
    return [*rows, ["Masih di instansi hari ini", f"{in_words(waiting)} rujukan, dari bulan apa pun"]]


def _asked(late):
    if not late:
        return "Tidak ada rujukan yang lewat batas hari ini."
    return "Mohon rujukan berikut dijawab, atau ditolak dengan sebabnya supaya keluarga dapat dibantu dengan cara lain."


def _line(one):
    due = formats.date_format(timezone.localtime(one.tenggat), "j F Y")
    service = "" if one.keluhan.rahasia else f"{catalogue.layanan(one.layanan_id).nama}, "
    return f"{one.nomor}: {service}batas {due}"


def _closing(agency):
    return (
        "Jawaban dapat diberikan lewat akun, tautan e-mail, kode pada surat rujukan beserta kode meja, atau telepon "
        "kepada sekretariat SLRT. Bila kontak atau jam layanan Bapak/Ibu berubah, mohon kabari kami."
    )


def _signer(day):
    """Who signs for the secretariat; a line to sign on when nobody is entered yet."""
    try:
        one = standing.require_signer(settings.CITY_CODE, day)
    except MissingFact:
        return {"jabatan": ["Manajer SLRT"], "nama": "...................................", "bawah": []}
    below = [part for part in (one.pangkat, one.nip and f"NIP {one.nip}") if part]
    return {"jabatan": _lines(one.jabatan), "nama": one.nama, "bawah": below}


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
