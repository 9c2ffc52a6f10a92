"""What every form on a referral shares: for whom it is made, the version it shows, and the stage it calls."""

from django import forms

from puskesos import workflow
from puskesos.forms.fields import LineField, PickField, PlainForm
from puskesos.roles import Peran
from rujukan.answers import CARA, Wakil

ACCEPTED = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}
RELOAD = {"invalid": "Muat ulang halaman ini.", "required": "Muat ulang halaman ini."}


class UploadField(forms.FileField):
    """One photo or PDF."""

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, widget=forms.FileInput(attrs=ACCEPTED), **kwargs)


class StepForm(PlainForm):
    """A step on one referral. Subclasses name code, stage and words; `check` says early who may not."""

    code = title = button = intro = ""
    done = "Tersimpan."
    danger = False
    stage = None
    versi = forms.IntegerField(label="Versi", widget=forms.HiddenInput, error_messages=RELOAD)

    def __init__(self, *args, by, rujukan, now, **kwargs):
        self.by, self.rujukan, self.now = by, rujukan, now
        kwargs["initial"] = {"versi": rujukan.versi, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """Fill in what depends on the referral."""

    @classmethod
    def check(cls, rujukan, by):
        """Refused when this person cannot take this step with the referral as it stands."""
        workflow.require_move(rujukan, cls.code, by)

    def arguments(self):
        """The facts, as the stage function names them."""
        return dict(self.cleaned_data)

    @property
    def asked(self):
        return self.visible_fields()


class AnswerForm(StepForm):
    """An answer of the agency; anybody else says how it is known."""

    def prepare(self):
        hat = self.by.hat(self.rujukan.LIFE.move(self.code).roles)
        self.on_behalf = hat is not None and hat.peran != Peran.OPD
        if self.on_behalf:
            self.fields["wakil_cara"] = PickField(
                label="Jawaban instansi diketahui dari", choices=CARA, tiles=True,
                error_messages={"required": "Pilih dari mana jawaban instansi diketahui."},
            )  # fmt: skip
            self.fields["wakil_nama"] = LineField(80, label="Nama petugas instansi yang menjawab")
            self.fields["wakil_berkas"] = UploadField(label="Surat atau foto jawaban", required=False)

    def arguments(self):
        facts = {name: value for name, value in self.cleaned_data.items() if not name.startswith("wakil_")}
        if self.on_behalf:
            given = {name: self.cleaned_data.get(f"wakil_{name}") or "" for name in ("cara", "nama")}
            facts["wakil"] = Wakil(**given, berkas=self.cleaned_data.get("wakil_berkas"))
        return facts
