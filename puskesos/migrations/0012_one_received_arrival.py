from django.db import migrations, models


class Migration(migrations.Migration):
    """What the secretariat writes down from a conflict stands beside what was received under the same id."""

    dependencies = [
        ("puskesos", "0011_arrivals_put_right"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="kirimanlapangan", name="kiriman_tersimpan_sekali"),
        migrations.AddConstraint(
            model_name="kirimanlapangan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "DITERIMA")), fields=("butir",), name="kiriman_tersimpan_sekali"
            ),
        ),
    ]
