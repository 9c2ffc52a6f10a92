from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0010_coded_reasons"),
    ]

    operations = [
        migrations.AddField(
            model_name="kirimanlapangan",
            name="draf",
            field=models.UUIDField(blank=True, null=True, verbose_name="draf perbaikan"),
        ),
        migrations.AddIndex(
            model_name="kirimanlapangan",
            index=models.Index(condition=models.Q(("draf__isnull", False)), fields=["draf"], name="kiriman_draf"),
        ),
    ]
