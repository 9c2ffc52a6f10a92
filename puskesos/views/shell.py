"""Pages that open without signal: the same HTML for everybody, and the worker that keeps them on the device."""

import hashlib
import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from puskesos import access, intake
from puskesos.forms.offline import SeenForm, marked_context
from puskesos.practice import FAMILIES
from puskesos.soundness import MOST_MEMBERSHIPS, MOST_NEEDS

TABS = (
    ("/lapor/", "Isian"),
    ("/lapor/hari-ini/", "Hari ini"),
    ("/lapor/antrean/", "Kirim"),
    ("/luring/", "Bantuan"),
)
SHELLS = {
    "/lapor/": "puskesos/luring/isian.html",
    "/lapor/antrean/": "puskesos/luring/antrean.html",
    "/lapor/hari-ini/": "puskesos/luring/hari.html",
    "/luring/": "puskesos/luring/luring.html",
}
# The sheet carries its style itself: at two seconds a round trip the first visit stands a round trip sooner (ux §1.1).
INLINE = {"/lapor/": ("css/slrt.css", "css/print-receipt.css")}
ASSETS = (
    "css/slrt.css", "js/form.js", "js/intake.js", "js/luring/inti.js", "js/luring/isian.js", "js/luring/antrean.js",
)  # fmt: skip
HELP = (
    ("Saya baru. Bagaimana mencoba tanpa salah?", "Tekan Berlatih di bawah. Formulirnya sama, keluarganya rekaan, dan "
     "tidak ada yang disimpan atau dikirim. Sesudah menekan Simpan Anda melihat apa yang perlu diperbaiki."),
    ("Apakah isian saya aman di HP?", "Ya. Draf terkunci dengan kunci akun Anda; laporan yang disimpan tersegel dan "
     "hanya dapat dibuka server SLRT. Petugas lain di HP yang sama tidak dapat membacanya."),
    ("Kapan laporan terkirim?", "Sendiri, begitu HP tersambung dan Anda masuk. Anda juga dapat menekan Kirim sekarang "
     "di Kirim. Laporan dikirim satu per satu: teks dulu, lalu foto."),
    ("Mengapa laporan tersegel tidak dapat diubah?", "Supaya tidak terbaca bila HP hilang. Bila ada yang kurang, "
     "tambahkan catatan pada kasusnya setelah laporan diterima."),
    ("Sesi habis atau saya keluar. Apakah ada yang hilang?", "Tidak. Masuk lagi dengan akun yang sama; draf terbuka "
     "lagi dan laporan terkirim."),
    ("Bagaimana membawa daftar kunjungan?", "Buka Hari ini selagi ada sambungan dan tekan Siapkan paket. Daftar itu "
     "terkunci, berlaku 7 hari, dan tidak memuat kasus rahasia. Hasil kunjungan dicatat di sana tanpa sinyal."),
    ("Apa arti nomor sementara?", "Nomor SMT dipakai sampai nomor resmi keluar. Keluarga dapat bertanya dengan nomor "
     "itu atau dengan kode lacak di tanda terima."),
    ("Penyimpanan HP penuh", "Isian tetap di layar. Hapus foto lain atau aplikasi yang tidak dipakai, lalu tekan "
     "Simpan lagi. Jangan menutup halaman sebelum muncul Tersimpan."),
    ("Sudah berhari-hari tanpa sinyal", "Simpan cadangan ke berkas di Kirim, lalu antar dengan flashdisk ke "
     "sekretariat. Jangan menghapus data peramban selama masih ada yang menunggu."),
)  # fmt: skip
VERSION_MARK = "versi-belum-dihitung"


