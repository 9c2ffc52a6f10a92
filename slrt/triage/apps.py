from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TriageConfig(AppConfig):
    name = "slrt.triage"
    label = "triage"

    def ready(self):
        from puskesos import grants

        post_migrate.connect(grants.grant_web_role, sender=self)
