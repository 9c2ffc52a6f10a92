"""Signing in for programs, signing out, and who the server thinks is calling."""

import base64

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.middleware.csrf import get_token
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from puskesos import context, gate, trace
from puskesos.api.authentication import ActingTokenAuthentication, expiry, said
from puskesos.api.base import ApiView
from puskesos.api.fields import LocalTime
from puskesos.api.parsers import StrictJSONParser
from puskesos.api.permissions import TEMPORARY
from puskesos.api.sync.asking import BlokOutput, block_of
from puskesos.api.sync.sender import waiting
from puskesos.middleware import load_acting
from puskesos.models import Petugas
from puskesos.roles import TABLE
from puskesos.sync import devices, keys, pack
from puskesos.sync.told import SCHEMA
from puskesos.views.account import too_many

DEVICE = "Tanda perangkat; jawaban lalu memuat kunci dan nomor yang diperlukan untuk bekerja tanpa sinyal."
WRONG = "Nama pengguna atau kata sandi tidak cocok."


class TokenInput(serializers.Serializer):
    username = serializers.CharField(max_length=150, error_messages={"required": "Isi nama pengguna."})
    password = serializers.CharField(
        max_length=500, trim_whitespace=False, error_messages={"required": "Isi kata sandi."}
    )


class TokenOutput(serializers.Serializer):
    token = serializers.CharField()
    berlaku_sampai = LocalTime()


class TokenView(ApiView):
    """`POST` gives the token of a person; `DELETE`, sent with it, ends it everywhere."""

    rights = {"POST": "open", "DELETE": "everyone"}
    errors = ("401", "403", "429")
    http_method_names = ("post", "delete")
    parser_classes = (StrictJSONParser, FormParser, MultiPartParser)

    def get_authenticators(self):
        """A worn token must not hinder somebody from getting a new one."""
        return [ActingTokenAuthentication()] if self.request and self.request.method == "DELETE" else []

    @extend_schema(operation_id="token", request=TokenInput, responses=TokenOutput, auth=[])
    def post(self, request):
        given = TokenInput(data=request.data)
        given.is_valid(raise_exception=True)
        if not gate.is_open(gate.SIGN_IN, gate.address(request), self.now):
            return too_many(request)
        petugas = authenticate(request._request, **given.validated_data)
        if petugas is None:
            return self._refused(given.validated_data["username"])
        if petugas.ganti_sandi:
            return Response({"detail": TEMPORARY, "kode": "sandi_sementara"}, status=403)
        return Response(TokenOutput(self._sign_in(petugas)).data)

    def _refused(self, username):
        """An ordinary answer and no exception: what was tried stays on record."""
        gate.miss(gate.SIGN_IN, gate.address(self.request), self.now)
        trace.record_failed_sign_in(username, self._asal)
        body = {"detail": WRONG, "kode": "tidak_cocok"}
        return Response(body, status=401, headers={"WWW-Authenticate": "Token"})

    def _sign_in(self, petugas):
        by, _ = load_acting(petugas, asal=self._asal)
        user_logged_in.send(sender=Petugas, request=self.request._request, user=petugas)  # axes forgets the failures
        trace.record_sign_in(petugas, by, trace.Aksi.MASUK, self._asal)
        token, _ = Token.objects.update_or_create(user=petugas, defaults={"created": timezone.now()})
        return {"token": said(token), "berlaku_sampai": expiry(token)}

    @property
    def _asal(self):
        return gate.client(self.request)

    @extend_schema(operation_id="token_akhiri", request=None, responses={204: None})
    def delete(self, request):
        trace.record_sign_in(request.user, self.by, trace.Aksi.KELUAR, self._asal)
        request.auth.delete()
        return Response(status=204)


class PenugasanOutput(serializers.Serializer):
    """One of one's own places; its id goes into the header X-Penugasan."""

    id = serializers.UUIDField()
    tempat = serializers.CharField(source="label")
    peran = serializers.CharField(source="roles")
    dipakai = serializers.BooleanField(source="current")


