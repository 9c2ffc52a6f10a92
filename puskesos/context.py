"""What the page frame shows everywhere: who is acting, where else, and the menu of that role."""

from django.conf import settings
from django.urls import reverse

from puskesos import access
from puskesos.roles import KOTA, PUSKESOS, Peran


def _entry(request, label, name, icon):
    url = reverse(name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return {"label": label, "url": url, "current": current, "icon": icon}


# (label, URL name, right that opens it, icon); the first match of the acting role comes first in its menu.
MENU = (
    ("Beranda", "puskesos:beranda", ("keluhan", "C"), "home"),
    ("Antrean", "triage:antrean", ("triase", "CUPA"), "inbox"),
    ("Keluhan baru", "puskesos:keluhan-baru", ("keluhan", "C"), "plus"),
    ("Kasus", "puskesos:kasus", ("keluhan", "R"), "list"),
    ("Kunjungan", "puskesos:kunjungan", ("kunjungan", "CU"), "list"),
    ("Rujukan", "rujukan:daftar", ("rujukan", "CRA"), "send"),
    ("Kotak masuk", "rujukan:kotak-masuk", ("jawaban", "U"), "inbox"),
    ("Pengingat", "rujukan:pengingat", ("triase", "UA"), "bell"),
    ("Cari warga", "puskesos:warga-cari", ("profil", "R"), "search"),
    ("Dasbor", "dashboard:dasbor", ("dasbor", "R"), "chart"),
    ("Pimpinan dan rapat", "rujukan:pengingat-rapat", ("dasbor", "R"), "list"),
    ("Aturan pengingat", "rujukan:pengingat-aturan", ("katalog", "UA"), "clock"),
    ("Surat", "rujukan:persuratan", ("surat", "CPA"), "printer"),
    ("Tak terpenuhi", "dashboard:tak-terpenuhi", ("dasbor", "R"), "alert"),
    ("Instansi", "instansi:daftar", ("instansi", "R"), "list"),
    ("Pengguna", "puskesos:pengguna", ("akun", "RPA"), "users"),
    ("Lapangan", "puskesos:kiriman", ("kiriman", "U"), "inbox"),
    ("Lapangan", "puskesos:perangkat", ("perangkat", "R"), "list"),
    ("Referensi", "puskesos:referensi", ("katalog", "UA"), "book"),
    ("Permintaan data", "privacy:permintaan", ("permintaan", "CA"), "list"),
    ("Jejak", "puskesos:jejak", ("jejak", "R"), "eye"),
)


# How many entries stand in the bar at a desk; the others stand behind “Lainnya”.
IN_THE_BAR = 6


def frame(request):
    """Template context of base.html; cheap: no query of its own."""
    by = getattr(request, "by", None)
    menu = [
        _entry(request, label, name, icon)
        for label, name, (hak, letters), icon in MENU
        if access.can(by, hak, letters) and _shown(by, name)
    ]
    return {
        "by": by,
        "menu": menu,
        **_split(menu),
        "assignments": _places(by, getattr(request, "assignments", [])),
        "DEMO": settings.DEMO,
        "CITY": settings.CITY,
        "SLRT_TELEPON": settings.SLRT_TELEPON,
    }


def _split(menu):
    """The menu at a desk: one more entry than fits is still shown, two or more are folded away."""
    most = IN_THE_BAR if len(menu) > IN_THE_BAR + 1 else len(menu)
    rest = menu[most:]
    return {"menu_first": menu[:most], "menu_rest": rest, "rest_current": any(item["current"] for item in rest)}


def _shown(by, name):
    """Home is the counter's, the inbox the agencies'; an officer's own trace stands in the profile, not in the menu."""
    if name in {"puskesos:beranda", "puskesos:kunjungan"}:
        return bool(by.perans & (PUSKESOS | {Peran.SUPERVISOR}))
    if name in {"rujukan:kotak-masuk", "rujukan:daftar"}:
        return (by.instansi_id is not None) == (name == "rujukan:kotak-masuk")
    if name == "rujukan:pengingat":
        return by.is_kota
    if name in {"rujukan:pengingat-aturan", "rujukan:pengingat-rapat"}:  # the secretariat has them as tabs
        return by.has(Peran.ADMIN if name.endswith("aturan") else Peran.PIMPINAN)
    if name == "dashboard:tak-terpenuhi":
        return bool(by.perans & {Peran.SUPERVISOR, Peran.BO_KOTA, Peran.MANAJER, Peran.PIMPINAN})
    if name == "instansi:daftar":
        return bool(by.perans & (KOTA | {Peran.PIMPINAN, Peran.ADMIN, Peran.OPD}))
    if name == "puskesos:perangkat":  # the tray of the secretariat leads on to it
        return not access.can(by, "kiriman", "U")
    if name == "puskesos:jejak":
        return bool(by.perans & {Peran.MANAJER, Peran.ADMIN, Peran.PDP})
    return True


def _places(by, active):
    """One entry per place: the roles somebody has there are worn together."""
    places = {}
    for one in active:
        places.setdefault(one.tempat_id, []).append(one)
    return [
        {
            "id": hats[0].id,
            "label": hats[0].unit_label,
            "roles": ", ".join(hat.get_peran_display() for hat in hats),
            "current": by is not None and hats[0].tempat_id == by.tempat_id,
        }
        for hats in places.values()
    ]
