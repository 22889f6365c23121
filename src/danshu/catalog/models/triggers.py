"""Guards in the database that both kinds of master record share."""

import pgtrigger


def no_revalidation() -> pgtrigger.Trigger:
    """What was invalidated stays invalid (COM-005)."""
    return pgtrigger.Trigger(
        name="no_revalidation",
        operation=pgtrigger.UpdateOf("is_valid"),
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__is_valid=False, new__is_valid=True),
        func="RAISE EXCEPTION 'an invalid record cannot become valid again' "
        "USING ERRCODE = '23514', CONSTRAINT = 'no_revalidation';",
    )
