"""Invented people and believable sentences for the demo city; nobody here exists."""

MEN = (
    "Ahmad", "Alfian", "Andi", "Antonius", "Arbain", "Arianto", "Bambang", "Bayu", "Benyamin", "Dedi", "Diding", "Eko",
    "Ferdinan", "Fahrul", "Gunawan", "Hadi", "Hendri", "Herman", "Ibrahim", "Igo", "Jainal", "Johan", "Kardi", "Kurnain",
    "Lukas", "Mahyudin", "Markus", "Mulyadi", "Nanang", "Norman", "Pahri", "Rahmadi", "Rudi", "Sabran", "Salundik",
    "Samsul", "Slamet", "Suparno", "Sugianto", "Supriadi", "Syahrani", "Tarung", "Untung", "Wahyudi", "Yanto", "Yusuf",
)  # fmt: skip
WOMEN = (
    "Aisyah", "Alina", "Aminah", "Bawi", "Diah", "Dinda", "Elisabet", "Ernawati", "Fatimah", "Halimah", "Hartini",
    "Ida", "Imelda", "Indah", "Jumiati", "Kartini", "Lamiang", "Lidia", "Maimunah", "Maria", "Martha", "Mastora",
    "Murni", "Nanik", "Norhayati", "Norsinah", "Nyai", "Rahmah", "Ratna", "Rina", "Rosalina", "Rukayah", "Saidah",
    "Salasiah", "Sarinah", "Siti", "Sri", "Sumiati", "Suryani", "Tiwen", "Tini", "Wahidah", "Yuliana", "Yunita",
)  # fmt: skip
FAMILIES = (
    "", "", "", "Abdullah", "Anggen", "Asang", "Bahen", "Dehen", "Duhing", "Effendi", "Gara", "Garing", "Hidayat",
    "Ilas", "Jaya", "Kunum", "Lambung", "Lestari", "Mahar", "Manan", "Mantir", "Nahan", "Ngantung", "Pahan", "Penyang",
    "Purnama", "Rahman", "Rampai", "Santoso", "Saputra", "Sari", "Setiawan", "Sinar", "Subandi", "Suan", "Susilo",
    "Tundan", "Tuwan", "Usup", "Wati", "Wijaya",
)  # fmt: skip
STREETS = ("Jl. Mahir Mahar", "Jl. Cempaka", "Jl. Rajawali", "Jl. Temanggung Tilung", "Jl. Bukit Keminting",
           "Jl. Kalimantan", "Jl. Riau", "Jl. Batu Suli", "Jl. Hiu Putih", "Jl. Menteng", "Gang Keluarga",
           "Handil Bahagia", "Pinggir sungai", "Jl. Transmigrasi", "Jl. Poros")  # fmt: skip
LANDMARKS = ("depan musala", "dekat gereja", "seberang sekolah dasar", "belakang pasar", "samping pos kamling",
             "dekat dermaga", "rumah panggung cat hijau", "ujung titian", "sebelah warung", "dekat balai warga")  # fmt: skip
HOUSEWIFE = "Ibu rumah tangga"
JOBS = ("Buruh harian", "Pedagang kecil", "Nelayan", "Petani sayur", "Penyadap karet", HOUSEWIFE,
        "Tukang ojek", "Pemulung", "Tidak bekerja", "Buruh bangunan", "Penjual kue", "Pencari rotan")  # fmt: skip
HOUSES = ("Milik sendiri", "Kontrak/sewa", "Bebas sewa", "Menumpang")
LIGHTS = ("PLN 450 VA", "PLN 900 VA", "Tanpa meter", "Bukan listrik")
TOILETS = ("Sendiri", "Bersama", "Umum", "Tidak ada")
INCOMES = ("< Rp500.000", "Rp500.000–1.000.000", "Rp1.000.001–2.000.000", "> Rp2.000.000")

