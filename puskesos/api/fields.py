"""Fields of bodies: cleaned as texts.py and nik.py say, refused in sentences, and never repeating what was sent."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from puskesos import catalogue, nik
from puskesos.api.base import NULL, REQUIRED
from puskesos.texts import clean_line, clean_phone, clean_text

_ANY = {"required": REQUIRED, "null": NULL}
OPTIONAL = {"required": False, "allow_null": True}
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class Words(serializers.CharField):
    """Text that is cleaned by `clean`; longer than `most` is said, never cut."""

    clean = staticmethod(clean_text)
    default_error_messages = {**_ANY, "invalid": "Isian ini harus berupa teks.", "blank": "Isian ini wajib."}

    def __init__(self, most, **kwargs):
        self.most = most
        if kwargs.get("required") is False:
            kwargs = {"allow_null": True, "allow_blank": True, **kwargs}
        super().__init__(max_length=most, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        if len(data) > 10 * self.most + 1000:  # cleaning takes a while; nobody means this
            raise serializers.ValidationError(f"Terlalu panjang; paling banyak {self.most} karakter.")
        text = _or_invalid(self.clean, data, self.most)
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class Line(Words):
    clean = staticmethod(clean_line)


class Number16(serializers.CharField):
    """A NIK, or with `kk` a No. KK, as text."""

    default_error_messages = {**_ANY, "invalid": "Tulis nomor sebagai teks, di antara tanda kutip."}

    def __init__(self, *, kk=False, **kwargs):
        self.problems = nik.kk_problems if kk else nik.problems
        super().__init__(required=False, allow_null=True, allow_blank=True, **kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str) or len(data) > 100:
            self.fail("invalid")
        digits = nik.normalise(data)
        if digits and (problems := self.problems(digits)):
            raise serializers.ValidationError([one.sentence for one in problems])
        return digits


class Phone(serializers.CharField):
    """One Indonesian number; stored as +62…."""

    default_error_messages = {**_ANY, "invalid": "Tulis nomor sebagai teks, di antara tanda kutip."}

    def __init__(self, **kwargs):
        super().__init__(required=False, allow_null=True, allow_blank=True, **kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str) or len(data) > 100:
            self.fail("invalid")
        return _or_invalid(clean_phone, data) if data.strip() else ""


class RtRw(Line):
    """RT and RW are written with three digits: 3 → 003."""

    def __init__(self, **kwargs):
        super().__init__(3, required=False, **kwargs)

    def to_internal_value(self, data):
        digits = nik.normalise(super().to_internal_value(data))
        if digits and not (digits.isascii() and digits.isdecimal()):
            raise serializers.ValidationError("Isi dengan angka, misalnya 003.")
        return digits.zfill(3) if digits else ""


class Code(serializers.CharField):
    """A code of reference data; `known` gives the codes that may be chosen today."""

    default_error_messages = {**_ANY, "invalid": "Tulis kode dari data referensi.", "blank": "Isian ini wajib."}

    def __init__(self, known, *, sentence="Kode ini tidak ada dalam data referensi.", **kwargs):
        self.known, self.sentence = known, sentence
        if kwargs.get("required") is False:
            kwargs = {"allow_null": True, "allow_blank": True, **kwargs}
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str) or len(data) > 60:
            self.fail("invalid")
        if data and data not in self.known():
            raise serializers.ValidationError(self.sentence)
        return data


def table(name):
    """Codes of a reference table."""
    return lambda: catalogue.table(name)


def reasons(kelompok):
    """Codes of the active reasons of one group."""
    return lambda: dict(catalogue.reasons(kelompok))


class Pick(serializers.ChoiceField):
    """One of a fixed list; the sentence names what may be sent."""

    def __init__(self, choices, **kwargs):
        choices = list(getattr(choices, "choices", choices))
        kwargs["error_messages"] = {**_ANY, "invalid_choice": _pick_one(choices)}
        if kwargs.get("required") is False:
            kwargs = {"allow_null": True, "allow_blank": True, **kwargs}
        super().__init__(choices, **kwargs)


def _pick_one(choices):
    return f"Pilih salah satu: {', '.join(str(value) for value, _ in choices)}."


class Whole(serializers.IntegerField):
    """A small whole number."""

    def __init__(self, least, most, **kwargs):
        words = f"Isi angka {least} sampai {most}."
        kinds = ("invalid", "min_value", "max_value", "max_string_length")
        super().__init__(
            min_value=least, max_value=most, error_messages={**_ANY, **dict.fromkeys(kinds, words)}, **kwargs
        )

    def to_internal_value(self, data):
        return self.fail("invalid") if isinstance(data, bool) else super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    default_error_messages = {**_ANY, "invalid": "Isi true atau false."}


class Day(serializers.DateField):
    default_error_messages = {
        **_ANY, **dict.fromkeys(("invalid", "datetime"), "Tulis tanggal seperti 2026-11-23.")
    }  # fmt: skip

    def to_internal_value(self, data):
        day = super().to_internal_value(data if isinstance(data, str) else "")
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise serializers.ValidationError(f"Tahun {EARLIEST_YEAR} sampai {LATEST_YEAR}.")
        return day


class Moment(serializers.DateTimeField):
    default_error_messages = {
        **_ANY,
        **dict.fromkeys(
            ("invalid", "date", "make_aware", "overflow"), "Tulis waktu seperti 2026-11-23T09:00:00+07:00."
        ),
    }

    def to_internal_value(self, data):
        moment = super().to_internal_value(data if isinstance(data, str) else "")
        if not EARLIEST_YEAR < moment.year < LATEST_YEAR:
            raise serializers.ValidationError(f"Tahun {EARLIEST_YEAR} sampai {LATEST_YEAR}.")
        return moment


class Id(serializers.UUIDField):
    default_error_messages = {**_ANY, "invalid": "Tanda (UUID) ini tidak dikenal."}

    def to_internal_value(self, data):
        return super().to_internal_value(data if isinstance(data, str) else "")


class Several(serializers.ListField):
    """Up to `most` values; how many is looked at before any of them."""

    default_error_messages = {
        **_ANY, "not_a_list": "Isian ini harus berupa daftar.", "empty": "Isi paling sedikit satu.",
        "too_many": "Terlalu banyak; paling banyak {most}.",
    }  # fmt: skip

    def __init__(self, most, **kwargs):
        self.most = most
        super().__init__(max_length=most, **kwargs)

    def to_internal_value(self, data):
        if isinstance(data, list) and len(data) > self.most:
            self.fail("too_many", most=self.most)
        return super().to_internal_value(data)


class Upload(serializers.FileField):
    """A photo or a PDF up to 10 MB, in a multipart body."""

    default_error_messages = {
        **_ANY, "invalid": "Kirim berkas dalam isi multipart/form-data.", "no_name": "Berkas ini tidak bernama.",
        "empty": "Berkas ini kosong.", "max_length": "Nama berkas terlalu panjang.", "required": "Pilih berkasnya.",
    }  # fmt: skip


# --- output ---------------------------------------------------------------------------------------------------------
class Named(serializers.Serializer):
    """A code with the name people read."""

    kode = serializers.CharField()
    nama = serializers.CharField()


@extend_schema_field(Named)
class CodeName(serializers.Field):
    """A foreign key to reference data, written with its name and without a query."""

    def __init__(self, table, **kwargs):
        self.table = table
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, code):
        row = catalogue.table(self.table).get(code)
        return {"kode": code, "nama": row.nama if row else code}


class LocalTime(serializers.DateTimeField):
    """A moment in the city's zone."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, default_timezone=timezone.get_default_timezone(), **kwargs)


def _or_invalid(clean, *arguments):
    try:
        return clean(*arguments)
    except ValueError as error:
        raise serializers.ValidationError(str(error)) from None
