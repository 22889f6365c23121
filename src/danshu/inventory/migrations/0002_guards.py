"""What the database itself refuses about stock (INV-S1, INV-001), as plain triggers that no session can switch off."""

from django.db import migrations

# A move belongs to a balance; a balance that was moved cannot be deleted. Balances change in place on the same page.
BALANCE = """
ALTER TABLE inventory_stockmove ADD CONSTRAINT move_of_balance
    FOREIGN KEY (warehouse_id, item_id) REFERENCES inventory_stockbalance (warehouse_id, item_id);
ALTER TABLE inventory_stockbalance SET (fillfactor = 50);
"""

# Entering a move is what changes the balance. Goods come in only where the warehouse is valid; the lock makes the
# invalidation of a warehouse wait for what is just coming in, and the other way round.
MOVE = """
CREATE FUNCTION inventory_enter_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change numeric := CASE WHEN NEW.to_place = 'warehouse' THEN NEW.quantity ELSE -NEW.quantity END;
BEGIN
    IF change > 0 THEN
        PERFORM FROM inventory_warehouse WHERE id = NEW.warehouse_id AND is_valid FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'warehouse % is not valid', NEW.warehouse_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_in_valid_warehouse';
        END IF;
    END IF;
    UPDATE inventory_stockbalance SET on_hand = on_hand + change, last_moved_at = greatest(last_moved_at, NEW.at)
    WHERE warehouse_id = NEW.warehouse_id AND item_id = NEW.item_id RETURNING on_hand INTO NEW.on_hand_after;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no balance of item % in warehouse %', NEW.item_id, NEW.warehouse_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'move_without_balance';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enter BEFORE INSERT ON inventory_stockmove FOR EACH ROW EXECUTE FUNCTION inventory_enter_move();
"""

FORBIDDEN = """
CREATE FUNCTION inventory_forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not allowed on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_written_by_moves_only';
END $$;
CREATE TRIGGER by_moves_only BEFORE UPDATE OF on_hand ON inventory_stockbalance
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND NEW.on_hand <> OLD.on_hand) EXECUTE FUNCTION inventory_forbid();
CREATE TRIGGER begins_at_zero BEFORE INSERT ON inventory_stockbalance
    FOR EACH ROW WHEN (NEW.on_hand <> 0 OR NEW.reserved <> 0) EXECUTE FUNCTION inventory_forbid();
CREATE TRIGGER names_stay BEFORE UPDATE OF warehouse_id, item_id ON inventory_stockbalance
    FOR EACH ROW WHEN (NEW.warehouse_id <> OLD.warehouse_id OR NEW.item_id <> OLD.item_id)
    EXECUTE FUNCTION inventory_forbid();
CREATE TRIGGER kept BEFORE TRUNCATE ON inventory_stockbalance EXECUTE FUNCTION inventory_forbid();
CREATE TRIGGER kept BEFORE TRUNCATE ON inventory_stockmove EXECUTE FUNCTION inventory_forbid();
"""

# The lock waits for whoever is just bringing goods in; what they brought is seen afterwards.
WAREHOUSE = """
CREATE FUNCTION inventory_keep_warehouse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM inventory_warehouse WHERE id = NEW.id FOR UPDATE;
    IF EXISTS (SELECT FROM inventory_stockbalance WHERE warehouse_id = NEW.id AND (on_hand <> 0 OR reserved <> 0)) THEN
        RAISE EXCEPTION 'warehouse % has stock', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'warehouse_with_stock_stays_valid';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE OF is_valid ON inventory_warehouse
    FOR EACH ROW WHEN (OLD.is_valid AND NOT NEW.is_valid) EXECUTE FUNCTION inventory_keep_warehouse();
"""

UNDO = """
DROP FUNCTION inventory_keep_warehouse CASCADE;
DROP FUNCTION inventory_forbid CASCADE;
DROP FUNCTION inventory_enter_move CASCADE;
ALTER TABLE inventory_stockmove DROP CONSTRAINT move_of_balance;
"""


class Migration(migrations.Migration):
    """Guards in the database."""

    dependencies = [("inventory", "0001_initial")]

    operations = [migrations.RunSQL("".join([BALANCE, MOVE, FORBIDDEN, WAREHOUSE]), UNDO)]
