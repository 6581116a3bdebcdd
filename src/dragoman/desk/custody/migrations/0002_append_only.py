"""Triggers that refuse every change to acts, whatever program asks.

They stop mistakes and careless hands. Whoever owns the database can drop them, and then the chain tells. On SQLite a later
migration that makes the table anew must put them up again.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER custody_act_update BEFORE UPDATE ON custody_act
    BEGIN SELECT RAISE(ABORT, 'what custody has recorded is never changed'); END
    """,
    """
    CREATE TRIGGER custody_act_delete BEFORE DELETE ON custody_act
    BEGIN SELECT RAISE(ABORT, 'what custody has recorded is never removed'); END
    """,
    # INSERT OR REPLACE takes a row away without asking the trigger above.
    """
    CREATE TRIGGER custody_act_replace BEFORE INSERT ON custody_act
    WHEN EXISTS (
        SELECT 1 FROM custody_act
        WHERE number = NEW.number OR (kind = NEW.kind AND about = NEW.about AND sequence = NEW.sequence)
    )
    BEGIN SELECT RAISE(ABORT, 'what custody has recorded is never replaced'); END
    """,
)
SQLITE_DROPS = (
    "DROP TRIGGER IF EXISTS custody_act_update",
    "DROP TRIGGER IF EXISTS custody_act_delete",
    "DROP TRIGGER IF EXISTS custody_act_replace",
)
POSTGRES = (
    """
    CREATE FUNCTION custody_act_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what custody has recorded is never changed'; END $$
    """,
    """
    CREATE FUNCTION custody_act_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF EXISTS (SELECT 1 FROM custody_act) THEN RAISE EXCEPTION 'what custody has recorded is never removed'; END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER custody_act_change BEFORE UPDATE OR DELETE ON custody_act
    FOR EACH ROW EXECUTE FUNCTION custody_act_refuse()
    """,
    "CREATE TRIGGER custody_act_emptying BEFORE TRUNCATE ON custody_act EXECUTE FUNCTION custody_act_refuse_emptying()",
)
POSTGRES_DROPS = (
    "DROP FUNCTION IF EXISTS custody_act_refuse() CASCADE",
    "DROP FUNCTION IF EXISTS custody_act_refuse_emptying() CASCADE",
)


def put_up(apps, schema_editor):
    run(schema_editor, POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE)


def take_down(apps, schema_editor):
    run(schema_editor, POSTGRES_DROPS if schema_editor.connection.vendor == "postgresql" else SQLITE_DROPS)


def run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_first")]
    operations = [migrations.RunPython(put_up, take_down)]
