"""Hours above the daily cap, one grant per course and year, and the rules that are shipped."""

import datetime
from decimal import Decimal

from django.db import migrations, models
from django.db.models import F, Q

YEARS = range(2024, 2031)
PNS_SOURCE = "PP 11/2017 jo. PP 17/2020 Pasal 203 ayat (4); Peraturan LAN 10/2018"
PPPK_SOURCE = "PP 49/2018; Peraturan LAN 15/2020"
PPPK_NOTE = "Target dapat diubah instansi. 24 JP setahun adalah batas atas dalam peraturan; cek kebijakan instansi."
# (kind, yearly_min, yearly_max, note, source); others earn no JP.
RULES = (
    ("PNS", Decimal(20), None, "", PNS_SOURCE),
    ("CPNS", Decimal(20), None, "Pelatihan dasar dicatat tersendiri, cek kebijakan instansi.", PNS_SOURCE),
    ("PPPK", Decimal(24), Decimal(24), PPPK_NOTE, PPPK_SOURCE),
    ("PPPK_PW", Decimal(24), Decimal(24), PPPK_NOTE, PPPK_SOURCE),
)


def load_rules(apps, schema_editor):
    rule = apps.get_model("records", "JpRule")
    rule.objects.bulk_create(
        (
            rule(year=year, employee_kind=kind, yearly_min=low, yearly_max=high, note=note, source=source)
            for year in YEARS
            for kind, low, high, note, source in RULES
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="ledgerentry", name="jp_grant_is_positive"),
        migrations.AddField(
            model_name="ledgerentry", name="course_code", field=models.CharField(blank=True, max_length=20)
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="jp_in_review",
            field=models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=6),
        ),
        migrations.AddField(
            model_name="ledgerentry", name="nth_of_year", field=models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="started_on",
            field=models.DateField(default=datetime.date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=~Q(kind="hibah")
                | (Q(jp__gte=0, jp_in_review__gte=0, reverses=None) & (Q(jp__gt=0) | Q(jp_in_review__gt=0))),
                name="jp_grant_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=["person", "course_code", "year", "nth_of_year"],
                condition=Q(kind="hibah", source="kursus"),
                name="jp_course_counts_once_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(fields=["reverses"], condition=Q(kind="cabut"), name="jp_revoked_once"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(condition=Q(started_on__lte=F("held_on")), name="jp_held_after_start"),
        ),
        migrations.RunPython(load_rules, migrations.RunPython.noop),
    ]
