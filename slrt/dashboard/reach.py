"""How far the dashboard of one person reaches: the scope letter of the row `dasbor` in roles.TABLE, made concrete."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404

from puskesos import catalogue
from puskesos.refusals import NotAllowed
from puskesos.roles import CASE_READERS, TABLE, may


@dataclass(frozen=True)
class Reach:
    """Whose numbers these are.

    `scope` is a letter of roles.SCOPES; `codes` the kelurahan in reach (None: the whole city); `kecamatan` and
    `kelurahan` what was chosen inside it; `instansi` the agency chosen, or the one whose officer is looking.
    """

    by: Any
    scope: str
    codes: frozenset | None = None
    kecamatan: str = ""
    kelurahan: str = ""
    instansi: str = ""

    @property
    def is_leader(self):
        """Sees every kelurahan, only ever as counts, and small ones not at all (suppression.py)."""
        return self.scope == "g"

    @property
    def reads_cases(self):
        """Numbers are exactly what the person's own lists hold."""
        return self.scope in {"k", "w", "c", "o"}

    @property
    def places(self):
        """The kelurahan in reach, as rows of Wilayah."""
        return [row for row in catalogue.kelurahan() if self.codes is None or row.kode in self.codes]

    @property
    def kecamatan_choices(self):
        """[(kode, nama)] when there is more than one to choose from, before anything was chosen."""
        codes = sorted({row.induk_id for row in self.places})
        return [(kode, catalogue.wilayah(kode).nama) for kode in codes] if len(codes) > 1 else []

    @property
    def name(self):
        """What the head of the page says under its title."""
        if self.kelurahan:
            return f"Kecamatan {catalogue.wilayah(catalogue.wilayah(self.kelurahan).induk_id).nama}"
        if self.kecamatan:
            return f"Kecamatan {catalogue.wilayah(self.kecamatan).nama}"
        if self.scope in {"c", "g"}:
            return "Seluruh kota"
        return {"o": "Catatan saya sendiri", "i": "Rujukan ke instansi Anda"}.get(self.scope, self.by.unit_label)

    def in_kecamatan(self, kode):
        """Narrowed to one kecamatan of the reach."""
        inside = catalogue.kelurahan_of(kode)
        codes = inside if self.codes is None else inside & self.codes
        return replace(self, codes=codes, kecamatan=kode)

    def in_kelurahan(self, kode):
        """Narrowed to one kelurahan; 404 when it is none, or outside the reach."""
        place = catalogue.wilayah(kode)
        if place is None or place.tingkat != "KELURAHAN" or self.scope not in {"k", "w", "c", "g"}:
            raise Http404
        if self.codes is not None and kode not in self.codes:
            raise Http404
        return replace(self, codes=frozenset({kode}), kelurahan=kode, kecamatan="")

    def at_instansi(self, kode):
        """The same reach, looking at one agency; 404 for an agency that looks at another one."""
        if catalogue.instansi(kode) is None or self.scope not in {"k", "w", "c", "g", "i"}:
            raise Http404
        if self.scope == "i" and kode != self.by.instansi_id:
            raise Http404
        return replace(self, instansi=kode)


def reach_of(by):
    """The widest reach that this person has at the acting place."""
    scopes = {TABLE["dasbor"].cells[hat.peran].scope for hat in by.hats if may(hat.peran, "dasbor", "R")}
    if not scopes:
        raise NotAllowed("Peran Anda tidak mencakup ini.")
    if by.peran in CASE_READERS:
        widest = next(letter for letter in "cwko" if letter in scopes)
        return Reach(by, widest, codes=by.kelurahan_codes)
    if by.instansi_id:
        return Reach(by, "i", instansi=by.instansi_id)
    return Reach(by, "g" if "g" in scopes else "t")
