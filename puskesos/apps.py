from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PuskesosConfig(AppConfig):
    name = "puskesos"
    verbose_name = "Puskesos"

    def ready(self):
        from puskesos import catalogue, grants, legal_moves

        post_migrate.connect(legal_moves.sync_puskesos, sender=self)
        post_migrate.connect(grants.grant_web_role, sender=self)
        catalogue.watch()
