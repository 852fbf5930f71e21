"""What may change and what may not, kept by the database itself; and the editions that caches are checked against."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0002_guards.sql")
UNDO = """
drop function if exists timers_refuse() cascade;
drop function if exists timers_new_edition() cascade;
drop function if exists timers_touch_calendar() cascade;
drop function if exists timers_touch_rules() cascade;
drop function if exists timers_own_figure() cascade;
drop function if exists timers_keep_change() cascade;
drop function if exists timers_add_look() cascade;
drop function if exists timers_move_look() cascade;
drop sequence if exists timers_edition_seq;
"""


class Migration(migrations.Migration):
    dependencies = [("timers", "0001_initial")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
