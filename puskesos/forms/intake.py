"""The SLRT intake sheet as a page: one form, two kinds of rows, and the questions that are asked before saving."""

from django import forms

from puskesos import catalogue, urgency
from puskesos.forms import choices
from puskesos.forms.fields import (
    LineField,
    NikField,
    NumberField,
    PhoneField,
    PickField,
    PickManyField,
    PlainForm,
    StoryField,
)
from puskesos.forms.person import PersonFields
from puskesos.forms.rows import KebutuhanRows, KepesertaanRows
from puskesos.models import Keluhan, PersetujuanData, StatusDTSEN
from puskesos.models.katalog import Prioritas
from puskesos.sheet import DtsenSheet, KeluargaSheet, KlienSheet, PelaporSheet, PersetujuanSheet, Sheet
from puskesos.widgets import DatePartsField

LONGEST_STORY = 20_000
_PERSON = (
    "nama", "kelurahan", "alias", "nik", "alasan_tanpa_nik", "cara_verifikasi", "tempat_lahir", "tanggal_lahir",
    "perkiraan_umur", "jenis_kelamin", "pekerjaan", "nama_ibu", "hp", "hp_milik", "bahasa", "hubungan_keluarga",
    "status_perkawinan", "pendidikan", "kesehatan", "alamat", "rt", "rw", "patokan", "daerah_asal",
)  # fmt: skip
# What another answer makes necessary: (the sentence when it is missing, "name=value" of the answer that excuses it).
# The script reads the same table from the controls, so that a telephone without signal asks for the same.
NEEDED = {
    "alasan_tanpa_nik": ("Isi NIK, atau pilih alasan belum ada NIK.", ""),
    "pelapor_hubungan": ("Pilih hubungan pelapor dengan warga.", ""),
    "pelapor_nama": ("Isi nama pelapor, atau rahasiakan pelapor.", "pelapor_rahasia=on"),
    "dtsen_tanggal": ("Isi tanggal cek DTSEN.", ""),
    "dtsen_sumber": ("Pilih di mana data dilihat.", ""),
    "tiket_lapor": ("Isi nomor tiket LAPOR!.", ""),
    "prioritas_catatan": ("Tulis alasan prioritas ini.", "prioritas="),
    "pemberi_nama": ("Isi nama orang tua atau wali.", ""),
    "diberi_tahu": ("Sampaikan pemberitahuan kepada keluarga, lalu centang.", "dasar=KEPENTINGAN_VITAL"),
}
_HOUSEHOLD = ("no_kk", "jumlah_anggota", "status_rumah", "penerangan", "jamban", "pendapatan")


