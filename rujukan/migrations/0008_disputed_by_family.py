"""The few referrals that a family disputes, found without reading all: the secretariat's queue asks for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0007_letter_guards")]

    operations = [
        migrations.AddIndex(
            model_name="rujukan",
            index=models.Index(
                condition=models.Q(("status", "DISANGGAH")), fields=["keluhan"], name="rujukan_disanggah"
            ),
        ),
    ]