class PetugasOutput(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    nama = serializers.CharField()
    ganti_sandi = serializers.BooleanField()


class KunciDrafOutput(serializers.Serializer):
    """The key that locks half-filled forms of this officer on this device (AES-256, base64)."""

    versi = serializers.IntegerField()
    kunci = serializers.CharField()


class SegelOutput(serializers.Serializer):
    """The newest generation of the city's seal: a raw point of P-256, base64."""

    generasi = serializers.IntegerField()
    kunci_publik = serializers.CharField()


class BertugasOutput(serializers.Serializer):
    """The acting assignment, to be named inside every sealed report."""

    id = serializers.UUIDField()
    label = serializers.CharField()


class SesiOutput(serializers.Serializer):
    """Who is calling. `hak` is {row of the table of rights: letters}, of all roles at the acting place.

    The last six only with `?perangkat=`, for a device that works without signal.
    """

    masuk = serializers.BooleanField()
    waktu = LocalTime()
    csrf = serializers.CharField(required=False, help_text="Untuk kepala X-CSRFToken; hanya bagi peramban.")
    petugas = PetugasOutput(required=False)
    tempat = serializers.CharField(required=False, allow_null=True)
    kelurahan = serializers.ListField(
        child=serializers.CharField(), required=False, allow_null=True, help_text="null: seluruh kota."
    )
    penugasan = PenugasanOutput(many=True, required=False)
    hak = serializers.DictField(child=serializers.CharField(), required=False)
    bertugas = BertugasOutput(required=False, allow_null=True)
    kunci_draf = KunciDrafOutput(required=False)
    segel = SegelOutput(required=False)
    skema = serializers.IntegerField(required=False)
    katalog = serializers.CharField(required=False)
    blok = BlokOutput(required=False, allow_null=True)


class SesiView(ApiView):
    """Answers 200 also when nobody is signed in: telephones ask this before they send what waits."""

    rights = {"GET": "open"}

    @extend_schema(
        operation_id="sesi", responses=SesiOutput, auth=[{}, {"tokenAuth": []}, {"cookieAuth": []}],
        parameters=[OpenApiParameter("perangkat", {"type": "string", "format": "uuid"}, description=DEVICE)],
    )  # fmt: skip
    def get(self, request):
        answer = {"masuk": request.user.is_authenticated, "waktu": self.now}
        if request.auth is None:
            answer["csrf"] = get_token(request._request)
        if request.user.is_authenticated:
            answer |= self._person(request.user)
            if "perangkat" in request.query_params:
                answer |= self._device(request)
        drawn = SesiOutput(answer).data
        return Response({name: drawn[name] for name in answer})

    def _person(self, petugas):
        by = self.by
        codes = by.kelurahan_codes if by else frozenset()
        return {
            "petugas": petugas, "tempat": by and by.unit_label, "hak": _rights(by),
            "kelurahan": None if codes is None else sorted(codes),
            "penugasan": context._places(by, self.request._request.assignments),
        }  # fmt: skip

    def _device(self, request):
        """What a device needs to work without signal; DeviceRevoked (403) when it may not any more."""
        device = devices.touch(
            petugas=request.user, now=self.now, by=self.by, id=devices.device_id(request.query_params["perangkat"]),
            version=request.headers.get("X-Versi", ""), **waiting(request.headers),
        )  # fmt: skip
        seal = keys.current(self.now)
        key = devices.draft_key(device, request.user)
        return {
            "bertugas": self.by and {"id": self.by.id, "label": self.by.unit_label},
            "kunci_draf": {"versi": devices.DRAFT_KEY_VERSION, "kunci": base64.b64encode(key).decode()},
            "segel": {"generasi": seal.generasi, "kunci_publik": base64.b64encode(bytes(seal.publik)).decode()},
            "skema": SCHEMA, "katalog": pack.catalogue_hash(self.today), "blok": block_of(device.blok.last()),
        }  # fmt: skip


def _rights(by):
    letters = {
        code: "".join(dict.fromkeys("".join(hak.cells[hat.peran].letters for hat in by.hats)))
        for code, hak in (TABLE.items() if by else ())
    }
    return {code: held for code, held in letters.items() if held}
