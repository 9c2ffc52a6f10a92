"""Every component with example content, on the real frames: for the eye, for axe and for the browser tests.

`python -m tests.look.gallery` serves it at http://127.0.0.1:8765/ with the product's CSP.
Needs no database. Every person is invented; the NIK are the synthetic ones of the test vectors.
"""

import mimetypes
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "pages"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

if not settings.configured:
    settings.configure(
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [ROOT / "templates"]}],
        LANGUAGE_CODE="id",
        USE_I18N=True,
        USE_TZ=True,
        TIME_ZONE="Asia/Pontianak",
        STATIC_URL="/static/",
        SECRET_KEY="gallery",
    )
    django.setup()

from django import forms  # noqa: E402
from django.contrib.messages import ERROR, SUCCESS  # noqa: E402
from django.contrib.messages.storage.base import Message  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.template.backends.django import DjangoTemplates  # noqa: E402

from puskesos.widgets import DatePartsField  # noqa: E402
from slrt.dashboard.charts import bars, lines, tiles  # noqa: E402
from slrt.dashboard.tile_grid import GRID  # noqa: E402

ENGINE = DjangoTemplates(
    {"NAME": "gallery", "DIRS": [HERE, ROOT / "templates"], "APP_DIRS": False, "OPTIONS": {"builtins": []}}
)
NOW = datetime(2026, 11, 24, 9, 12, tzinfo=timezone(timedelta(hours=7)))

KELUHAN = {
    "DRAF": "Draf",
    "TERDAFTAR": "Terdaftar",
    "VERIFIKASI": "Diverifikasi",
    "PERLU_LENGKAP": "Perlu dilengkapi",
    "DITANGANI_PUSKESOS": "Ditangani Puskesos",
    "DITERUSKAN": "Diteruskan ke SLRT Kota",
    "TELAAH": "Ditelaah",
    "DIKEMBALIKAN": "Dikembalikan ke Puskesos",
    "RENCANA": "Rencana disusun",
    "DIRUJUK": "Dirujuk",
    "HASIL_ADA": "Ada hasil",
    "UMPAN_BALIK": "Hasil disampaikan",
    "SELESAI": "Selesai",
    "TIDAK_DAPAT_DITINDAKLANJUTI": "Tidak dapat ditindaklanjuti",
    "DIBATALKAN": "Dibatalkan",
    "DUPLIKAT": "Digabung",
}
RUJUKAN = {
    "DRAF": "Draf",
    "MENUNGGU_PERSETUJUAN": "Menunggu persetujuan",
    "TERKIRIM": "Terkirim",
    "DITERIMA": "Diterima",
    "PERLU_DOKUMEN": "Perlu dokumen",
    "DIPROSES": "Diproses",
    "DISETUJUI": "Disetujui",
    "DAFTAR_TUNGGU": "Daftar tunggu",
    "DITOLAK": "Ditolak",
    "DIREALISASIKAN": "Direalisasikan",
    "DIKONFIRMASI": "Dikonfirmasi keluarga",
    "DISANGGAH": "Disanggah keluarga",
    "DICABUT": "Dicabut",
    "DIALIHKAN": "Dialihkan",
    "KEDALUWARSA": "Kedaluwarsa",
}
KEBUTUHAN = {
    "TERBUKA": "Terbuka",
    "DIPROSES": "Diproses",
    "TERPENUHI": "Terpenuhi",
    "SEBAGIAN": "Terpenuhi sebagian",
    "TIDAK_TERPENUHI": "Tidak terpenuhi",
    "TIDAK_DILANJUTKAN": "Tidak dilanjutkan",
}
PRIORITAS = {"RENDAH": "Rendah", "NORMAL": "Normal", "TINGGI": "Tinggi", "DARURAT": "Darurat"}


# --- frame --------------------------------------------------------------------------------------------------------


def menu(*names, current):
    icons = {"Beranda": "home", "Keluhan baru": "plus", "Kasus": "list", "Antrean": "inbox", "Kotak masuk": "inbox"}
    counts = {"Antrean": 23, "Kasus": 4}
    return [
        {
            "label": name,
            "url": "#",
            "current": name == current,
            "icon": icons.get(name, "list"),
            "count": counts.get(name),
        }
        for name in names
    ]


def frame(name, label, entries, **more):
    return {
        "by": SimpleNamespace(petugas=SimpleNamespace(nama=name, pintasan=True), label=label),
        "menu": entries, "menu_first": entries,
        "assignments": [
            {"id": 1, "label": label, "roles": "Fasilitator, Front Office", "current": True},
            {"id": 2, "label": "TKSK · Kecamatan Sabangau", "roles": "TKSK", "current": False},
        ],
        "DEMO": True,
        "CITY": "Kota Palangka Raya",
        "csrf_token": "x" * 64,
        "now": NOW,
    } | more


