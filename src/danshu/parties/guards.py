"""What the database refuses to other modules' tables about customers."""

from __future__ import annotations

import pgtrigger

CHECK = """
    IF TG_OP = 'INSERT' OR NEW.{column} IS DISTINCT FROM OLD.{column} THEN
        PERFORM 1 FROM parties_customer WHERE id = NEW.{column} AND merged_into_id IS NULL FOR KEY SHARE;
        IF NOT FOUND AND EXISTS (SELECT 1 FROM parties_customer WHERE id = NEW.{column}) THEN
            RAISE EXCEPTION 'customer % was merged into another', NEW.{column}
                USING ERRCODE = '23514', CONSTRAINT = 'customer_merged';
        END IF;
    END IF;"""


def not_merged(*columns: str) -> pgtrigger.Trigger:
    """No row comes to a customer that was taken into another one: the document waits for a merge that is under way.

    The lock is the one that the foreign key takes anyway. Without it a document could be written for a customer
    between the merge's look at his documents and its end (CUS-003).
    """
    return pgtrigger.Trigger(
        name="customer_not_merged",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        when=pgtrigger.Before,
        func="".join(CHECK.format(column=column) for column in columns) + "\n    RETURN NEW;",
    )
