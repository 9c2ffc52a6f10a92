from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RujukanConfig(AppConfig):
    name = "rujukan"
    verbose_name = "Rujukan"

    def ready(self):
        from puskesos import catalogue, grants
        from rujukan import letter_workflow, workflow
        from rujukan.forms import reference

        reference.register_kinds()

        catalogue.watch("rujukan", ("KontakInstansi", "AlamatKontak", "RingkasJanji"))
        post_migrate.connect(workflow.sync_legal_moves, sender=self)
        post_migrate.connect(letter_workflow.sync_legal_moves, sender=self)
        post_migrate.connect(grants.grant_web_role, sender=self)