# (subkategori, weight, [(ringkasan, uraian), …]); the service comes from the catalogue.
STORIES = (
    ("PBI_NONAKTIF_SAKIT", 14, (
        ("Kartu KIS tidak aktif, harus kontrol jantung", "Kartu ditolak di loket rumah sakit pekan lalu. Obat tinggal untuk tiga hari. Keluarga tidak sanggup membayar sendiri."),
        ("KIS nonaktif, anak perlu rawat inap", "Anak demam tinggi lima hari dan diminta dirawat. Di loket baru diketahui kepesertaannya dinonaktifkan bulan lalu."),
        ("PBI nonaktif, ibu akan melahirkan", "Usia kandungan delapan bulan dan disarankan bersalin di rumah sakit. Suami buruh harian."),
        ("KIS tidak aktif, cuci darah dua kali seminggu", "Pasien rutin cuci darah. Kartu tidak dapat dipakai sejak awal bulan, sementara ditalangi tetangga."))),
    ("PBI_NONAKTIF_SEHAT", 6, (
        ("Kartu KIS nonaktif, minta dicek", "Baru tahu nonaktif saat mengantar tetangga berobat. Saat ini tidak sedang sakit."),)),
    ("BUTUH_PBI", 6, (
        ("Belum punya jaminan kesehatan", "Satu keluarga lima jiwa belum pernah terdaftar. Penghasilan tidak tetap."),
        ("Tidak sanggup lagi bayar BPJS mandiri", "Usaha tutup sejak banjir, iuran menunggak tujuh bulan."))),
    ("BELUM_DTSEN", 9, (
        ("Belum terdata di DTSEN", "Sudah dua tahun pindah dan ber-KTP di sini tetapi tidak pernah didata."),
        ("Keluarga baru, belum masuk data", "Pasangan muda dengan bayi enam bulan menumpang di rumah orang tua."))),
    ("DESIL_TIDAK_SESUAI", 8, (
        ("Desil 7 padahal rumah menumpang", "Kepala keluarga kehilangan pekerjaan tahun lalu. Data masih mencatat usaha yang sudah tutup."),
        ("Desil tidak sesuai keadaan", "Tinggal sendiri di rumah kayu satu kamar, listrik menyambung dari tetangga."))),
    ("BUTUH_BANSOS", 6, (("Minta diusulkan PKH", "Tiga anak sekolah, suami sakit menahun. Belum pernah menerima bantuan."),)),
    ("SALDO_TIDAK_MASUK", 5, (("Saldo sembako tidak masuk tiga bulan", "Kartu ada dan aktif, tetapi saldo nol sejak September."),)),
    ("KKS_BERMASALAH", 4, (("Kartu KKS tertelan mesin", "Kartu tertelan di mesin, di bank diminta surat pengantar."),
                           ("Lupa PIN KKS", "Penerima lanjut usia, PIN hanya diketahui anak yang sudah pindah."))),
    ("BANTUAN_DIHENTIKAN", 4, (("PKH berhenti tanpa keterangan", "Terakhir cair pada triwulan kedua. Anak bungsu masih SD."),)),
    ("TANPA_DOKUMEN", 6, (("Tidak punya KTP dan KK", "Sejak kecil ikut paman di kebun. Belum pernah rekam KTP."),
                          ("Akta lahir dua anak belum ada", "Anak lahir di rumah, belum pernah dibuatkan akta; mau masuk sekolah."))),
    ("RUMAH_TIDAK_LAYAK", 6, (("Atap rumah bocor dan lantai lapuk", "Rumah kayu di tepi sungai, tiang miring. Tanah milik sendiri."),
                              ("Rumah roboh sebagian saat angin kencang", "Dinding dapur roboh, keluarga tidur di ruang depan."))),
    ("BUTUH_PIP", 4, (("Minta rekomendasi PIP", "Anak kelas lima SD, sekolah meminta bukti terdata."),)),
    ("ANAK_PUTUS_SEKOLAH", 3, (("Anak berhenti sekolah, ikut bekerja", "Usia tiga belas tahun, berhenti di kelas enam, membantu ayah mencari ikan."),)),
    ("KIP_KULIAH", 2, (("Butuh surat untuk KIP-Kuliah", "Lulus seleksi nasional, ibu penjual sayur."),)),
    ("ALAT_BANTU", 4, (("Butuh kursi roda", "Stroke dua tahun, selama ini digendong anaknya ke kamar mandi."),
                       ("Butuh alat bantu dengar", "Pelajar SMP, pendengaran berkurang sejak sakit telinga."))),
    ("LANSIA_SENDIRI", 4, (("Lansia tinggal sendiri, sering tidak makan", "Usia sekitar 78 tahun, anak di luar kota tidak ada kabar. Tetangga mengantar nasi."),)),
    ("ODGJ", 2, (("Warga gelisah dan berkeliaran malam hari", "Keluarga kewalahan, obat habis sebulan lalu."),)),
    ("ORANG_TERLANTAR", 2, (("Orang terlantar di pelabuhan, ingin pulang", "Kehabisan bekal setelah ditipu calo kerja."),)),
    ("BENCANA_BANJIR", 4, (("Rumah terendam banjir", "Air setinggi lutut sejak tiga hari, dapur tidak bisa dipakai."),)),
    ("BENCANA_KEBAKARAN", 1, (("Rumah habis terbakar", "Kebakaran dini hari, surat-surat ikut terbakar. Sementara menumpang di balai."),)),
    ("PANGAN_DARURAT", 2, (("Hari ini tidak ada makanan", "Suami sakit, dua balita. Beras habis sejak kemarin."),)),
    ("MODAL_USAHA", 3, (("Minta bantuan modal usaha kue", "Sudah berjualan keliling, butuh oven dan gerobak."),)),
    ("BUTUH_SKTM", 4, (("Butuh SKTM untuk sekolah", "Untuk keringanan uang pangkal sekolah menengah."),)),
    ("YATIM_PIATU", 2, (("Tiga anak yatim tinggal dengan nenek", "Ayah meninggal awal tahun, ibu bekerja di luar pulau."),)),
    ("KEKERASAN", 2, (("Perlu perlindungan segera", "Diceritakan langsung kepada petugas, rincian dijaga."),)),
    ("INFORMASI", 3, (("Bertanya cara cek bansos", "Dibantu mengecek dan dijelaskan jadwal pemutakhiran."),)),
)  # fmt: skip

