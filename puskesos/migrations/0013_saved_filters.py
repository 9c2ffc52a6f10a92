import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('puskesos', '0012_one_received_arrival'),
    ]

    operations = [
        migrations.CreateModel(
            name='Saringan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('daftar', models.CharField(max_length=12, verbose_name='daftar')),
                ('nama', models.CharField(max_length=40, verbose_name='nama')),
                ('kueri', models.CharField(max_length=400, verbose_name='saringan')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('petugas', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saringan', to=settings.AUTH_USER_MODEL, verbose_name='petugas')),
            ],
            options={
                'verbose_name': 'saringan tersimpan',
                'verbose_name_plural': 'saringan tersimpan',
                'ordering': ['nama'],
                'constraints': [models.UniqueConstraint(fields=('petugas', 'daftar', 'nama'), name='saringan_sekali')],
            },
        ),
    ]