# --- shells ----------------------------------------------------------------------------------------------------------
def draw(path, house, version=VERSION_MARK):
    """One shell as text, drawn without a request: no session can leave a trace in it."""
    context = {
        "here": path, "tabs": TABS, "version": version, "help": HELP, **house,
        "notice": f"puskesos/notice/{intake.NOTICE_VERSION}.html",
        "notice_short": f"puskesos/notice/{intake.NOTICE_VERSION}-short.html", "most_needs": MOST_NEEDS,
        "most_memberships": MOST_MEMBERSHIPS, "families": FAMILIES,
    }  # fmt: skip
    more = {"/lapor/": marked_context, "/lapor/hari-ini/": lambda: {"seen": SeenForm()}}.get(path, dict)
    return _with_style(path, _with_own_shapes(render_to_string(SHELLS[path], {**context, **more()})))


def _with_own_shapes(html):
    """Only the icons that this page draws: a device would keep all twenty four times."""
    drawn_here = set(re.findall(r'href="#(i-[a-z-]+)"', html))
    return re.sub(r'\s*<symbol id="(i-[a-z-]+)".*?</symbol>', lambda one: one[0] if one[1] in drawn_here else "", html)


def _with_style(path, html):
    """The page with its style sheets in it, where it stands in INLINE, in place of their addresses."""
    for name in INLINE.get(path, ()):
        html = html.replace(f'<link rel="stylesheet" href="{static(name)}">', f"<style>{_served(name)}</style>")
    return html


def style_sums(html):
    """What the content policy must name for the styles inside a page: the sum of each."""
    sums = (hashlib.sha256(style.encode()).digest() for style in re.findall(r"<style>(.*?)</style>", html, re.S))
    return [f"'sha256-{b64encode(each).decode()}'" for each in sums]


def drawn():
    """(version, {path: HTML}): drawn once per process; the version changes when any byte on the device would."""
    return drawn_in(settings.SLRT_LURING, settings.DEMO, settings.CITY, settings.SLRT_TELEPON)


@lru_cache(maxsize=2)  # with the settings it shows: a page drawn while switched off must not outlive the switch
def drawn_in(luring, demo, city, telepon):
    house = {"switched_on": int(luring), "DEMO": demo, "CITY": city, "SLRT_TELEPON": telepon}
    pages = {path: draw(path, house) for path in SHELLS}
    parts = [*pages.values(), render_to_string("puskesos/luring/sw.js", {})]
    parts += [static(name) + _served(name) for name in ASSETS]
    version = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    return version, {path: html.replace(VERSION_MARK, version) for path, html in pages.items()}


def _served(name):
    """The text of a static file as it travels."""
    path = finders.find(name) if settings.WHITENOISE_USE_FINDERS else staticfiles_storage.path(name)
    return Path(path).read_text(encoding="utf-8")


def _shell(path):
    @login_not_required
    @access.open_to_all
    @require_safe
    def view(request):
        html = drawn()[1][path]
        page = HttpResponse(html, headers={"X-Shell": "1", "Cache-Control": "no-cache"})
        return csp_update({"style-src": style_sums(html)})(lambda _: page)(request)

    return view


intake_shell, outbox_shell, day_shell, offline_shell = (_shell(path) for path in SHELLS)


# --- the worker ------------------------------------------------------------------------------------------------------
@login_not_required
@access.open_to_all
@require_safe
def worker(request):
    """/sw.js; with SLRT_LURING=0 one that takes itself away with its caches, never with what waits on the device."""
    if not settings.SLRT_LURING:
        return _script(render_to_string("puskesos/luring/sw_off.js"))
    version, _ = drawn()
    lists = {"versi": version, "halaman": list(SHELLS), "aset": [static(name) for name in ASSETS],
             "inti": static("js/luring/inti.js")}  # fmt: skip
    return _script(render_to_string("puskesos/luring/sw.js", lists))


def _script(text):
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@access.open_to_all
@require_safe
def manifest(request):
    """What makes the page a thing on the home screen, which also wins it storage that stays."""
    icon = {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    about = {
        "name": "SLRT Puskesos", "short_name": "Puskesos", "lang": "id", "start_url": "/lapor/", "scope": "/",
        "display": "standalone", "background_color": "#ffffff", "theme_color": "#0b4a5e", "icons": [icon],
    }  # fmt: skip
    answer = JsonResponse(about, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer
