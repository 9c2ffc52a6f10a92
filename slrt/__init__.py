"""The secretariat's floor, and the wiring of the house."""

from slrt.celery import app as celery_app

__all__ = ["celery_app"]
