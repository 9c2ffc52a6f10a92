"""Every address of the house and who may use it: the hand-written expectation that test_access_matrix.py walks.

One row per URL name: methods, and the people of the cast who get in (2xx/3xx on their own ground). Everybody else who
is signed in gets 403, or 404 where the row does not exist for them; strangers are sent to /masuk/ (401 on the API).
A new URL without a row here fails the tests.
"""

from dataclasses import dataclass, field

CASE_PEOPLE = {"siti", "budi", "koor", "bulurah", "rahmat", "tono", "fitri", "dewi", "maya"}
COUNTER = {"siti", "budi", "koor", "rahmat", "tono", "fitri", "dewi"}
KALAMPANGAN = {"siti", "budi", "koor", "bulurah"}
CITY = {"fitri", "dewi", "maya"}
SIGNED_IN = CASE_PEOPLE | {"joko", "hendra", "pia", "adi"}
# Who reads, completes, verifies a case of Kalampangan; who works on the city's queue.
READERS = KALAMPANGAN | CITY
COMPLETERS = {"siti", "budi", "koor", "fitri", "dewi"}
VERIFIERS = {"siti", "budi", "koor", "fitri", "dewi", "maya"}
EXPORTERS = {"budi", "koor", "rahmat", "tono", "dewi", "maya"}
TRIAGE = {"tono", "fitri", "dewi", "maya"}
NEW_ID = "=01936f2e-7a00-7000-8000-000000000001"
EVERYBODY = "everybody, signed in or not"


@dataclass(frozen=True)
class Row:
    """Who may use one address, by which methods; `ana` (assignment ended) only where she is named.

    `kwargs` fills the address: the name of a thing of the fixture `ground` (its id), or a literal after "=".
    `post` is the form body that a POST is tried with. Write rows by hand, from domain §2.4, never from the code.
    """

    methods: str
    people: frozenset | set | str
    note: str = ""
    kwargs: dict = field(default_factory=dict)
    post: dict = field(default_factory=dict)


