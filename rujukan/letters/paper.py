"""What stands on a letter: the sheet of words that letter.typ sets (keys are those of the template)."""

from django.conf import settings
from django.utils import formats

from puskesos import catalogue, qr
from puskesos.models import StatusDTSEN, Warga
from rujukan import agency
from rujukan.letters import emblem, standing
from rujukan.models import JenisSurat

J = JenisSurat
# Kinds that say how the household stands in DTSEN.
WITH_DTSEN = frozenset({J.SKTM, J.KETERANGAN, J.REKOMENDASI})
NOT_YET = "(diberi nomor saat terbit)"


def sheet(surat, *, answer_code="", concept=False):
    """Everything on the paper; a concept has no number, no QR and a masked NIK."""
    address = None if concept else check_address(surat)
    number = NOT_YET if concept else surat.nomor
    return {
        "kertas": surat.kertas, "konsep": concept, "bertujuan": surat.jenis in standing.ADDRESSED,
        "judul_dokumen": f"{surat.get_jenis_display()} {surat.nomor}".strip(), "keterangan_dokumen": surat.hal,
        "judul": surat.hal, "nomor": number, "kop": letterhead(surat.kop), "kepala": _head(surat, number),
        "tempat_tanggal": _place_and_day(surat, concept), "tujuan": surat.tujuan, "pembuka": surat.pembuka,
        "orang": _person(surat, concept), "uraian": surat.uraian, "penutup": surat.penutup,
        "daftar_judul": "Berkas yang ada pada keluarga:", "daftar": _papers(surat),
        "qr": _svg(qr.square(address)) if address else None, "alamat_periksa": address or "",
        "alamat_tampil": _shown_address(address), "kode_jawaban": answer_code,
        "penanda": _signer(surat.penanda), "tembusan": _lines(surat.tembusan),
        "pihak": [_party(*one) for one in standing.parties(surat)], "kaki": _foot(surat, concept),
    }  # fmt: skip


def check_address(surat):
    return f"{settings.PUBLIC_URL.rstrip('/')}/surat/{surat.code()}/"


def initials(surat):
    """What the public page may say of the person: initials, or nothing of a `rahasia` case."""
    return "" if surat.keluhan.rahasia else agency.initials(_client(surat).nama)[:60]


def _client(surat):
    return Warga.objects.get(pk=surat.keluhan.klien_id)


def letterhead(kop):
    """Its lines, and the emblem of its unit or of the city when there is one."""
    rows = _lines(kop.baris)
    return {"baris": rows, "alamat": _lines(kop.alamat), "lembaga": ", ".join(rows) or settings.CITY,
            "lambang": emblem.on_paper(kop.unit_id)}  # fmt: skip


def _head(surat, number):
    rows = [["Nomor", number]]
    if surat.teks.sifat:
        rows.append(["Sifat", surat.teks.sifat])
    return [*rows, ["Lampiran", "–"], ["Hal", surat.hal]]


def _place_and_day(surat, concept):
    day = "(tanggal terbit)" if concept else formats.date_format(surat.tanggal, "j F Y")
    return f"{surat.kop.tempat}, {day}"


def _signer(penanda):
    below = [part for part in (penanda.pangkat, penanda.nip and f"NIP {penanda.nip}") if part]
    return {"jabatan": _lines(penanda.jabatan), "nama": penanda.nama, "bawah": below}


def _party(name, role):
    return {"nama": name, "sebagai": role[:1].upper() + role[1:]}


def _person(surat, concept):
    """The person as this kind of letter shows them: for an agency the minimum, as on its page."""
    warga, rujukan = _client(surat), surat.rujukan
    place = catalogue.wilayah(surat.kelurahan_id).nama
    if rujukan and surat.keluhan.rahasia:
        return [["Nama", agency.initials(warga.nama)], ["Kelurahan", place]]
    rows = [["Nama", warga.nama]]
    if surat.sertakan_identitas and warga.nik_sandi:
        rows.append(["NIK", warga.nik_masked if concept else warga.nik()])
    rows += _age(surat, warga) if rujukan else _birth(warga)
    rows.append(["Alamat", ", ".join(part for part in (warga.alamat, _rt_rw(warga), f"Kelurahan {place}") if part)])
    if surat.jenis in WITH_DTSEN:
        rows += _dtsen(warga)
    return rows


def _age(surat, warga):
    age = warga.age_on(surat.tanggal or surat.status_sejak.date())
    return [["Umur", f"{age} tahun"]] if age is not None else []


def _birth(warga):
    day = formats.date_format(warga.tanggal_lahir, "j F Y") if warga.tanggal_lahir else ""
    born = ", ".join(part for part in (warga.tempat_lahir, day) if part)
    rows = [["Tempat, tanggal lahir" if warga.tempat_lahir else "Tanggal lahir", born]] if born else []
    return [*rows, ["Pekerjaan", warga.pekerjaan]] if warga.pekerjaan else rows


def _rt_rw(warga):
    return " ".join(part for part in (warga.rt and f"RT {warga.rt}", warga.rw and f"RW {warga.rw}") if part)


def _dtsen(warga):
    row = StatusDTSEN.objects.filter(warga=warga).order_by("-created_at").first()
    if row is None:
        return []
    words = row.get_terdaftar_display()
    if row.desil:
        words += f", desil {row.desil}"
    if row.tanggal_cek:
        words += f" (dicek {formats.date_format(row.tanggal_cek, 'j F Y')})"
    return [["Data DTSEN", words]]


def _papers(surat):
    if surat.jenis != J.RUJUKAN:
        return []
    return [name for name, there in agency.requirements(surat.rujukan) if there]


def _foot(surat, concept):
    about = surat.rujukan.nomor if surat.rujukan_id else surat.keluhan.nomor
    return f"KONSEP – belum berlaku. {about}" if concept else f"{surat.nomor} · {about}"


def _shown_address(address):
    return address.split("://", 1)[-1].rstrip("/").replace("/surat/", "/surat/\n") if address else ""


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _svg(square):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {square.size} {square.size}">'
        f'<rect width="{square.size}" height="{square.size}" fill="#fff"/><path d="{square.path}" fill="#000"/></svg>'
    )
