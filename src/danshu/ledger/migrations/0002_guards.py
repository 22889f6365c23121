"""What the database itself refuses about money (INV-M1 to INV-M4), as plain triggers that no session can switch off."""

from django.db import migrations

# A line cannot have another currency than its account.
ONE_CURRENCY = """
ALTER TABLE ledger_account ADD CONSTRAINT account_with_currency UNIQUE (id, currency);
ALTER TABLE ledger_journalline ADD CONSTRAINT line_account_currency
    FOREIGN KEY (account_id, currency) REFERENCES ledger_account (id, currency);
"""

# Balances change in place on the same page.
ROOM = "ALTER TABLE ledger_accountbalance SET (fillfactor = 50);"

# Which transaction wrote a journal is not the client's to say.
STAMP = """
CREATE FUNCTION ledger_stamp_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    NEW.recorded_at := transaction_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON ledger_journal FOR EACH ROW EXECUTE FUNCTION ledger_stamp_journal();
"""

# A line enters only in its journal's transaction, and entering it is what changes the balance. The moment is compared
# beside the number, because numbers of transactions begin anew when a backup is restored elsewhere.
LINE = """
CREATE FUNCTION ledger_enter_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ledger_journal
    WHERE id = NEW.journal_id AND xid = pg_current_xact_id() AND recorded_at = transaction_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'journal % is closed', NEW.journal_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_closed';
    END IF;
    UPDATE ledger_accountbalance SET amount = amount + NEW.amount
    WHERE account_id = NEW.account_id RETURNING amount INTO NEW.balance_after;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account % has no balance', NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_without_balance';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enter BEFORE INSERT ON ledger_journalline FOR EACH ROW EXECUTE FUNCTION ledger_enter_line();
"""

# At commit: as many lines as declared (two or more), zero in each currency, and a reversal within its original. Both tables fire it, so that
# neither a journal without lines nor a line after `SET CONSTRAINTS ALL IMMEDIATE` escapes.
BALANCED = """
CREATE FUNCTION ledger_check_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this bigint;
    original bigint;
    declared int;
BEGIN
    IF TG_TABLE_NAME = 'ledger_journal' THEN this := NEW.id; ELSE this := NEW.journal_id; END IF;
    SELECT reverses_id, line_count INTO original, declared FROM ledger_journal WHERE id = this;
    IF (SELECT count(*) FROM ledger_journalline WHERE journal_id = this) <> declared
        OR EXISTS (SELECT FROM ledger_journalline WHERE journal_id = this GROUP BY currency HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'journal % is not balanced', this
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_balanced';
    END IF;
    IF original IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM ledger_journal WHERE id = original AND reverses_id IS NOT NULL) OR EXISTS (
        SELECT FROM (SELECT account_id, sum(amount) AS total FROM ledger_journalline
                     WHERE journal_id = this GROUP BY account_id) AS back
        LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_journalline
                   WHERE journal_id = original GROUP BY account_id) AS forth USING (account_id)
        WHERE forth.total IS NULL OR back.total * forth.total > 0 OR abs(back.total) > abs(forth.total)
    ) THEN
        RAISE EXCEPTION 'journal % exceeds the journal % that it reverses', this, original
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_within_original';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_journal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_journal();
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_journalline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_journal();
"""

# Nobody writes a balance but the trigger above, nobody empties these tables.
FORBIDDEN = """
CREATE FUNCTION ledger_forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not allowed on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_written_by_posting_only';
END $$;
CREATE TRIGGER by_lines_only BEFORE UPDATE OR DELETE ON ledger_accountbalance
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER begins_at_zero BEFORE INSERT ON ledger_accountbalance
    FOR EACH ROW WHEN (NEW.amount <> 0) EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER kept BEFORE TRUNCATE ON ledger_accountbalance EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER kept BEFORE TRUNCATE ON ledger_account EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER kept BEFORE TRUNCATE ON ledger_journal EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER kept BEFORE TRUNCATE ON ledger_journalline EXECUTE FUNCTION ledger_forbid();
"""

UNDO = """
DROP FUNCTION ledger_forbid CASCADE;
DROP FUNCTION ledger_check_journal CASCADE;
DROP FUNCTION ledger_enter_line CASCADE;
DROP FUNCTION ledger_stamp_journal CASCADE;
ALTER TABLE ledger_journalline DROP CONSTRAINT line_account_currency;
ALTER TABLE ledger_account DROP CONSTRAINT account_with_currency;
"""


class Migration(migrations.Migration):
    """Guards in the database."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL("".join([ONE_CURRENCY, ROOM, STAMP, LINE, BALANCED, FORBIDDEN]), UNDO)]
