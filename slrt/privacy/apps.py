from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "slrt.privacy"
    label = "privacy"

    def ready(self):
        from puskesos import grants

        post_migrate.connect(grants.grant_web_role, sender=self)
