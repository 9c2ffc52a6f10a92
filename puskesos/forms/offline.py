"""The intake sheet for a telephone without signal: the online sheet, waiting for its choices.

It is drawn by the form classes and templates of the online sheet, with markers (`__nama__`) where the catalogue
speaks; the script fills them in from the pack of the catalogue (sync/pack.py). The same for everybody, not a word
about anybody.
"""

from types import SimpleNamespace

from django.utils import timezone

from puskesos import urgency
from puskesos.forms.fields import PlainForm
from puskesos.forms.intake import IntakePage
from puskesos.forms.rows import KebutuhanForm, KepesertaanForm, RequirementField
from puskesos.forms.visits import VisitForm
from puskesos.models import Persyaratan
from puskesos.models.katalog import Prioritas

MARKED = [("__kode__", "__nama__")]
# Which questions the pack offers the answers to: lists, and boxes to tick.
_LISTS = ("kelurahan", "alasan_tanpa_nik", "subkategori", "berkas_jenis")
_TICKS = ("ppks", "urgensi")
PHOTO_HINT = "JPG atau PNG, paling banyak 6; dikecilkan di HP. PDF diunggah nanti saat tersambung."
EVERYBODY = SimpleNamespace(kelurahan_codes=None, wilayah_id=None)
_SERVICE = SimpleNamespace(ringkas="__ringkas__", produk="__produk__", batas_hasil_hari="__hari__")
_PAPER = SimpleNamespace(
    pk="__syarat__", nama="__nama__", keterangan="__keterangan__", wajib=Persyaratan.Wajib.BILA_ADA
)


class MarkedNeed(KebutuhanForm):
    """One need as a pattern: a service and one paper whose words are markers."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["layanan"].offer(())
        self.fields["berkas___syarat__"] = RequirementField(_PAPER)

    def service(self):
        return _SERVICE


class MarkedMembership(KepesertaanForm):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["program"].offer(())


def marked_context():
    """Context for the templates of the sheet, with markers instead of what the city decides."""
    day = timezone.localdate()
    page = IntakePage(by=EVERYBODY, day=day)
    for name in _LISTS:
        page.form.fields[name].offer(())
    for name in _TICKS:
        page.form.fields[name].choices = MARKED
    page.form.fields["berkas"].label, page.form.fields["berkas"].help_text = "Foto", PHOTO_HINT
    page.form.fields["berkas"].widget.attrs["accept"] = "image/*"
    drop_rows(page.kebutuhan)
    return {
        "page": page, "form": page.form, "today": day, "priority": (Prioritas.NORMAL, [], False), "files": [],
        "need": MarkedNeed(prefix="kebutuhan-__prefix__", day=day, use_required_attribute=True),
        "membership": MarkedMembership(prefix="kepesertaan-__prefix__", day=day, use_required_attribute=True),
        "priorities": [(code, ["__alasan__"], True) for code in urgency.ORDER],
    }  # fmt: skip


def drop_rows(rows):
    """The script draws every row from its pattern, the first one too."""
    rows.__dict__["forms"] = []


# What is seen at a house: the questions of VisitForm, without its days counted from a today that is over.
SeenForm = type(
    "SeenForm",
    (PlainForm,),
    {name: each for name, each in VisitForm.base_fields.items() if name not in {"versi", "ulang"}},
)