def puskesos_frame(current="Beranda", **more):
    entries = menu("Beranda", "Keluhan baru", "Kasus", "Cari warga", current=current)
    return frame("Siti Norhayati", "Fasilitator · Puskesos Kalampangan", entries, **more)


def desk_frame(current="Antrean", **more):
    entries = menu("Antrean", "Kasus", "Rujukan", "Cari warga", "Dasbor", current=current)
    return frame("Dewi Lestari", "Back Office · Sekretariat SLRT", entries, **more)


# --- forms --------------------------------------------------------------------------------------------------------


class KeluhanForm(forms.Form):
    pelapor = forms.ChoiceField(
        label="Yang melapor adalah",
        widget=forms.RadioSelect,
        choices=[
            ("SENDIRI", "Orang yang butuh bantuan"),
            ("KELUARGA", "Keluarganya"),
            ("RT", "RT/RW atau tetangga"),
            ("PETUGAS", "Temuan petugas"),
        ],
    )
    nama = forms.CharField(
        label="Nama lengkap sesuai KTP", error_messages={"required": "Isi nama lengkap, satu kata pun boleh."}
    )
    nik = forms.CharField(
        label="NIK",
        required=False,
        help_text="16 angka di KTP atau KK.",
        widget=forms.TextInput({"class": "w-16", "inputmode": "numeric", "data-nik": "16", "autocomplete": "off"}),
    )
    lahir = DatePartsField(label="Tanggal lahir", required=False, help_text="Misalnya 12 3 1984.")
    kelurahan = forms.ChoiceField(
        label="Kelurahan", choices=[("", "Pilih kelurahan"), *((code, place.name) for code, place in GRID.items())]
    )
    rt = forms.CharField(label="RT", required=False, widget=forms.TextInput({"class": "w-2", "inputmode": "numeric"}))
    rw = forms.CharField(label="RW", required=False, widget=forms.TextInput({"class": "w-2", "inputmode": "numeric"}))
    alamat = forms.CharField(label="Alamat atau patokan", required=False)
    layanan = forms.MultipleChoiceField(
        label="Apa yang dibutuhkan?",
        help_text="Boleh lebih dari satu.",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("L01", "Reaktivasi KIS/PBI-JK"),
            ("L04", "Masuk atau perbaikan DTSEN"),
            ("L06", "Rekomendasi PIP/KIP sekolah"),
            ("L10", "Alat bantu disabilitas"),
            ("L15", "KTP, KK atau akta"),
            ("L16", "Rumah tidak layak huni"),
        ],
        error_messages={"required": "Pilih paling sedikit satu kebutuhan."},
    )
    ringkasan = forms.CharField(
        label="Ringkasan", max_length=150, widget=forms.TextInput({"data-count": "150", "autocomplete": "off"})
    )
    uraian = forms.CharField(
        label="Ceritakan keadaannya",
        widget=forms.Textarea({"rows": 5}),
        help_text="Apa yang terjadi, sejak kapan, apa yang sudah dicoba.",
    )
    penghasilan = forms.CharField(
        label="Penghasilan keluarga sebulan",
        required=False,
        widget=forms.TextInput({"class": "w-8", "inputmode": "numeric"}),
    )
    foto = forms.FileField(
        label="Foto KTP, KK atau rumah", required=False, help_text="Paling banyak 6 foto. Lokasi GPS dihapus."
    )
    setuju = forms.BooleanField(
        label="Pelapor setuju datanya dipakai untuk mengurus bantuan ini",
        help_text="Bacakan keterangan persetujuan lebih dulu.",
        error_messages={"required": "Centang persetujuan pelapor, atau batalkan."},
    )


class RujukForm(forms.Form):
    instansi = forms.ChoiceField(
        label="Rujuk ke",
        widget=forms.RadioSelect,
        choices=[
            ("dinkes", "Dinas Kesehatan"),
            ("bpjs", "BPJS Kesehatan"),
            ("capil", "Disdukcapil"),
            ("baznas", "Baznas"),
        ],
        initial="bpjs",
    )
    layanan = forms.ChoiceField(label="Layanan", choices=[("L01", "Reaktivasi PBI-JK"), ("L02", "Usulan PBI baru")])
    batas = forms.ChoiceField(
        label="Batas tanggapan",
        widget=forms.RadioSelect,
        choices=[("3", "3 hari kerja → Jumat, 27 Nov"), ("7", "7 hari kerja → Kamis, 3 Des")],
        initial="3",
    )
    catatan = forms.CharField(label="Catatan untuk instansi", required=False, widget=forms.Textarea({"rows": 3}))