MATRIX = {
    "sehat-hidup": Row("GET", EVERYBODY),
    "sehat-siap": Row("GET", EVERYBODY),
    "sehat-pengingat": Row("GET", EVERYBODY),
    "puskesos:masuk": Row("GET POST", EVERYBODY),
    "puskesos:keluar": Row("POST", SIGNED_IN | {"ana"}),
    "puskesos:ganti-penugasan": Row("POST", SIGNED_IN | {"ana"}),
    "puskesos:tanpa-tugas": Row("GET", SIGNED_IN | {"ana"}, "403 for ana, with the reason in words"),
    "puskesos:bantuan": Row("GET", EVERYBODY),
    "puskesos:profil": Row("GET POST", SIGNED_IN | {"ana"}, post={"pintasan": "on"}),
    "puskesos:pengguna": Row("GET", {"koor", "bulurah", "tono", "maya", "adi", "pia"}),
    "puskesos:pengguna-baru": Row("GET POST", {"adi"}),
    "puskesos:pengguna-usul": Row("GET POST", {"koor", "bulurah", "tono"}),
    "puskesos:pengguna-satu": Row("GET", {"koor", "bulurah", "maya", "adi", "pia"}, kwargs={"id": "siti_account"}),
    "puskesos:penugasan-baru": Row("GET POST", {"koor", "bulurah", "adi"}, kwargs={"id": "siti_account"}),
    "puskesos:pengguna-aktif": Row("POST", {"adi"}, kwargs={"id": "siti_account"}, post={"aktif": "tidak"}),
    "puskesos:pengguna-sandi": Row("POST", {"adi"}, kwargs={"id": "siti_account"}),
    "puskesos:penugasan-putus": Row("POST", {"maya", "adi"}, kwargs={"id": "proposal"}, post={"putusan": "setuju"}),
    "puskesos:penugasan-akhiri": Row("POST", {"adi"}, kwargs={"id": "siti_hat"}),
    "puskesos:pelaksana-harian": Row("GET POST", {"adi"}, kwargs={"id": "siti_hat"}),
    "puskesos:hak-akses": Row("GET", SIGNED_IN | {"ana"}),
    "puskesos:jejak": Row("GET", {"siti", "rahmat", "maya", "adi", "pia"}),
    "puskesos:referensi": Row("GET", SIGNED_IN - {"joko"}),
    "puskesos:referensi-jenis": Row("GET", SIGNED_IN - {"joko"}, kwargs={"jenis": "=instansi"}),
    "puskesos:referensi-ubah": Row(
        "GET POST",
        {"maya", "adi"},
        kwargs={"jenis": "=standar", "pk": "a_standard"},
        post={"jumlah": "2", "satuan": "HARI_KERJA"},
    ),
    # Intake
    "puskesos:keluhan-baru": Row("GET POST", COUNTER),
    "puskesos:keluhan-petunjuk": Row("POST", COUNTER, post={"bagian": "petunjuk", "nama": "Halimah"}),
    "puskesos:draf": Row("POST", COUNTER, kwargs={"id": NEW_ID}, post={"nama": "Halimah"}),
    "puskesos:draf-hapus": Row("POST", {"siti"}, kwargs={"id": "draft"}, note="one's own draft only"),
    "puskesos:tanda-terima": Row("GET", READERS, kwargs={"id": "keluhan"}),
    "puskesos:kekurangan": Row("GET", READERS, kwargs={"id": "keluhan"}),
    "puskesos:keluhan-berkas": Row("GET", READERS, kwargs={"id": "keluhan"}),
    "puskesos:berkas": Row("GET", READERS, kwargs={"id": "lampiran"}),
    "puskesos:berkas-ganti": Row("POST", COMPLETERS, kwargs={"id": "lampiran"}),
    "puskesos:lapor": Row("GET", EVERYBODY, "the same for everybody: no name, no token"),
    "puskesos:lapor-antrean": Row("GET", EVERYBODY),
    "puskesos:lapor-hari-ini": Row("GET", EVERYBODY),
    "puskesos:luring": Row("GET", EVERYBODY),
    "puskesos:pekerja": Row("GET", EVERYBODY),
    "puskesos:manifest": Row("GET", EVERYBODY),
    "puskesos:warga-cari": Row("GET POST", CASE_PEOPLE, post={"kata": "Halimah"}),
    "puskesos:warga": Row("GET", READERS, kwargs={"id": "warga"}),
    "puskesos:warga-buka": Row(
        "POST", READERS, kwargs={"id": "warga", "column": "=nik"}, post={"alasan": "COCOKKAN_DOKUMEN"}
    ),
    "puskesos:warga-ubah": Row("GET POST", COMPLETERS, kwargs={"id": "warga"}),
    "puskesos:ganda": Row("GET", {"budi", "koor", "rahmat", "tono", "dewi", "maya"}),
    "puskesos:ganda-pasangan": Row(
        "GET POST", {"budi", "koor", "dewi", "maya"}, kwargs={"a": "warga", "b": "neighbour"}, post={"aksi": "gabung"}
    ),
    # Work without signal
    "puskesos:perangkat": Row("GET", COUNTER | {"maya", "adi"}, "an officer sees the own devices only"),
    "puskesos:perangkat-kunci": Row("POST", CITY | {"adi"}),
    "puskesos:perangkat-impor": Row("GET POST", CITY),
    "puskesos:perangkat-tanda-terima": Row("POST", CITY),
    "puskesos:perangkat-satu": Row("GET POST", CITY | {"adi"}, kwargs={"id": "device"}, post={"alasan": "HP hilang"}),
    "puskesos:kiriman": Row("GET", CITY),
    "puskesos:kiriman-satu": Row("GET POST", CITY, kwargs={"id": "arrival"}, post={"aksi": "buang", "alasan": "Salah"}),
    "puskesos:formulir": Row("GET POST", COUNTER, post={"jumlah": "1"}),
    "puskesos:formulir-catat": Row("GET POST", COUNTER),
    # Work at the Puskesos
    "puskesos:beranda": Row("GET", SIGNED_IN | {"ana"}, "leads everybody to his own first page"),
    "puskesos:kasus": Row("GET", CASE_PEOPLE),
    "puskesos:kasus-unduh": Row("GET POST", EXPORTERS),
    "puskesos:saringan": Row("GET POST", CASE_PEOPLE, kwargs={"daftar": "=kasus"}),
    "puskesos:saringan-hapus": Row("POST", {"siti"}, "one's own", kwargs={"daftar": "=kasus", "id": "kept_filter"}),
    "puskesos:langkah": Row("GET POST", VERIFIERS, kwargs={"id": "keluhan", "code": "=verify"}),
    "puskesos:verifikasi": Row("GET POST", VERIFIERS, kwargs={"id": "keluhan"}),
    "puskesos:dtsen": Row("GET POST", VERIFIERS, kwargs={"id": "keluhan"}),
    "puskesos:catatan": Row("GET POST", READERS, kwargs={"id": "keluhan"}),
    "puskesos:kontak": Row("GET POST", COMPLETERS, kwargs={"id": "keluhan"}),
    "puskesos:survei": Row("GET POST", {"siti", "budi", "fitri", "dewi"}, "not its handler", kwargs={"id": "keluhan"}),
    "puskesos:kunjungan-baru": Row("GET POST", {"siti", "budi", "dewi"}, kwargs={"id": "keluhan"}),
    "puskesos:kunjungan": Row("GET", CASE_PEOPLE),
    "puskesos:kunjungan-isi": Row("GET", READERS, kwargs={"id": "visit"}),
    # Secretariat
    "triage:antrean": Row("GET", TRIAGE),
    "triage:antrean-baru": Row("GET", TRIAGE),
    "triage:antrean-cari": Row("POST", TRIAGE, post={"q": "Halimah"}),
    "triage:antrean-unduh": Row("GET POST", {"tono", "dewi", "maya"}),
    "triage:antrean-tetapkan": Row("POST", TRIAGE),
    "triage:panel": Row("GET", CITY, kwargs={"id": "forwarded"}),
    "triage:langkah": Row("GET POST", CITY, kwargs={"id": "forwarded", "code": "=take"}),
    "triage:kasus": Row("GET", READERS, kwargs={"id": "keluhan"}),
    "triage:rujuk-setempat": Row("GET POST", {"budi"}, kwargs={"id": "local"}),
    "triage:rencana": Row("GET POST", {"dewi", "maya"}, kwargs={"id": "forwarded"}, post={"aksi": "telaah"}),
    # Referrals and agencies
    "rujukan:daftar": Row("GET", CASE_PEOPLE - {"siti"}, "agencies are led to their inbox"),
    "rujukan:kotak-masuk": Row("GET", {"joko"}),
    "rujukan:rujukan": Row("GET", KALAMPANGAN - {"siti"} | CITY | {"joko"}, kwargs={"id": "rujukan"}),
    "rujukan:langkah": Row("GET POST", {"budi", "dewi", "joko"}, kwargs={"id": "rujukan", "code": "=accept"}),
    "rujukan:ingatkan": Row("POST", {"budi", "koor", "dewi", "maya"}, kwargs={"id": "rujukan"}),
    "rujukan:identitas": Row(
        "POST", {"joko"}, "officers are led to the person's own page", kwargs={"id": "rujukan", "column": "=nik"},
        post={"alasan": "CEK_KEPESERTAAN"},
    ),
    "rujukan:umpan-balik": Row("GET POST", {"siti", "budi", "fitri", "dewi"}, kwargs={"id": "keluhan"}),
    "rujukan:persetujuan": Row("GET POST", COMPLETERS - {"koor"}, kwargs={"id": "keluhan"}),
    "rujukan:cek-keluarga": Row("GET POST", {"siti", "budi", "fitri", "dewi"}, kwargs={"id": "keluhan"}),
    # Without an account
    "rujukan:jawab": Row("GET POST", EVERYBODY, "opens one referral by the cookie of a way in, else asks for a code"),
    "rujukan:jawab-tautan": Row("GET", EVERYBODY, "404 for an unknown token", kwargs={"token": "way"}),
    "rujukan:status": Row("GET POST", EVERYBODY, "asks for a tracking code; shows no name, need or agency"),
    "rujukan:status-kode": Row("GET", EVERYBODY, "404 for an unknown code", kwargs={"kode": "slip"}),
    "rujukan:jawab-telepon": Row("GET POST", {"rahmat", "budi", "dewi"}, post={"kode": "K7QM-2XRD-9TBA-5"}),
    "rujukan:jawaban-masuk": Row("GET", {"rahmat", "budi", "dewi"}),
    "rujukan:jawaban-masuk-satu": Row("GET POST", {"budi", "dewi"}, kwargs={"id": "unvouched"}),
    "rujukan:tautan": Row("GET POST", {"budi", "koor", "dewi", "maya"}, kwargs={"id": "rujukan"}),
    "rujukan:pemberitahuan": Row("GET", SIGNED_IN | {"ana"}),
    "rujukan:pemberitahuan-baca": Row("POST", SIGNED_IN | {"ana"}),
    "rujukan:pemberitahuan-buka": Row("POST", {"joko"}, "one's own only", kwargs={"id": "notice"}),
    # Reminders: the secretariat's; letting go what was held is the manajer's
    "rujukan:pengingat": Row("GET", {"dewi", "maya"}),
    "rujukan:pengingat-lepas": Row("POST", {"maya"}),
    "rujukan:pengingat-satu": Row("GET POST", {"dewi", "maya"}, kwargs={"id": "reminder"}, post={"aksi": "catatan"}),
    "rujukan:pengingat-instansi": Row("GET POST", {"dewi", "maya"}, kwargs={"kode": "=BPJS_KES"}),
    "rujukan:pengingat-aturan": Row("GET", {"maya", "adi"}),
    "rujukan:pengingat-aturan-ubah": Row("GET POST", {"maya", "adi"}, kwargs={"kode": "=JAWABAN-2"}),
    "rujukan:pengingat-aturan-coba": Row("GET POST", {"maya", "adi"}, kwargs={"kode": "rule_draft"}),
    "rujukan:pengingat-periksa": Row("GET POST", {"dewi", "maya"}),
    "rujukan:pengingat-rapat": Row("GET", {"dewi", "maya", "hendra"}),
    "rujukan:pengingat-surat": Row("GET POST", {"dewi", "maya"}),
    "rujukan:pengingat-upaya": Row("GET", {"dewi", "maya"}),
}