# Years of the person in need where the story (or its kind) says or means them; everybody else is grown up.
GROWN_UP = (19, 84)
WITH_CHILD = "PBI nonaktif, ibu akan melahirkan"
AGES = {
    WITH_CHILD: (20, 38),
    "LANSIA_SENDIRI": (77, 79), "ANAK_PUTUS_SEKOLAH": (13, 13.9), "BUTUH_PIP": (10, 11.9), "KIP_KULIAH": (17, 18.9),
    "YATIM_PIATU": (6, 16), "BUTUH_SKTM": (14, 16),
}  # fmt: skip

VERIFIED = (
    "KTP dan KK dilihat, cocok.",
    "Berkas diperiksa, DTSEN dicek di SIKS-NG.",
    "Identitas cocok, rumah sudah dilihat.",
)
FORWARDED = ("Perlu surat rekomendasi dari kota.", "Tidak ada bantuan di kelurahan untuk kebutuhan ini.",
             "Melibatkan lebih dari satu instansi.")  # fmt: skip
MISSING = ("Foto KK yang jelas", "Surat keterangan dari rumah sakit", "SKTM dari kelurahan", "Foto rumah tampak depan")
ARRIVED = (
    "Keluarga mengantar berkas ke kantor.",
    "Foto berkas dikirim lewat WhatsApp.",
    "Berkas dititip lewat ketua RT.",
)
# What the Puskesos does itself: service → (how it helps, what came of it).
LOCAL = {
    "L02": (("Dibantu mengisi usulan lewat musyawarah kelurahan.",), ("Usulan sudah masuk SIKS-NG, bukti dilampirkan.",)),
    "L04": (("Dibantu mengisi usulan di SIKS-NG.", "Data dicocokkan di rumah, lalu diusulkan di SIKS-NG."),
            ("Usulan sudah masuk SIKS-NG, bukti dilampirkan.",)),
    "L08": (("Dibuatkan SKTM hari itu juga.", "Dibuatkan surat pengantar untuk sekolah."),
            ("Surat sudah diterima keluarga.",)),
    "L09": (("Diantar ke pendamping PKH kelurahan.", "Dicek bersama pendamping, kartu diurus ke bank."),
            ("Bantuan sudah cair, struk difoto.",)),
    "L15": (("Dibuatkan pengantar dan didampingi ke Disdukcapil.", "Ikut pelayanan keliling Disdukcapil di kelurahan."),
            ("Dokumen sudah terbit dan diterima keluarga.",)),
    "L22": (("Dijelaskan dan dicek bersama keluarga.",), ("Keluarga sudah mendapat penjelasan.",)),
    "L23": (("Dibantu mengisi sanggahan di SIKS-NG.",), ("Sanggahan sudah masuk, bukti dilampirkan.",)),
}  # fmt: skip
_HEALTH, _DOCUMENT = ("Kepesertaan aktif kembali, kartu sudah dicoba.",), ("Dokumen selesai dan sudah diserahkan.",)
_GIVEN = ("Bantuan diterima langsung oleh kepala keluarga.", "Keluarga sudah dilayani di loket.")
SERVED = {"L01": _HEALTH, "L02": _HEALTH, "L03": _HEALTH} | dict.fromkeys(("L05", "L06", "L07", "L08", "L15"), _DOCUMENT)


