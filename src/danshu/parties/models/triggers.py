"""What the database itself refuses about the parts of a customer."""

from __future__ import annotations

import pgtrigger


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
        func=pgtrigger.Func(  # type: ignore[no-untyped-call]
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
