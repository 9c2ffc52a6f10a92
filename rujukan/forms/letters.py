"""Forms of letters: the words of a concept, and the note that some steps ask for."""

from django import forms

from puskesos.forms.fields import LineField, PickField, PlainForm, StoryField
from rujukan.forms.base import RELOAD, UploadField
from rujukan.letters import drafting, standing
from rujukan.models import TeksSurat


class LetterForm(PlainForm):
    """The words of one concept; identity is offered only where the kind and the referral allow it."""

    hal = LineField(drafting.MOST_LINE, label="Hal atau judul")
    tujuan = StoryField(
        600, rows=3, label="Kepada", error_messages={"required": "Isi kepada siapa surat ini."},
        help_text="Jabatan, nama instansi, dan alamat; satu baris masing-masing.",
    )  # fmt: skip
    pembuka = StoryField(drafting.MOST_PART, rows=4, label="Pembuka", required=False)
    uraian = StoryField(
        drafting.MOST_BODY, rows=6, label="Isi", required=False,
        help_text="Data warga tercetak otomatis di antara pembuka dan isi.",
    )  # fmt: skip
    penutup = StoryField(drafting.MOST_PART, rows=4, label="Penutup", required=False)
    tembusan = StoryField(1_000, rows=2, label="Tembusan", required=False, help_text="Satu baris per penerima.")
    pihak = StoryField(
        drafting.MOST_PARTIES_TEXT, rows=3, label="Yang ikut bertanda tangan", required=False,
        help_text="Satu orang per baris: nama – sebagai apa. Misalnya: Rina Anggraini – yang menerima.",
    )  # fmt: skip
    penanda = PickField(label="Penanda tangan", empty="Pilih penanda tangan …")
    kertas = PickField(label="Kertas", choices=TeksSurat.Kertas, tiles=True)
    sertakan_identitas = forms.BooleanField(label="Cantumkan NIK", required=False)
    versi = forms.IntegerField(label="Versi", widget=forms.HiddenInput, required=False, error_messages=RELOAD)

    def __init__(self, *args, unit, now, jenis, teks, rujukan=None, **kwargs):
        super().__init__(*args, **kwargs)
        found = standing.signers(unit, standing.today(now))
        self.fields["penanda"].offer([(str(row.pk), str(row)) for row in found])
        self.no_signer = not found
        if found:
            self.fields["penanda"].initial = str(found[0].pk)
        if jenis not in standing.ADDRESSED:
            del self.fields["tujuan"]
        if jenis not in standing.WITH_PARTIES:
            del self.fields["pihak"]
        hidden = rujukan and (rujukan.keluhan.rahasia or not rujukan.sertakan_identitas)
        if not teks.memuat_nik or hidden:
            del self.fields["sertakan_identitas"]

    def words(self):
        words = {name: value for name, value in self.cleaned_data.items() if name != "versi"}
        return {"sertakan_identitas": False} | words


class StepNote(PlainForm):
    """The version that was shown, and the reason where a step needs one."""

    versi = forms.IntegerField(label="Versi", widget=forms.HiddenInput, error_messages=RELOAD)
    catatan = StoryField(300, rows=3, label="Alasan")

    def __init__(self, *args, label="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["catatan"].label = label


class ScanForm(PlainForm):
    berkas = UploadField(label="Foto atau PDF surat bertanda tangan")
