"""A telephone for tests: seals reports to the city's key as the browser does, and sends them."""

import base64
import hashlib
import json
import secrets
import uuid

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from puskesos.numbering import new_tracking_code, new_uuid7
from tests.people import browser
from tests.puskesos.typed import typed

V1 = "/api/v1"


def seal(content, *, point, aad):
    """The parts of an envelope around these bytes: (ephemeral point, iv, ciphertext)."""
    mine = ec.generate_private_key(ec.SECP256R1())
    city = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    key = HKDF(algorithm=SHA256(), length=32, salt=b"", info=b"slrt-segel-v1").derive(mine.exchange(ec.ECDH(), city))
    iv = secrets.token_bytes(12)
    raw = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return raw, iv, AESGCM(key).encrypt(iv, content, aad)


def b64(raw):
    return base64.b64encode(raw).decode()


class Phone:
    """One officer's telephone: `phone.write(nama=…)` makes a report, `phone.send(report)` puts it."""

    def __init__(self, by, device=None):
        self.by, self.petugas = by, getattr(by, "petugas", by)
        self.device = str(device or uuid.uuid4())
        self.web = browser(self.petugas)
        self.headers = {"X-Perangkat": self.device}

    def session(self, **headers):
        return self.web.get(f"{V1}/sesi/?perangkat={self.device}", headers=headers)

    def key(self):
        seal = self.session().json()["segel"]
        return seal["generasi"], base64.b64decode(seal["kunci_publik"])

    def write(self, *needs, id=None, about=None, **changes):
        """(id, plaintext bytes) of a report; `about` overrides what stands around the form."""
        id = str(id or new_uuid7())
        form = {k: v for k, v in typed(*needs, id=id, **changes).items() if k not in {"id", "aksi"}}
        told = {
            "skema": 1, "jenis": "keluhan", "id": id, "dicatat": "2026-11-23T07:30:00+07:00",
            "perangkat": self.device, "petugas": self.petugas.pk, "penugasan": str(getattr(self.by, "id", "")) or None,
            "nomor_sementara": "", "kode_lacak": new_tracking_code(), "lampiran": [], "isian": form,
        } | (about or {})  # fmt: skip
        return id, json.dumps(told).encode()

    def event(self, kind, keluhan, isian, **more):
        """(id, plaintext bytes) of a note or a visit on a case."""
        return self.write(about={"jenis": kind, "keluhan": str(keluhan.pk), "isian": isian, **more})

    def envelope(self, id, content, *, aad=None, schema=1, generation=None, point=None):
        newest, city = self.key() if point is None else (generation, point)
        generation = generation or newest
        raw, iv, sealed = seal(content, point=point or city, aad=aad or f"{id}|{schema}|{generation}".encode())
        return {"skema": schema, "generasi": generation, "kunci": b64(raw), "iv": b64(iv), "isi": b64(sealed)}

    def send(self, report, **options):
        id, content = report
        return self.put(id, self.envelope(id, content, **options), content)

    def put(self, id, envelope, content=None, web=None):
        body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
        sums = {"X-Sidik": hashlib.sha256(content).hexdigest()} if content is not None else {}
        return (web or self.web).put(f"{V1}/sinkron/laporan/{id}/", body, content_type="application/json",
                                     headers=self.headers | sums)  # fmt: skip

    def photo(self, laporan, content, id=None):
        id = str(id or new_uuid7())
        generation, _ = self.key()
        envelope = self.envelope(id, content, aad=f"{id}|lampiran|{generation}".encode())
        return self.web.put(
            f"{V1}/sinkron/lampiran/{id}/", json.dumps(envelope), content_type="application/json",
            headers=self.headers | {"X-Laporan": str(laporan), "X-Sidik": hashlib.sha256(content).hexdigest()},
        )  # fmt: skip

    def post(self, path, body=None):
        return self.web.post(f"{V1}/sinkron/{path}", body or {}, content_type="application/json", headers=self.headers)


def guarded(petugas):
    """A browser whose server looks at the CSRF token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(petugas, backend="django.contrib.auth.backends.ModelBackend")
    return client
