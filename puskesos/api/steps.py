"""Steps on a case or referral over the API: the same moves, the same stage functions as the pages.

A Step names who may take it, when it leads on, which facts it needs, and the stage function that does it. Each has an
address of its own, so that the description of the API says exactly what it takes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from puskesos import access
from puskesos.api.base import ApiView, Input
from puskesos.api.errors import refusal
from puskesos.api.fields import Code, LocalTime, Whole
from puskesos.api.parsers import StrictJSONParser
from puskesos.refusals import IllegalMove, NotAllowed, Refused, Stale

HIGHEST_VERSION = 2**31 - 1


class StepInput(Input):
    """The facts of one step; `versi` is the version that was shown, so that nobody decides on something old."""

    versi = Whole(0, HIGHEST_VERSION)

    def facts(self):
        """As the stage function names them."""
        return self.told()


class FreeInput(Input):
    """Facts of what may be added at any time, whatever changed meanwhile."""

    def facts(self):
        return self.told()


@dataclass(frozen=True)
class Step:
    """`may(by)`: holds the right at all; `stands(row, by)`: leads on from where the row stands now."""

    code: str
    label: str
    Input: type
    stage: Callable
    may: Callable
    stands: Callable
    target: str = ""

    @property
    def takes_files(self):
        return any(isinstance(field, serializers.FileField) for field in self.Input._declared_fields.values())


def of_life(life, code, Input, stage, *, target=None):
    """A Step that is a move of a life: roles and sources are the table's."""
    move = life.move(code)
    return Step(
        code, move.label, Input, stage, may=lambda by: by.hat(move.roles) is not None,
        stands=lambda row, by: row.status in move.sources, target=str(target or move.target),
    )  # fmt: skip


def beside(code, label, Input, stage, *, right, stands=lambda row, by: True):
    """A Step that moves no status: its right is a row of roles.TABLE."""
    return Step(code, label, Input, stage, may=lambda by: access.can(by, *right), stands=stands)


def by_code(*steps):
    return {step.code: step for step in steps}


# --- what may be done now -------------------------------------------------------------------------------------------
class PilihanOutput(serializers.Serializer):
    kode = serializers.CharField()
    nama = serializers.CharField()


class IsianOutput(serializers.Serializer):
    """One fact that a step takes."""

    nama = serializers.CharField()
    jenis = serializers.CharField()
    wajib = serializers.BooleanField()
    pilihan = PilihanOutput(many=True, required=False)


class LangkahOutput(serializers.Serializer):
    """One step that the caller may take now; `ke` is the status it leads to, empty when it moves none."""

    kode = serializers.CharField()
    label = serializers.CharField()
    ke = serializers.CharField()
    isian = IsianOutput(many=True)


class LangkahDaftar(serializers.Serializer):
    id = serializers.UUIDField()
    nomor = serializers.CharField()
    status = serializers.CharField()
    versi = serializers.IntegerField()
    langkah = LangkahOutput(many=True)


class KeadaanOutput(serializers.Serializer):
    """Where the thing stands after a step, and what may follow."""

    id = serializers.UUIDField()
    nomor = serializers.CharField()
    status = serializers.CharField()
    status_nama = serializers.CharField()
    versi = serializers.IntegerField()
    tenggat = LocalTime(allow_null=True)
    langkah = serializers.ListField(child=serializers.CharField())


def drawn(step):
    fields = step.Input().fields.items()
    return {"kode": step.code, "label": step.label, "ke": step.target, "isian": [_isian(*pair) for pair in fields]}


def _isian(name, field):
    """One field as a client needs to know it before it asks a person."""
    choices = getattr(field, "choices", None)
    if choices is None and isinstance(field, Code) and isinstance(field.known(), dict):
        choices = {code: _name(row) for code, row in field.known().items()}
    answer = {"nama": name, "jenis": _kind(field), "wajib": field.required}
    return answer | (
        {"pilihan": [{"kode": code, "nama": str(label)} for code, label in choices.items()]} if choices else {}
    )


def _name(row):
    return getattr(row, "nama", row)


def _kind(field):
    kinds = (
        (serializers.FileField, "berkas"), (serializers.BooleanField, "ya_tidak"), (serializers.IntegerField, "angka"),
        (serializers.DateTimeField, "waktu"), (serializers.DateField, "tanggal"), (serializers.UUIDField, "uuid"),
        (serializers.ListSerializer, "daftar"), (serializers.ListField, "daftar"), (serializers.ChoiceField, "pilihan"),
        (Code, "pilihan"),
    )  # fmt: skip
    return next((word for kind, word in kinds if isinstance(field, kind)), "teks")


# --- views ----------------------------------------------------------------------------------------------------------
class StepsView(ApiView):
    """The legal steps for me. Subclasses say `steps`, and `peek(by, id)`: the door."""

    steps = {}
    serializer_class = LangkahDaftar
    http_method_names = ("get", "head")

    def open_now(self, row):
        return [step for step in self.steps.values() if step.may(self.by) and step.stands(row, self.by)]

    def get(self, request, id):
        row = self.peek(self.by, id)
        steps = [drawn(step) for step in self.open_now(row)]
        body = {"id": row.pk, "nomor": row.nomor, "status": row.status, "versi": row.versi, "langkah": steps}
        return Response(LangkahDaftar(body).data)


class StepView(StepsView):
    """Taking one step; 409 says where the thing stands now."""

    step = None
    serializer_class = KeadaanOutput
    http_method_names = ("post",)
    errors = ("409", "422", "429")

    def get_parsers(self):
        parsers = [StrictJSONParser(), MultiPartParser()]
        return parsers if self.step is None or self.step.takes_files else parsers[:1]

    def post(self, request, id):
        row = self.peek(self.by, id)
        if not self.step.may(self.by):
            raise NotAllowed(f"Peran Anda tidak dapat melakukan: {self.step.label}.")
        given = self.taken(self.step.Input, row=row)
        try:
            with transaction.atomic():
                self.step.stage(by=self.by, now=self.now, id=row.pk, **given.facts())
        except (Stale, IllegalMove) as refused:
            return self._conflict(row, refused)
        except Refused as refused:
            return refusal(refused)
        row.refresh_from_db()
        return Response(KeadaanOutput(self._state(row)).data)

    def _conflict(self, row, refused):
        row.refresh_from_db()
        answer = refusal(refused)
        answer.data |= {
            name: value for name, value in self._state(row).items() if name in {"status", "versi", "langkah"}
        }
        return answer

    def _state(self, row):
        return {
            "id": row.pk, "nomor": row.nomor, "status": row.status, "status_nama": row.get_status_display(),
            "versi": row.versi, "tenggat": row.tenggat, "langkah": [step.code for step in self.open_now(row)],
        }  # fmt: skip


def view_of(step, base, prefix):
    """The view class of one step, described as itself."""
    described = extend_schema(
        operation_id=f"{prefix}_{step.code}", summary=step.label, request=step.Input, responses=KeadaanOutput
    )
    methods = {"step": step, "post": described(_own(base.post))}
    return type(f"{base.__name__}_{step.code}", (base,), methods).as_view()


def _own(post):
    """A function of its own for each step: the description is kept on the function."""

    def own(self, request, id):
        return post(self, request, id)

    return own