class LoginForm(forms.Form):
    username = forms.CharField(required=False)
    password = forms.CharField(required=False)

    def clean(self):
        raise forms.ValidationError("Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar-kecil.")


def wrong_form():
    form = KeluhanForm(
        {
            "nik": "62710117089",
            "lahir_0": "31",
            "lahir_1": "2",
            "lahir_2": "1984",
            "kelurahan": "62.71.04.1002",
            "uraian": "KIS tidak aktif waktu anak mau dirawat.",
            "rt": "03",
        }
    )
    form.is_valid()
    form.add_error("nik", "NIK harus 16 angka; ini baru 11.")
    return form


def good_form():
    return KeluhanForm(initial={"kelurahan": "62.71.04.1002", "pelapor": "SENDIRI"})


# --- content ------------------------------------------------------------------------------------------------------

PEOPLE = [
    "Siti Aminah",
    "Yuliana Tiwen",
    "Herman Dehen",
    "Maria Lambung",
    "Sugianto",
    "Norhayati",
    "Agus Salim",
    "Halimah",
]
NEEDS = [
    "Reaktivasi KIS/PBI-JK",
    "Rumah tidak layak huni",
    "Lansia terlantar",
    "Rekomendasi PIP/KIP",
    "KTP, KK, akta",
    "Alat bantu disabilitas",
    "Sembako dan PKH",
]
AGENCIES = ["Dinas Kesehatan", "", "BPJS Kesehatan", "Disdukcapil", "", "Baznas", "Dinas Perkim"]


def queue_rows():
    places = list(GRID.values())
    statuses = [
        "DITERUSKAN",
        "TELAAH",
        "DIRUJUK",
        "DITERUSKAN",
        "DIKEMBALIKAN",
        "RENCANA",
        "PERLU_LENGKAP",
        "HASIL_ADA",
    ]
    rows = []
    for index in range(24):
        place = places[(index * 7) % 30]
        status = statuses[index % 8]
        rows.append(
            {
                "key": f"k{index}",
                "number": f"{1840 - index:05d}",
                "name": PEOPLE[(index * 3) % 8],
                "place": place,
                "need": NEEDS[index % 7],
                "status": status,
                "label": KELUHAN[status].removesuffix(" ke SLRT Kota").removesuffix(" ke Puskesos"),
                "priority": "DARURAT" if index in (0, 5) else "TINGGI" if index in (2, 9) else "",
                "days": [-4, -1, 0, 1, 2, 3, 5, 9][index % 8] if index != 6 else None,
                "paused": "menunggu jadwal pusat" if index == 6 else "",
                "age": 1 + (index * 5) % 19,
                "agency": AGENCIES[index % 7],
                "owner": ["Dewi", "Rina", ""][index % 3],
            }
        )
    return rows


def events():
    return [
        {
            "at": NOW,
            "who": "Dewi (Sekretariat)",
            "text": "merujuk ke BPJS Kesehatan – Reaktivasi PBI-JK.",
            "note": "Mohon diprioritaskan, anak sedang dirawat di RSUD.",
            "url": "#",
            "link": "Surat 460/118/SLRT",
        },
        {"at": NOW - timedelta(hours=3), "who": "", "text": "Batas telaah lewat 1 hari kerja.", "tone": "late"},
        {
            "at": NOW - timedelta(days=1),
            "who": "Dewi",
            "text": "memeriksa kelengkapan: KTP dan KK lengkap.",
            "tone": "ok",
        },
        {
            "at": NOW - timedelta(days=2),
            "who": "Rina",
            "text": "mengembalikan ke Puskesos Kalampangan.",
            "tone": "return",
            "note": "Foto KK belum terbaca.",
        },
        {
            "at": NOW - timedelta(days=3),
            "who": "Siti (Puskesos Kalampangan)",
            "text": "mencatat keluhan tanpa sambungan; terkirim 23 Nov 10.05.",
        },
    ]


