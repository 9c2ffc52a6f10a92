from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DashboardConfig(AppConfig):
    name = "slrt.dashboard"
    label = "dashboard"

    def ready(self):
        from puskesos import grants
        from rujukan import housekeeping
        from slrt.dashboard import rekap

        housekeeping.NIGHTLY["selisih rekap dasbor"] = rekap.check
        post_migrate.connect(grants.grant_web_role, sender=self)
