"""The city's reference data: our own readable files (README.md here) and how they come into the database."""

from puskesos.reference.loading import load

__all__ = ["load"]