# --- the API: every step has an address of its own, so the roles of every move stand here once more ------------------
KATALOG = SIGNED_IN
DECIDERS = {"koor", "maya"}
CITY_BACK = {"dewi", "maya"}
CASE_STEPS = {
    "verify": VERIFIERS, "ask_family": VERIFIERS, "completed": COMPLETERS, "give_up": DECIDERS,
    "handle_local": {"koor", "bulurah"}, "forward": {"koor", "dewi", "maya"}, "forward_urgent": COMPLETERS,
    "forward_tried": {"koor"}, "forward_again": {"budi", "koor"}, "local_result": {"budi", "koor"},
    "try_again_local": {"koor"}, "close": DECIDERS, "reopen": DECIDERS, "cannot": DECIDERS,
    "merge": {"budi", "koor", "dewi", "maya"}, "withdraw": {"siti", "budi", "koor", "fitri", "dewi", "maya"},
    "propose": {"siti", "budi", "koor", "bulurah", "dewi", "maya"}, "decline": {"koor", "bulurah", "maya"},
    "checklist": VERIFIERS, "dtsen": VERIFIERS, "contact": COMPLETERS, "note": READERS,
    "correct": COMPLETERS, "add_need": COMPLETERS, "drop_need": COMPLETERS,
    "wait_schedule": VERIFIERS, "end_wait": VERIFIERS,
    "tell_family": {"siti", "budi", "fitri", "dewi"},
    "take": CITY, "send_back": CITY_BACK, "plan": CITY_BACK, "revise_plan": {"maya"}, "refer": {"maya"},
    "refer_urgent": CITY_BACK, "try_other": CITY_BACK, "write_telaah": CITY_BACK,
    "draft": {"budi", "koor", "dewi", "maya"}, "assign": CITY, "change_priority": CITY_BACK, "ratify": {"maya"},
    "name_handler": {"maya"}, "propose_referral": CITY_BACK, "refer_now": CITY_BACK,
    "withdraw_consent": COMPLETERS - {"koor"}, "consent_again": COMPLETERS - {"koor"},
}  # fmt: skip
REFERRERS = {"budi", "koor", "dewi", "maya"}
ANSWERERS = {"budi", "dewi", "joko"}
REFERRAL_READERS = {"budi", "koor", "bulurah", "fitri", "dewi", "maya", "joko"}
REFERRAL_STEPS = {
    "submit": REFERRERS, "approve": DECIDERS, "send_urgent": CITY_BACK, "revise": DECIDERS, "accept": ANSWERERS,
    "decline": ANSWERERS, "ask_documents": ANSWERERS, "documents_sent": REFERRERS | {"fitri"}, "process": ANSWERERS,
    "grant": ANSWERERS, "wait_list": ANSWERERS, "served": ANSWERERS, "withdraw": REFERRERS,
    "redirect": {"dewi", "maya", "joko"}, "expire": {"maya"}, "progress": ANSWERERS, "remind": REFERRERS,
    "follow_up": REFERRERS, "keep": DECIDERS,
}  # fmt: skip
KINDS = ("wilayah", "layanan", "subkategori", "instansi", "program", "alasan", "standar", "urgensi", "ppks", "sektor",
         "berkas")  # fmt: skip
