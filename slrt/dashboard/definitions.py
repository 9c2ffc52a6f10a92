"""Where each number comes from, in the words of the page: {slug: (label, definition)}. Pure."""

DEFINITIONS = {
    "diterima": (
        "Keluhan diterima",
        "Keluhan yang diterima pada bulan itu (WIB, tanggal 1 pukul 00.00 sampai akhir bulan), termasuk yang kemudian "
        "digabung, ditarik, atau tidak dapat ditindaklanjuti.",
    ),
    "tepat-waktu": (
        "Selesai tepat waktu",
        "Dari keluhan yang ditutup dengan hasil pada bulan itu: berapa persen selesai sampai hari yang dijanjikan "
        "kepada keluarga. Waktu menunggu keluarga melengkapi berkas memperpanjang janji.",
    ),
    "lewat-batas": (
        "Lewat batas sekarang",
        "Keluhan yang masih terbuka saat halaman ini dibuat dan sudah melewati batas waktu langkahnya. Tidak "
        "bergantung pada bulan yang dipilih. Antrean sekretariat menghitung juga keluhan yang batas langkahnya belum "
        "lewat, tetapi rujukannya sudah lewat batas di instansi.",
    ),
    "lama-selesai": (
        "Median hari selesai",
        "Nilai tengah hari kalender dari diterima sampai selesai, untuk keluhan yang selesai pada bulan itu: separuh "
        "lebih cepat, separuh lebih lama.",
    ),
    "terlayani": (
        "Dinyatakan terlayani",
        "Rujukan yang menurut instansi sudah dilayani, dihitung pada bulan tanggal layanannya, apa pun kata keluarga "
        "sesudahnya.",
    ),
    "dikonfirmasi": (
        "Dikonfirmasi keluarga",
        "Dari rujukan yang dinyatakan terlayani pada bulan itu: yang keluarganya sendiri berkata sudah terbantu, "
        "seluruhnya atau sebagian. Sisanya disanggah keluarga atau belum ditanyakan.",
    ),
    "tanpa-puskesos": (
        "Tanpa Puskesos",
        "Kelurahan yang menurut data referensi belum memiliki Puskesos. Keluhan warganya dicatat meja pengampunya, "
        "jadi angka 0 di sana belum tentu berarti tidak ada kebutuhan.",
    ),
    "jenis": ("Jenis keluhan", "Keluhan yang diterima pada bulan itu, menurut jenis yang dipilih saat dicatat."),
    "instansi": (
        "Kinerja instansi",
        "Dikirim, tepat waktu, median, dan ditolak: rujukan yang dikirim pada bulan itu. Menunggu dan lewat batas: "
        "keadaan saat halaman ini dibuat, bulan apa pun dikirimnya. Terlayani dan dikonfirmasi: menurut bulan layanan.",
    ),
    "kebutuhan": (
        "Kebutuhan terpenuhi",
        "Kebutuhan yang pada bulan itu dinyatakan terpenuhi (seluruhnya atau sebagian) oleh petugas atau instansi, di "
        "sampingnya kata keluarga sendiri; dan yang dinyatakan tidak terpenuhi, menurut sebabnya.",
    ),
}  # fmt: skip
# The page of one agency.
AGENCY_DEFINITIONS = {
    "dikirim": ("Rujukan dikirim", "Rujukan yang dikirim kepada instansi pada bulan itu."),
    "jawaban": (
        "Dijawab tepat waktu",
        "Dari rujukan yang dikirim pada bulan itu: berapa persen dijawab sampai batas jawabannya, dibagi semua yang "
        "sudah dijawab atau sudah lewat batas. Yang dicabut sebelum batasnya tidak dihitung.",
    ),
    "lama-jawab": (
        "Median hari menjawab",
        "Nilai tengah hari kalender dari dikirim sampai jawaban pertama, untuk rujukan yang dikirim pada bulan itu.",
    ),
    "menunggu": (
        "Menunggu jawaban sekarang",
        "Rujukan yang terkirim dan belum dijawab saat halaman ini dibuat, bulan apa pun dikirimnya.",
    ),
    "lewat-instansi": (
        "Lewat batas sekarang",
        "Rujukan yang menunggu jawaban atau hasil dari instansi dan sudah melewati batasnya saat halaman ini dibuat. "
        "Yang menunggu dokumen dari SLRT tidak dihitung.",
    ),
    "ditolak": ("Ditolak", "Rujukan yang dikirim pada bulan itu dan ditolak instansi dengan alasan."),
}
LEADERS = "Termasuk keluhan rahasia, hanya sebagai jumlah. Jumlah di bawah 5 per jenis tidak ditampilkan."
READERS = "Keluhan rahasia yang tidak Anda tangani tidak dihitung, sama seperti di daftar Anda."


def label(slug):
    return (DEFINITIONS | AGENCY_DEFINITIONS)[slug][0]


def definition(slug):
    return (DEFINITIONS | AGENCY_DEFINITIONS)[slug][1]