def charts():
    months = ["Des", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov"]
    entered = [64, 77, 123, 87, 93, 146, 115, 140, 98, 113, 124, 109]
    closed = [53, 63, 94, 60, 68, 142, 70, 100, 83, 100, 110, 80]
    needs = [
        ("PKH dan bantuan tunai", 164, "#pkh"),
        ("Reaktivasi KIS/PBI-JK", 159, "#kis"),
        ("Pangan dan sembako", 133, "#pangan"),
        ("Lanjut usia terlantar", 125, "#lansia"),
        ("Rumah tidak layak huni", 111, "#rtlh"),
        ("Biaya rawat inap dan pendamping pasien rujukan luar kota", 46, "#rawat"),
        ("Pemulangan orang terlantar", 0, "#pulang"),
    ]
    without = {
        "Petuk Katimpun",
        "Banturung",
        "Sei Gohong",
        "Kanarakan",
        "Petuk Bukit",
        "Panjehang",
        "Bukit Sua",
        "Mungku Baru",
    }
    cells = [
        {"code": code, "value": (index * 13) % 61, "missing": place.name in without}
        for index, (code, place) in enumerate(GRID.items())
    ]
    return {
        "lines": lines(months, [("Masuk", entered), ("Selesai", closed)], "Masuk dan selesai, 12 bulan"),
        "lines_rows": [list(row) for row in zip(months, entered, closed, strict=True)],
        "bars": bars(needs, "Kebutuhan menurut layanan"),
        "bars_rows": [list(row[:2]) for row in needs],
        "tiles": tiles(cells, "Keluhan per kelurahan", "#kelurahan-{code}"),
        "tiles_rows": [[GRID[c["code"]].name, "belum ada Puskesos" if c["missing"] else c["value"]] for c in cells],
        "empty": bars([], "Kosong"),
        "single": lines(["Nov"], [("Masuk", [7])], "Satu bulan"),
        "zero": lines(months[:4], [("Masuk", [0, 0, 0, 0])], "Semua nol"),
        "gap": lines(
            months[:6], [("Disetujui", [4, 6, None, 8, 9, 9]), ("Direalisasikan", [1, 3, 4, None, 8, 9])], "Dengan jeda"
        ),
    }


SHORT_TABLE = [["Dinas Kesehatan", 31, "6 hari"], ["BPJS Kesehatan", 22, "3 hari"], ["Dinas Perkim", 4, "21 hari"]]


def parts_context():
    return puskesos_frame(
        keluhan=KELUHAN.items(),
        rujukan=RUJUKAN.items(),
        kebutuhan=KEBUTUHAN.items(),
        prioritas=PRIORITAS.items(),
        messages=[
            Message(SUCCESS, "Keluhan tersimpan. Nomor PKY-2026-01841."),
            Message(ERROR, "Berkas ditolak: bukan gambar."),
        ],
        page=Paginator(range(128), 50).page(2),
        short_table=SHORT_TABLE,
    )


PAGES = {
    "": ("index.html", lambda: puskesos_frame(pages=[name for name in PAGES if name])),
    "home": ("home.html", puskesos_frame),
    "form": ("form.html", lambda: puskesos_frame("Keluhan baru", form=good_form())),
    "form-errors": ("form.html", lambda: puskesos_frame("Keluhan baru", form=wrong_form())),
    "queue": ("queue.html", lambda: desk_frame(rows=queue_rows())),
    "panel": ("panel.html", lambda: {"form": RujukForm(), "csrf_token": "x"}),
    "case": ("case.html", lambda: desk_frame("Kasus", events=events())),
    "dashboard": ("dashboard.html", lambda: desk_frame("Dasbor", charts=charts(), short_table=SHORT_TABLE)),
    "parts": ("parts.html", parts_context),
    "receipt": ("receipt.html", lambda: {"DEMO": True, "narrow_roll": False}),
    "receipt-58": ("receipt.html", lambda: {"DEMO": True, "narrow_roll": True}),
    "login": ("puskesos/login.html", lambda: {"form": LoginForm(), "csrf_token": "x", "DEMO": True}),
    "login-error": ("puskesos/login.html", lambda: {"form": LoginForm({}), "csrf_token": "x", "DEMO": True}),
} | {f"error-{code}": (f"{code}.html", dict) for code in ("400", "403", "403_csrf", "404", "500", "503")}


def render(name):
    template, context = PAGES[name]
    return ENGINE.get_template(template).render(context())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0].strip("/")
        if path in PAGES:
            return self.answer(render(path).encode(), "text/html; charset=utf-8")
        file = (ROOT / path).resolve()
        if path.startswith("static/") and file.is_relative_to(ROOT / "static") and file.is_file():
            return self.answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "text/plain")
        return self.answer(render("error-404").encode(), "text/html; charset=utf-8", 404)

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.posts.append((self.path, body))
        self.answer(b"", "text/plain", self.server.answers.get(self.path, 204))

    def answer(self, body, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Cache-Control", "no-store")
        if status == 302:
            self.send_header("Location", "/login/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def server(port=0):
    """A server that remembers what was posted; `answers[path] = status` makes it refuse."""
    made = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    made.posts, made.answers = [], {}
    return made


if __name__ == "__main__":
    made = server(8765)
    print(f"http://127.0.0.1:{made.server_port}/")
    made.serve_forever()
