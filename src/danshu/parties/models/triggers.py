"""What the database itself refuses and derives about customers and their parts."""

from __future__ import annotations

import pgtrigger

from danshu.kit.locks import slot_key

FREQUENCY_SLOT = "parties.level_frequency"


def exactly_one(flag: str, constraint: str) -> pgtrigger.Trigger:
    """At commit, a customer with living rows has one with the flag; the partial unique index forbids a second.

    Deferred, so that the flag can move from row to row inside a transaction.
    """
    return pgtrigger.Trigger(
        name=f"one_{flag}",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        declare=[("affected", "bigint")],
        func=pgtrigger.Func(
            """
            affected := CASE WHEN TG_OP = 'DELETE' THEN OLD.customer_id ELSE NEW.customer_id END;
            IF EXISTS (SELECT 1 FROM {meta.db_table} WHERE customer_id = affected AND is_valid AND deleted_at IS NULL)
               AND NOT EXISTS (SELECT 1 FROM {meta.db_table}
                   WHERE customer_id = affected AND is_valid AND deleted_at IS NULL AND FLAG) THEN
                RAISE EXCEPTION 'customer % has rows but none with FLAG', affected
                    USING ERRCODE = '23514', CONSTRAINT = 'CONSTRAINT_NAME';
            END IF;
            RETURN NULL;
            """.replace("FLAG", flag).replace("CONSTRAINT_NAME", constraint)
        ),
    )


def contact_due() -> pgtrigger.Trigger:
    """The day of the next contact: last contact, or entry, plus the customer's or his level's frequency (CUS-019).

    In the database, because customers are written by forms, imports and batches, and levels by their own page. The slot
    is shared with what changes a level's frequency: a customer that is just being written is not missed.
    """
    return pgtrigger.Trigger(
        name="contact_due",
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("level_id", "follow_up_days", "last_contact_at", "created_at", "contact_due_at"),
        when=pgtrigger.Before,
        func="""
            IF NEW.follow_up_days IS NULL AND NEW.level_id IS NOT NULL THEN
                PERFORM pg_advisory_xact_lock_shared(SLOT);
            END IF;
            NEW.contact_due_at := COALESCE(NEW.last_contact_at, NEW.created_at) + make_interval(hours => 24 * COALESCE(
                NEW.follow_up_days::int, (SELECT f.days FROM parties_levelfrequency f WHERE f.level_id = NEW.level_id)
            ));
            RETURN NEW;
            """.replace("SLOT", str(slot_key(FREQUENCY_SLOT))),
    )
