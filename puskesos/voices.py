"""Those who act without an account: the desk of an agency, and the household. A voice is the `by` of a stage function.

It wears one hat, is no person and holds no assignment, so history and Jejak name the role and never an officer.
"""

from dataclasses import dataclass, field

from puskesos.roles import KELUARGA, Peran


@dataclass(frozen=True)
class Voice:
    """Quacks like a Penugasan as far as stages ask; `facts` goes into the history of every move it makes."""

    peran: str
    instansi_id: str | None = None
    asal: str = ""
    facts: dict = field(default_factory=dict)
    id = None
    petugas_id = None
    wilayah_id = None
    is_kota = False
    kelurahan_codes = frozenset()

    @property
    def hats(self):
        return (self,)

    @property
    def perans(self):
        return {self.peran}

    def hat(self, roles):
        return self if self.peran in roles else None

    def has(self, *roles):
        return self.peran in roles


def desk(instansi_id, *, asal="", **facts):
    """The desk of an agency that proved itself by its own link or its desk code."""
    return Voice(Peran.OPD, instansi_id, asal, facts)


def household(*, asal=""):
    """The family itself, known by the tracking code it holds."""
    return Voice(KELUARGA, asal=asal, facts={"lewat": "HALAMAN"})