MATRIX |= {
    "api-schema": Row("GET", EVERYBODY, "api"),
    "api-token": Row("POST", EVERYBODY, "api"),
    "api-sesi": Row("GET", EVERYBODY, "api"),
    "api-keluhan-daftar": Row("GET", CASE_PEOPLE, "api"),
    "api-keluhan": Row("GET", READERS, "api; PUT in tests/api/test_intake.py", kwargs={"id": "keluhan"}),
    "api-berkas": Row("POST", COMPLETERS, "api", kwargs={"id": "keluhan"}),
    "api-kebutuhan-daftar": Row("GET", CASE_PEOPLE, "api"),
    "api-kebutuhan": Row("GET", READERS, "api", kwargs={"id": "need"}),
    "api-warga-cari": Row("POST", CASE_PEOPLE, "api"),
    "api-warga-buka": Row("POST", READERS, "api", kwargs={"id": "warga", "kolom": "=nik"}),
    "api-langkah": Row("GET", READERS, "api", kwargs={"id": "keluhan"}),
    "api-rujukan-daftar": Row("GET", REFERRAL_READERS | {"rahmat", "tono"}, "api"),
    "api-rujukan": Row("GET", REFERRAL_READERS, "api", kwargs={"id": "rujukan"}),
    "api-rujukan-buka": Row("POST", {"joko"}, "api", kwargs={"id": "rujukan", "kolom": "=nik"}),
    "api-rujukan-langkah": Row("GET", REFERRAL_READERS, "api", kwargs={"id": "rujukan"}),
}
# Work that was sealed under an assignment which has ended since must still arrive: open to every account.
MATRIX |= {
    "api-sinkron": Row("POST", SIGNED_IN | {"ana"}, "api"),
    "api-sinkron-status": Row("POST", SIGNED_IN | {"ana"}, "api"),
    "api-sinkron-laporan": Row("PUT", SIGNED_IN | {"ana"}, "api", kwargs={"id": NEW_ID}),
    "api-sinkron-lampiran": Row("PUT", SIGNED_IN | {"ana"}, "api", kwargs={"id": NEW_ID}),
    "api-sinkron-blok": Row("POST", COUNTER, "api"),
    "api-paket-katalog": Row("GET", COUNTER, "api"),
    "api-paket-hari": Row("GET", COUNTER, "api"),
}
LETTER_READERS = READERS | {"joko"}
MATRIX |= {
    "rujukan:persuratan": Row("GET", CASE_PEOPLE | {"joko", "hendra"}),
    "rujukan:surat-lambang": Row("GET POST", {"maya", "adi"}),
    "rujukan:surat-lambang-gambar": Row("GET", {"maya", "adi"}, kwargs={"unit": "emblem"}),
    "rujukan:surat-massal": Row("POST", {"budi", "koor", "bulurah", "rahmat", "dewi", "maya", "hendra"}),
    "rujukan:surat-pekerjaan": Row("GET POST", {"dewi"}, "one's own only", kwargs={"id": "letter_work"}),
    "rujukan:surat-pekerjaan-pdf": Row("GET", {"dewi"}, kwargs={"id": "letter_work"}),
    "rujukan:surat": Row("GET", LETTER_READERS, kwargs={"id": "surat"}),
    "rujukan:surat-pdf": Row("GET", LETTER_READERS, kwargs={"id": "surat"}),
    "rujukan:surat-ubah": Row("GET POST", {"dewi"}, "a letter of the city", kwargs={"id": "surat"}),
    "rujukan:surat-pindaian": Row("POST", {"dewi", "maya"}, kwargs={"id": "surat"}),
    "rujukan:surat-langkah": Row("GET POST", {"maya"}, kwargs={"id": "surat", "code": "=withdraw"}),
    "rujukan:surat-baru": Row("GET POST", {"budi", "dewi"}, kwargs={"id": "keluhan"}),
    "rujukan:surat-ketik": Row("GET POST", EVERYBODY),
    "rujukan:surat-periksa": Row("GET", EVERYBODY, kwargs={"kode": "letter_code"}),
    "rujukan:surat-jawab": Row("POST", EVERYBODY, kwargs={"kode": "letter_code"}),
}
MATRIX["api-dasbor"] = Row("GET", SIGNED_IN - {"pia"}, "api")
MATRIX |= {f"api-referensi-{kind}": Row("GET", KATALOG, "api") for kind in KINDS}
MATRIX |= {
    f"api-langkah-{code}": Row("POST", people, "api", kwargs={"id": "keluhan"}) for code, people in CASE_STEPS.items()
}
MATRIX |= {
    f"api-rujukan-langkah-{code}": Row("POST", people, "api", kwargs={"id": "rujukan"})
    for code, people in REFERRAL_STEPS.items()
}
MATRIX |= {
    "dashboard:dasbor": Row("GET", SIGNED_IN - {"pia"}, "each role its own page; the administrator the technical one"),
    "dashboard:kelurahan": Row("GET", KALAMPANGAN | CITY | {"hendra"}, kwargs={"kode": "=62.71.04.1002"}),
    "dashboard:instansi": Row("GET", CASE_PEOPLE | {"hendra", "joko"}, kwargs={"kode": "=BPJS_KES"}),
    "dashboard:rincian": Row("GET", CASE_PEOPLE | {"hendra"}, kwargs={"slug": "=diterima"}),
}
# The agency register: everybody reads contacts, an agency only its own; the secretariat and the administrator write.
REGISTER_WRITERS = CITY | {"adi"}
BPJS = {"kode": "=BPJS_KES"}
MATRIX |= {
    "instansi:daftar": Row("GET", SIGNED_IN, "an agency is led to its own page"),
    "instansi:instansi": Row("GET", SIGNED_IN, "joko only BPJS Kesehatan", kwargs=BPJS),
    "instansi:ubah": Row("GET POST", REGISTER_WRITERS, kwargs=BPJS, post={"versi": "0"}),
    "instansi:pastikan": Row("POST", REGISTER_WRITERS, kwargs=BPJS, post={"dengan": "Bu Rina"}),
    "instansi:kontak-baru": Row("GET POST", REGISTER_WRITERS, kwargs=BPJS),
    "instansi:kontak": Row("GET POST", REGISTER_WRITERS, kwargs={"id": "contact"}),
    "instansi:alamat-akhiri": Row("POST", REGISTER_WRITERS, kwargs={"id": "address"}),
    "instansi:kode-meja": Row("GET POST", {"maya"}, kwargs=BPJS),
    "instansi:surat-bulanan": Row("GET", CITY | {"joko"}, "404 for who may not", kwargs=BPJS),
}
MATRIX["dashboard:tak-terpenuhi"] = Row("GET", CASE_PEOPLE | {"hendra"}, "hendra counts only")
MATRIX["dashboard:kepuasan"] = Row("GET", CASE_PEOPLE | {"hendra"}, "counts only")
MATRIX["triage:minggu-ini"] = Row("GET", TRIAGE)
# Requests about one's own data: the counter takes them down and answers, the protector decides and reads no case.
ASKERS = COMPLETERS - {"koor"}
REQUEST = {"id": "data_request"}
MATRIX |= {
    "privacy:permintaan": Row("GET", ASKERS | {"rahmat", "pia"}),
    "privacy:permintaan-baru": Row("GET POST", ASKERS, kwargs={"id": "warga"}),
    "privacy:permintaan-satu": Row("GET POST", ASKERS | {"pia"}, kwargs=REQUEST),
    "privacy:permintaan-jawaban": Row("GET", ASKERS | {"pia"}, kwargs=REQUEST),
    "privacy:permintaan-salinan": Row("GET", ASKERS, kwargs=REQUEST),
}