class FileIds(forms.Field):
    """The ids of files that were uploaded before, carried along hidden."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        one = forms.UUIDField()
        return [one.clean(each) for each in value or []]


class IntakeForm(PersonFields, PlainForm):
    """Everything of the sheet that stands there once; rows are in rows.py."""

    pelapor_jenis = PickField(
        label="Siapa yang melapor?", tiles=True, initial="DIRI_SENDIRI",
        choices=[("DIRI_SENDIRI", "Warga yang butuh bantuan"), ("ORANG_LAIN", "Orang lain untuk warga itu")],
    )  # fmt: skip
    pelapor_hubungan = PickField(label="Hubungan dengan warga", choices=choices.same(choices.HUBUNGAN), required=False)
    pelapor_nama = LineField(120, label="Nama pelapor", required=False)
    pelapor_hp = PhoneField(label="Nomor HP pelapor", required=False)
    pelapor_rahasia = forms.BooleanField(
        label="Rahasiakan pelapor", required=False, help_text="Namanya tidak tampil pada warga, surat, dan instansi."
    )
    warga_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    no_kk = NikField(kk=True, label="Nomor KK", required=False)
    jumlah_anggota = NumberField(1, 40, label="Jumlah anggota keluarga", required=False)
    status_rumah = PickField(label="Rumah", choices=choices.same(choices.RUMAH), required=False)
    penerangan = PickField(label="Penerangan", choices=choices.same(choices.PENERANGAN), required=False)
    jamban = PickField(label="Jamban", choices=choices.same(choices.JAMBAN), required=False)
    pendapatan = PickField(
        label="Pendapatan keluarga sebulan", choices=choices.same(choices.PENDAPATAN), required=False
    )
    ppks = PickManyField(label="Kategori PPKS")
    dtsen_terdaftar = PickField(
        label="Sudah dicek di DTSEN?", choices=StatusDTSEN.Terdaftar, tiles=True, initial="BELUM_DICEK"
    )
    dtsen_desil = NumberField(0, 10, label="Desil", required=False, help_text="1 sampai 10; 0 bila belum berperingkat.")
    dtsen_tanggal = DatePartsField(label="Tanggal cek", required=False)
    dtsen_sumber = PickField(label="Dilihat di", choices=StatusDTSEN.Sumber, required=False)

    kanal = PickField(label="Datang lewat", choices=Keluhan.Kanal, initial="DATANG")
    tiket_lapor = LineField(40, label="Nomor tiket LAPOR!", required=False, attrs={"class": "w-16"})
    subkategori = PickField(label="Jenis keluhan", widget=choices.TopicSelect(), empty="Pilih jenis keluhan …")
    ringkasan = LineField(150, label="Ringkasan", attrs={"data-count": 150}, help_text="Satu kalimat, tanpa NIK.")
    uraian = StoryField(LONGEST_STORY, rows=6, label="Ceritakan", required=False)
    tanggal_kejadian = DatePartsField(label="Tanggal kejadian", required=False)
    urgensi = PickManyField(label="Apakah salah satu ini berlaku?")
    prioritas = PickField(label="Ubah prioritas", choices=Prioritas, required=False, empty="Ikut jawaban di atas")
    prioritas_catatan = LineField(200, label="Alasan mengubah prioritas", required=False)
    rahasia = forms.BooleanField(
        label="Rahasiakan keluhan ini", required=False,
        help_text="Hanya terlihat oleh Anda, koordinator, dan yang ditunjuk. Kekerasan dan anak selalu rahasia.",
    )  # fmt: skip

    lampiran = FileIds(label="Berkas", required=False)
    berkas_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    berkas_jenis = PickField(label="Jenis berkas", required=False, empty="Pilih jenis berkas …")
    berkas = forms.FileField(
        label="Foto atau PDF", required=False, allow_empty_file=True,
        help_text="JPEG, PNG, WebP, atau PDF sampai 10 MB.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip
    dasar = PickField(label="Dasar pemakaian data", choices=PersetujuanData.Dasar, initial="TUGAS_PUBLIK")
    cara_setuju = PickField(label="Cara menyetujui", choices=PersetujuanData.Cara, initial="TIDAK_ADA")
    pemberi = PickField(label="Yang diberi tahu", choices=PersetujuanData.Pemberi, tiles=True, initial="KLIEN")
    pemberi_nama = LineField(120, label="Nama orang tua atau wali", required=False)
    diberi_tahu = forms.BooleanField(label="Pemberitahuan di atas sudah saya sampaikan", required=False)

    sudah_diperiksa = forms.CharField(required=False, widget=forms.HiddenInput)
    orang = forms.CharField(required=False, widget=forms.HiddenInput)
    tetap_catat = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, by, day, warga=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.day, self.warga = day, warga
        self.prepare_person(by)
        self.fields["subkategori"].offer(choices.subkategori_by_sektor())
        self.fields["ppks"].offer(choices.ppks())
        self.fields["urgensi"].offer([(row.kode, row.nama) for row in urgency.questions()])
        self.fields["berkas_jenis"].offer(choices.kinds_of_file())
        for name in ("urgensi", "prioritas"):
            self.fields[name].widget.attrs["data-refresh"] = "prioritas"
        for name in ("nama", "nik", "hp", "no_kk"):
            self.fields[name].widget.attrs["data-refresh"] = "petunjuk"
        for name, (sentence, excuse) in NEEDED.items():
            self.fields[name].widget.attrs |= {"data-needed": sentence, **({"data-unless": excuse} if excuse else {})}

    def clean(self):
        data = super().clean()
        self.clean_person(day=self.day, has_nik=bool(self.warga and self.warga.nik_cari))
        for check in (self._reporter, self._dtsen, self._topic, self._priority, self._consent):
            check(data)
        return data

    def _need(self, name, when=True):
        """An answer that is required because of another one."""
        if when and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, NEEDED[name][0])

    def _reporter(self, data):
        other = data.get("pelapor_jenis") == Keluhan.JenisPelaporan.ORANG_LAIN
        self._need("pelapor_hubungan", other)
        hidden = data.get("pelapor_rahasia")
        self._need("pelapor_nama", other and not hidden)

    def _dtsen(self, data):
        checked = data.get("dtsen_terdaftar") in {"YA", "TIDAK"}
        self._need("dtsen_tanggal", checked)
        self._need("dtsen_sumber", checked)
        if data.get("dtsen_tanggal") and data["dtsen_tanggal"] > self.day:
            self.add_error("dtsen_tanggal", "Tanggal cek DTSEN belum terjadi.")
        if data.get("dtsen_desil") is not None and data.get("dtsen_terdaftar") == "TIDAK":
            self.add_error("dtsen_desil", "Warga yang tidak terdaftar tidak punya desil.")

    def _topic(self, data):
        self._need("tiket_lapor", data.get("kanal") == Keluhan.Kanal.LAPOR)
        if data.get("tanggal_kejadian") and data["tanggal_kejadian"] > self.day:
            self.add_error("tanggal_kejadian", "Tanggal kejadian belum terjadi.")

    def _priority(self, data):
        found, _, _ = urgency.judge(data.get("urgensi", ()))
        other = data.get("prioritas") and data["prioritas"] != found
        self._need("prioritas_catatan", other)

    def _consent(self, data):
        guardian = data.get("pemberi") in {"ORANG_TUA", "WALI"}
        self._need("pemberi_nama", guardian)
        consent = data.get("dasar") == PersetujuanData.Dasar.PERSETUJUAN
        if consent and data.get("cara_setuju") == PersetujuanData.Cara.TIDAK_ADA:
            self.add_error("cara_setuju", "Pilih cara persetujuan diberikan.")
        born = data.get("tanggal_lahir")
        child = _years(born, self.day) < 18 if born else False
        if consent and child and not guardian:
            self.add_error("pemberi", "Untuk anak di bawah 18 tahun, yang menyetujui orang tua atau walinya.")
        vital = data.get("dasar") == PersetujuanData.Dasar.KEPENTINGAN_VITAL
        self._need("diberi_tahu", not vital)

    def judged(self):
        """(priority, reasons, rahasia) of the answers as they stand, valid or not."""
        answers = [code for code in self["urgensi"].value() or [] if isinstance(code, str)]
        return urgency.judge(answers)


def _years(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class IntakePage:
    """The whole sheet on one page, over what was typed so far (a QueryDict) or over what is known of a person."""

    def __init__(self, *, by, day, typed=None, files=None, warga=None, initial=None):
        self.form = IntakeForm(typed, files, by=by, day=day, warga=warga, initial=initial)
        self.kebutuhan = KebutuhanRows(typed, prefix="kebutuhan", day=day)
        self.kepesertaan = KepesertaanRows(typed, prefix="kepesertaan", day=day)
        self.warga = warga

    @property
    def parts(self):
        return self.form, self.kebutuhan, self.kepesertaan

    def keep_quiet(self):
        for part in self.parts:
            part.keep_quiet()
        return self

    def is_valid(self):
        judged = [part.is_valid() for part in self.parts]  # all of them, so that every mistake is shown at once
        return all(judged)

    def errors(self):
        """Every mistake of the page, for the summary: (anchor, sentence)."""
        found = [("", str(text)) for rows in self.parts[1:] for text in rows.non_form_errors()]
        for form in (self.form, *self.kebutuhan.forms, *self.kepesertaan.forms):
            found += [("", str(text)) for text in form.non_field_errors()]
            found += [(_anchor(field), _said(field, text)) for field in form for text in field.errors]
        return found

    def to_sheet(self, *, warga_id=None):
        """The valid page as the Sheet that intake.register_keluhan takes."""
        data = self.form.cleaned_data
        person = {name: data[name] for name in _PERSON}
        return Sheet(
            pelapor=_reporter(data),
            klien=KlienSheet(
                **person, warga_id=warga_id or data["warga_id"], disabilitas=tuple(data["disabilitas"]),
                ppks=tuple(data["ppks"]), alamat_ktp_sama=not data["daerah_asal"],
            ),
            keluarga=KeluargaSheet(**{name: data[name] for name in _HOUSEHOLD}),
            dtsen=_dtsen(data),
            kepesertaan=self.kepesertaan.to_sheets(),
            kebutuhan=self.kebutuhan.to_sheets(),
            persetujuan=PersetujuanSheet(
                dasar=data["dasar"], cara=data["cara_setuju"], pemberi=data["pemberi"],
                pemberi_nama=data["pemberi_nama"],
            ),
            kanal=data["kanal"], subkategori=data["subkategori"], ringkasan=data["ringkasan"], uraian=data["uraian"],
            urgensi=tuple(data["urgensi"]), prioritas=data["prioritas"], prioritas_catatan=data["prioritas_catatan"],
            rahasia=data["rahasia"], tiket_lapor=data["tiket_lapor"] if data["kanal"] == "LAPOR" else "",
            tanggal_kejadian=data["tanggal_kejadian"], lampiran=tuple(dict.fromkeys(data["lampiran"])),
        )  # fmt: skip


def _reporter(data):
    """Answers about another reporter count only when there is one."""
    if data["pelapor_jenis"] == Keluhan.JenisPelaporan.DIRI_SENDIRI:
        return PelaporSheet()
    return PelaporSheet(
        jenis=data["pelapor_jenis"], nama=data["pelapor_nama"], hubungan=data["pelapor_hubungan"],
        hp=data["pelapor_hp"], rahasia=data["pelapor_rahasia"],
    )  # fmt: skip


def _dtsen(data):
    if data["dtsen_terdaftar"] == StatusDTSEN.Terdaftar.BELUM_DICEK:
        return DtsenSheet()
    return DtsenSheet(
        terdaftar=data["dtsen_terdaftar"], desil=data["dtsen_desil"], tanggal_cek=data["dtsen_tanggal"],
        sumber=data["dtsen_sumber"],
    )  # fmt: skip


def _anchor(field):
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def _said(field, text):
    named = field.label.lower() in text.lower() or field.widget_type == "checkbox"
    return text if named else f"{field.label}: {text}"


def usual_service(subkategori):
    """The service that usually answers a topic, or ""."""
    row = catalogue.subkategori(subkategori)
    return (row and row.layanan_id) or ""
