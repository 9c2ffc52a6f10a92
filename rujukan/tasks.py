"""What Celery calls. It only says "look now": what is due stands in the database, and no argument carries data."""

from celery import shared_task
from django.utils import timezone

from rujukan import letters, reminders


@shared_task
def tick():
    reminders.tick()
    letters.batch.work_off(timezone.now(), most=letters.batch.AT_ONCE)
