from django.db import migrations, models

HAL = [
    ("MASUK", "keluhan diterima (bulan diterima)"),
    ("JENIS", "keluhan diterima, per subkategori (bulan diterima)"),
    ("SELESAI", "keluhan ditutup dengan hasil (bulan selesai)"),
    ("SELESAI_TEPAT", "di antaranya sampai hari yang dijanjikan (bulan selesai)"),
    ("LAMA_SELESAI", "keluhan selesai, per jumlah hari sejak diterima (bulan selesai)"),
    ("DIKIRIM", "rujukan dikirim (bulan kirim)"),
    ("JAWAB_TEPAT", "dijawab sampai batasnya (bulan kirim)"),
    ("JAWAB_LAMBAT", "dijawab atau berakhir sesudah batasnya (bulan kirim)"),
    ("JAWAB_BATAL", "dicabut atau dialihkan sebelum batasnya (bulan kirim)"),
    ("LAMA_JAWAB", "rujukan dijawab, per jumlah hari sejak dikirim (bulan kirim)"),
    ("DITOLAK", "rujukan ditolak (bulan kirim)"),
    ("DILAYANI", "dinyatakan terlayani oleh instansi (bulan layanan)"),
    ("DIKONFIRMASI", "di antaranya dikonfirmasi keluarga (bulan layanan)"),
    ("DISANGGAH", "di antaranya disanggah keluarga (bulan layanan)"),
    ("TERPENUHI", "kebutuhan terpenuhi menurut petugas, seluruhnya atau sebagian (bulan hasil)"),
    ("KATA_SUDAH", "di antaranya keluarga berkata sudah terbantu (bulan hasil)"),
    ("KATA_SEBAGIAN", "di antaranya keluarga berkata terbantu sebagian (bulan hasil)"),
    ("TAK_TERPENUHI", "kebutuhan tidak terpenuhi, per sebab (bulan hasil)"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Rekap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hal", models.CharField(choices=HAL, max_length=16, verbose_name="hal")),
                ("bulan", models.DateField(verbose_name="bulan (tanggal 1)")),
                ("kelurahan", models.CharField(max_length=13, verbose_name="kelurahan")),
                (
                    "kode",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="subkategori, instansi, layanan atau sebab"
                    ),
                ),
                ("rahasia", models.BooleanField(verbose_name="keluhan rahasia")),
                ("hari", models.IntegerField(default=0, verbose_name="hari")),
                ("jumlah", models.IntegerField(verbose_name="jumlah")),
            ],
            options={
                "verbose_name": "rekap",
                "verbose_name_plural": "rekap",
                "indexes": [
                    models.Index(fields=["hal", "bulan", "kelurahan", "kode", "rahasia", "hari"], name="rekap_kunci")
                ],
            },
        ),
    ]