def pick(rng, options, among=4):
    """One option by a draw among so many: a city of a seed stays the same city when its words change."""
    return options[rng.randrange(among) % len(options)]


def served(layanan):
    """What an agency may have said when it served this."""
    return SERVED.get(layanan, _GIVEN)


DECLINED = ("Kuota tahun ini sudah habis.", "Belum memenuhi syarat program.", "Dokumen tanah belum ada.")
TOLD = {
    "TERPENUHI": ("Dijelaskan hasilnya dan dicocokkan dengan yang diterima.", "Disampaikan bahwa urusannya sudah selesai."),
    "TERPENUHI_SEBAGIAN": ("Dijelaskan apa yang sudah didapat dan apa yang belum.",),
    "INFORMASI_DIBERIKAN": ("Dijelaskan caranya dan langkah berikutnya.",),
    "DAFTAR_TUNGGU": ("Dijelaskan bahwa keluarga masuk daftar tunggu.",),
    "DITOLAK_PROGRAM": ("Diberi tahu alasan penolakan dan hak mengajukan lagi.",),
}  # fmt: skip
FAMILY_SAYS = {
    "SUDAH": ("Terima kasih, sudah kami terima.", "Sudah, sangat terbantu."),
    "SEBAGIAN": ("Sebagian sudah, sisanya belum.",),
    "BELUM": ("Masih menunggu, belum ada kabar.",),
}
WISHES = ("Antreannya jangan terlalu lama.", "Petugasnya ramah, terima kasih.", "Mohon kabar lebih cepat.",
          "Kantor Puskesos sebaiknya buka sampai sore.")  # fmt: skip
THOUGHTS = ("Keluarga layak dibantu; kebutuhan mendesak dan syarat hampir lengkap.",
            "Perlu jaminan kesehatan lebih dulu, usulan data menyusul.",
            "Pilihan terbaik program kota; cadangan lembaga zakat.")  # fmt: skip
