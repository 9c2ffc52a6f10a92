"""Sealed envelopes: ephemeral ECDH on P-256, HKDF-SHA256, AES-256-GCM bound to the id they were made for.

A telephone that has sealed a report cannot read it any more; neither can whoever finds the telephone.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from puskesos.models import KunciSegel
from puskesos.sync.keys import CURVE, private_key
from puskesos.sync.refused import Unopened

INFO = b"slrt-segel-v1"
POINT_BYTES, IV_BYTES, TAG_BYTES = 65, 12, 16

NOT_WHOLE = "Kiriman ini bukan amplop laporan yang utuh."
UNKNOWN_KEY = "Amplop ini disegel dengan kunci yang tidak dikenal server ini."
OLD_KEY = "Amplop ini disegel dengan kunci yang sudah lama dimusnahkan."
DOES_NOT_OPEN = "Amplop ini tidak terbuka: rusak di jalan, diubah orang, atau bukan untuk laporan ini."


@dataclass(frozen=True)
class Envelope:
    """One envelope as it came, not yet opened."""

    generation: int
    schema: int
    point: bytes
    iv: bytes
    content: bytes


def parse(body):
    """The Envelope in a body (bytes of JSON, or the object itself); Unopened when it is none."""
    told = _object(body)
    numbers = [told.get("generasi"), told.get("skema", 1)]
    if any(type(one) is not int or not 0 < one < 2**15 for one in numbers):
        raise Unopened(NOT_WHOLE)
    point, iv, content = (_bytes(told.get(name)) for name in ("kunci", "iv", "isi"))
    if len(point) != POINT_BYTES or len(iv) != IV_BYTES or len(content) < TAG_BYTES:
        raise Unopened(NOT_WHOLE)
    return Envelope(*numbers, point, iv, content)


def _object(body):
    if isinstance(body, bytes | bytearray):
        try:
            body = json.loads(bytes(body).decode("utf-8"))
        except (ValueError, RecursionError):
            raise Unopened(NOT_WHOLE) from None
    if not isinstance(body, dict):
        raise Unopened(NOT_WHOLE)
    return body


def _bytes(text):
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise Unopened(NOT_WHOLE) from None


def open_with(envelope, aad):
    """What is inside, as bytes; Unopened with the reason in words."""
    row = KunciSegel.objects.filter(pk=envelope.generation).first()
    if row is None:
        raise Unopened(UNKNOWN_KEY)
    if row.rahasia_sandi is None:
        raise Unopened(OLD_KEY)
    try:
        peer = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, envelope.point)
        cipher = AESGCM(_key(private_key(row).exchange(ec.ECDH(), peer)))
        return cipher.decrypt(envelope.iv, envelope.content, aad)
    except (InvalidTag, ValueError):  # ValueError: the point is on no curve of ours
        raise Unopened(DOES_NOT_OPEN) from None


def _key(shared):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(shared)


def report_aad(id, envelope):
    return f"{id}|{envelope.schema}|{envelope.generation}".encode()


def file_aad(id, envelope):
    return f"{id}|lampiran|{envelope.generation}".encode()


def canonical(told):
    """An envelope that came as part of a batch, as bytes to keep."""
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
