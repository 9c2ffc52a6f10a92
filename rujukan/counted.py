"""Filters without a select: a number elsewhere links to exactly the referrals it counted (see puskesos/counted.py)."""

import django_filters as df
from django.db.models import F, Q

from puskesos import catalogue, months
from puskesos.counted import hidden, kecamatan_words, month_words, within
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME, StatusRujukan

S = StatusRujukan
ANSWER = (("tepat", "dijawab tepat waktu"), ("lambat", "terlambat dijawab"), ("sudah", "sudah dijawab"),
          ("ditolak", "ditolak instansi"))  # fmt: skip
WORD = (("dikonfirmasi", "dikonfirmasi keluarga"), ("disanggah", "disanggah keluarga"))
AWAITED = (("lewat", "menunggu instansi dan lewat batas"),)
SERVED = (S.DIREALISASIKAN, S.DIKONFIRMASI, S.DISANGGAH)


def late_answer(now):
    """Answered after the limit, still unanswered after it, or ended after it without an answer."""
    past = Q(batas_jawaban__lt=F("status_sejak"))
    silent = Q(status=S.KEDALUWARSA) | Q(past, status__in=(S.DICABUT, S.DIALIHKAN))
    waiting = Q(status__in=WAITING_ANSWER, batas_jawaban__lt=now)
    return Q(dijawab_pada__gt=F("batas_jawaban")) | Q(dijawab_pada__isnull=True) & (silent | waiting)


class CountedRujukan(df.FilterSet):
    """Referrals sent or served in one month, by their answer, by the family's word, or of one place."""

    dikirim = hidden("sent_in")
    dilayani = hidden("served_in")
    jawaban = hidden("answered", choices=ANSWER)
    kata = hidden("family_says", choices=WORD)
    menunggu = hidden("awaiting", choices=AWAITED)
    kelurahan = hidden("in_kelurahan")
    kecamatan = hidden("in_kecamatan")

    def __init__(self, *args, now, **kwargs):
        self.now = now
        super().__init__(*args, **kwargs)

    def sent_in(self, queryset, name, value):
        return within(queryset, "dikirim_pada", value)

    def served_in(self, queryset, name, value):
        return within_days(queryset.filter(status__in=SERVED), "hasil_pada", value)

    def answered(self, queryset, name, value):
        how = {
            "tepat": Q(dijawab_pada__lte=F("batas_jawaban")), "lambat": late_answer(self.now),
            "sudah": Q(dijawab_pada__isnull=False), "ditolak": Q(status=S.DITOLAK),
        }  # fmt: skip
        return queryset.filter(how[value], dikirim_pada__isnull=False)

    def family_says(self, queryset, name, value):
        return queryset.filter(status=value.upper())

    def awaiting(self, queryset, name, value):
        return queryset.filter(status__in=(*WAITING_ANSWER, *WAITING_OUTCOME), tenggat__lt=self.now)

    def in_kelurahan(self, queryset, name, value):
        return queryset.filter(kelurahan_id=value)

    def in_kecamatan(self, queryset, name, value):
        return queryset.filter(kelurahan_id__in=sorted(catalogue.kelurahan_of(value)))

    @property
    def told(self):
        """What these filters do, as words."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        words = {"dikirim": month_words("dikirim"), "dilayani": month_words("dilayani"), "jawaban": dict(ANSWER).get,
                 "kata": dict(WORD).get, "menunggu": dict(AWAITED).get, "kelurahan": _kelurahan_words,
                 "kecamatan": kecamatan_words}  # fmt: skip
        return [word for name, say in words.items() if chosen.get(name) and (word := say(chosen[name]))]


def _kelurahan_words(kode):
    place = catalogue.wilayah(kode)
    return place and f"Kelurahan {place.nama}"


def within_days(queryset, column, text):
    """Rows whose day (not moment) lies in the month."""
    month = months.parse(text)
    if month is None:
        return queryset
    return queryset.filter(**{f"{column}__gte": month, f"{column}__lt": months.before(month, -1)})
