"""Collected scripts and styles without a superfluous byte: a telephone on a river pays for every one."""

from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

KINDS = {".js": "application/javascript", ".css": "text/css"}


def shortens(name):
    """Our own scripts and styles; what is vendored stays as its checksum says."""
    return PurePosixPath(name).suffix in KINDS and not name.startswith("vendor/")


def lean(name, text):
    """The same script or style without comments, with short names inside functions; ValueError for a broken one."""
    import minify  # brings a Go runtime, so only where files are collected and never in a server that forks

    return minify.string(KINDS[PurePosixPath(name).suffix], text)


class LeanStorage(CompressedManifestStaticFilesStorage):
    def _save(self, name, content):
        if shortens(name):
            content.seek(0)
            content = ContentFile(lean(name, content.read().decode()).encode())
        return super()._save(name, content)
