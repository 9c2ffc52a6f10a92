"""What is asked once before a sheet is stored: odd numbers, somebody who may be on file, a need that is open already.

Each question has a key made of its content; an answer counts only for the question that was shown.
"""

import hashlib
from dataclasses import dataclass, field

from puskesos import finding, nik
from puskesos.matching import PersonHint

SAME_NIK = "NIK sama"


@dataclass
class Questions:
    """All questions about one valid page, and which of them are answered."""

    doubts: list = field(default_factory=list)
    people: list = field(default_factory=list)
    likely: list = field(default_factory=list)
    needs: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)

    @property
    def doubts_key(self):
        return _key(self.doubts)

    @property
    def people_key(self):
        return f"baru-{_key(one.warga.pk for one in self.people)}"

    @property
    def needs_key(self):
        return _key(need.pk for need in self.needs)

    @property
    def needs_words(self):
        """What is known of these needs, in a few words."""
        still_open = any(need.status in finding.OPEN_NEEDS for need in self.needs)
        return "Kebutuhan yang sama masih terbuka" if still_open else "Kebutuhan yang sama baru saja dijawab"

    @property
    def chosen(self):
        """The person on file that the officer pointed at, if it is one of those who may be meant."""
        answer = self.answers.get("orang", "")
        return next((one.warga for one in self.likely if str(one.warga.pk) == answer), None)

    @property
    def doubts_open(self):
        return bool(self.doubts) and self.answers.get("sudah_diperiksa") != self.doubts_key

    @property
    def people_open(self):
        return bool(self.people) and not self.chosen and self.answers.get("orang") != self.people_key

    @property
    def needs_open(self):
        return bool(self.needs) and self.answers.get("tetap_catat") != self.needs_key

    def __bool__(self):
        return self.doubts_open or self.people_open or self.needs_open


def ask(page, *, by, day):
    """The questions of a valid IntakePage."""
    data = page.form.cleaned_data
    asked = Questions(
        doubts=page.form.doubts(day), answers={name: data[name] for name in ("orang", "sudah_diperiksa", "tetap_catat")}
    )
    asked.likely = [] if data["warga_id"] else finding.suspects(by, described(data))
    same_nik = next((one.warga.pk for one in asked.likely if SAME_NIK in one.reasons), None)
    # With the same NIK it is that person or a slip in the number: the stage decides, nobody is asked.
    asked.people = [] if same_nik else asked.likely
    person = data["warga_id"] or same_nik or (asked.chosen and asked.chosen.pk)
    services = [row.cleaned_data["layanan"] for row in page.kebutuhan.forms]
    asked.needs = finding.same_needs(by, day=day, services=services, warga_id=person, no_kk=data["no_kk"])
    return asked


def described(data):
    """The person of a sheet as a PersonHint; takes what is valid so far."""
    return PersonHint(
        nama=data.get("nama") or "", nik=data.get("nik") or None, tanggal_lahir=data.get("tanggal_lahir"),
        kelurahan=data.get("kelurahan") or None, no_hp=data.get("hp") or None, no_kk=data.get("no_kk") or None,
    )  # fmt: skip


def read(number, day):
    """What the NIK itself says, as a suggestion: “perempuan, lahir 17-08-1990”; "" without one."""
    if not number:
        return ""
    told = nik.read_nik(number, today=day)
    sex = {"L": "laki-laki", "P": "perempuan"}[told.sex]
    return f"{sex}, lahir {told.birth_date:%d-%m-%Y}" if told.birth_date else sex


def _key(parts):
    return hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=6).hexdigest()
