"""A case is restricted since a moment and for a reason, or neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0018_consent_taken_back")]

    operations = [
        migrations.AddConstraint(
            model_name="keluhan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dibatasi_sebab", ""), ("dibatasi_sejak__isnull", True)),
                    models.Q(models.Q(("dibatasi_sebab", ""), _negated=True), ("dibatasi_sejak__isnull", False)),
                    _connector="OR",
                ),
                name="keluhan_dibatasi_bersebab",
            ),
        ),
    ]
