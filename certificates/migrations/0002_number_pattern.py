from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="certificatetemplate",
            name="number_pattern",
            field=models.CharField(
                default="{kode_klasifikasi}/{urut:5}/{kode_unit}/{bulan_romawi}/{tahun}", max_length=120
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatetemplate",
            constraint=models.CheckConstraint(
                condition=Q(number_pattern__contains="{urut") & Q(number_pattern__contains="{tahun}"),
                name="template_number_has_sequence_and_year",
            ),
        ),
    ]
