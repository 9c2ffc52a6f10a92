"""The checklist page: each paper once, even when several needs ask for it; the identity; all saved together."""

from dataclasses import dataclass

from django import forms

from puskesos import access, catalogue, verification
from puskesos.files import present
from puskesos.forms.fields import PickField
from puskesos.forms.moves.base import MoveForm
from puskesos.models import Kelengkapan, Persyaratan, Warga
from puskesos.steps import require_status
from puskesos.verification.checklist import CHECKABLE, checklist_rows

Status = Kelengkapan.Status
# Short enough for three marks beside each other on a phone.
MARKS = ((Status.ADA, "Ada"), (Status.MENYUSUL, "Menyusul"), (Status.TIDAK_ADA, "Tidak"))
WORST_FIRST = (Status.TIDAK_ADA, Status.MENYUSUL, Status.ADA)


@dataclass
class Paper:
    """One paper and all rows that ask for it."""

    rows: list

    @property
    def first(self):
        return self.rows[0]

    @property
    def name(self):
        return f"berkas_{self.first.pk}"

    @property
    def file_name(self):
        return f"lampiran_{self.first.pk}"

    @property
    def must(self):
        return any(row.persyaratan.wajib == Persyaratan.Wajib.WAJIB for row in self.rows)

    @property
    def status(self):
        """What is known: the worst of its rows; nothing as long as nobody looked and nothing was brought."""
        worst = min((row.status for row in self.rows), key=WORST_FIRST.index)
        looked = any(row.diperiksa_pada for row in self.rows)
        return worst if looked or worst != Status.TIDAK_ADA else ""


class ChecklistForm(MoveForm):
    title, button = "Verifikasi data", "Simpan"
    done = "Daftar periksa tersimpan."
    stage = staticmethod(verification.save_checklist)
    identitas = PickField(label="Identitas dilihat dari", choices=Warga.CaraVerifikasi, tiles=True, required=False)

    def prepare(self):
        self.initial.setdefault("identitas", self.keluhan.klien.cara_verifikasi)
        self.files = {str(row.pk): row for row in present(self.keluhan).select_related("jenis")}
        self.papers = _papers(checklist_rows(self.keluhan))
        self.asked_for = verification.asked(self.keluhan)
        wanted = {one.paper for one in self.asked_for if not one.mended}
        for paper in self.papers:
            self._add(paper)
            self.fields[paper.name].asked = paper.first.persyaratan.jenis_berkas_id in wanted

    def _add(self, paper):
        asked = paper.first.persyaratan
        self.fields[paper.name] = forms.ChoiceField(
            label=asked.nama, choices=MARKS, widget=forms.RadioSelect, initial=paper.status, required=False,
            help_text=asked.keterangan,
        )  # fmt: skip
        if self.files:
            named = [(pk, f"{row.jenis.nama} {row.nama_asli}") for pk, row in self.files.items()]
            self.fields[paper.file_name] = PickField(
                label=f"Berkas untuk {asked.nama}", choices=named, required=False, empty="Tanpa berkas",
                initial=str(paper.first.lampiran_id or ""),
            )  # fmt: skip

    @property
    def groups(self):
        """[(service name, [(paper, its mark field, its file field or None)])] in the order of the needs."""
        groups = {}
        for paper in self.papers:
            file = self[paper.file_name] if self.files else None
            groups.setdefault(paper.first.kebutuhan.layanan_id, []).append((paper, self[paper.name], file))
        return [(catalogue.layanan(kode).nama, lines) for kode, lines in groups.items()]

    def arguments(self):
        """Only papers that were answered count as looked at; the answer goes to every row that asks for the paper."""
        data, ticks = self.cleaned_data, {}
        for paper in self.papers:
            if data.get(paper.name):
                file = self.files.get(data.get(paper.file_name, ""))
                ticks |= {row.pk: (data[paper.name], file and file.pk) for row in paper.rows}
        return {"ticks": ticks, "identitas": data["identitas"], "complete": self.data.get("aksi") == "lengkap"}

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "verifikasi", "CUA")
        require_status(keluhan, CHECKABLE, "Daftar periksa")


def _papers(rows):
    """Rows of the same kind and name are one paper, where it is asked for first."""
    papers = {}
    for row in rows:
        papers.setdefault((row.persyaratan.jenis_berkas_id, row.persyaratan.nama), []).append(row)
    return [Paper(found) for found in papers.values()]
