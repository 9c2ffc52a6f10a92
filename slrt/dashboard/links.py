"""From a number to what is behind it: the list with exactly the same filter, or, for leaders, the table of counts."""

from urllib.parse import urlencode

from django.urls import reverse

from puskesos import access, months


def cases(reach, **filters):
    """The list of cases behind a number; "" for who reads no cases."""
    if not reach.reads_cases:
        return ""
    if reach.scope == "o":
        filters["pencatat"] = "saya"
    return _address("puskesos:kasus", {"giliran": "semua"} | filters | _chosen(reach))


def referrals(reach, **filters):
    """The list of referrals behind a number, for an agency its inbox; "" for who may not see one."""
    if reach.scope == "i":
        return _address("rujukan:kotak-masuk", filters)
    if not access.can(reach.by, "rujukan", "CRA"):
        return ""
    if reach.instansi:
        filters["instansi"] = reach.instansi
    return _address("rujukan:daftar", {"tab": "semua"} | filters | _chosen(reach))


def unanswered(reach, **filters):
    """The referrals an agency has not answered yet."""
    if reach.scope == "i":
        return referrals(reach, tab="jawab")
    return referrals(reach, tab="berjalan", tahap="jawaban", **filters)


def past_limit(reach, **filters):
    """The referrals that wait for an agency and are past its limit."""
    return referrals(reach, menunggu="lewat", **({} if reach.scope == "i" else {"tab": "lewat"}), **filters)


def detail(slug, reach, month):
    """The table of counts behind a number."""
    return _address("dashboard:rincian", {"bulan": months.code(month)} | _chosen(reach), slug=slug)


def kelurahan(kode, month):
    return _address("dashboard:kelurahan", {"bulan": months.code(month)}, kode=kode)


def instansi(kode, month):
    return _address("dashboard:instansi", {"bulan": months.code(month)}, kode=kode)


def _chosen(reach):
    if reach.kelurahan:
        return {"kelurahan": reach.kelurahan}
    return {"kecamatan": reach.kecamatan} if reach.kecamatan else {}


def _address(name, query, **kwargs):
    filled = {key: value for key, value in query.items() if value}
    return f"{reverse(name, kwargs=kwargs)}?{urlencode(filled)}"
