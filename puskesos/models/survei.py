from django.db import models
from django.db.models import Q

from puskesos.models.base import BornAnywhere

# The nine unsur of PermenPANRB 14/2017 by name, because questionnaires number the last two differently (domain §7.1).
UNSUR = (
    ("persyaratan", "Persyaratan yang diminta", "Bagaimana persyaratan yang diminta?"),
    ("prosedur", "Kemudahan prosedur", "Bagaimana kemudahan alurnya?"),
    ("waktu", "Kecepatan waktu", "Bagaimana kecepatan pelayanannya?"),
    ("biaya", "Biaya", "Bagaimana kewajaran biayanya? (Pelayanan ini gratis.)"),
    ("produk", "Kesesuaian hasil", "Sesuaikah hasilnya dengan yang dijanjikan?"),
    ("kompetensi", "Kemampuan petugas", "Bagaimana kemampuan petugasnya?"),
    ("perilaku", "Kesopanan petugas", "Bagaimana kesopanan dan keramahan petugasnya?"),
    ("pengaduan", "Penanganan pengaduan", "Bagaimana petugas menanggapi keluhan dan saran?"),
    ("sarana", "Sarana dan prasarana", "Bagaimana tempat dan sarananya?"),
)
NILAI = ((1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik"))


def _score(label):
    return models.PositiveSmallIntegerField(label, choices=NILAI, null=True, blank=True)


class Survei(BornAnywhere):
    """One answer to the satisfaction survey (IKM): up to nine scores from 1 to 4, no name, no identifier."""

    class Cara(models.TextChoices):
        HALAMAN = "HALAMAN", "Halaman status"
        KERTAS = "KERTAS", "Formulir kertas"
        TELEPON = "TELEPON", "Telepon"

    keluhan = models.OneToOneField("puskesos.Keluhan", models.PROTECT, related_name="survei", verbose_name="keluhan")
    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    cara = models.CharField("diisi lewat", max_length=10, choices=Cara)
    persyaratan = _score("persyaratan")
    prosedur = _score("prosedur")
    waktu = _score("waktu")
    biaya = _score("biaya")
    produk = _score("produk")
    kompetensi = _score("kompetensi")
    perilaku = _score("perilaku")
    pengaduan = _score("pengaduan")
    sarana = _score("sarana")
    saran = models.TextField("saran", blank=True)
    diisi_pada = models.DateTimeField("diisi")

    class Meta:
        verbose_name = "survei kepuasan"
        verbose_name_plural = "survei kepuasan"
        ordering = ["diisi_pada"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(**{f"{name}__isnull": True for name, _, _ in UNSUR}), name="survei_ada_isinya"
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 4)}),
                                       name=f"survei_{name}_1_4")
                for name, _, _ in UNSUR
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["kelurahan", "diisi_pada"], name="survei_kelurahan")]
