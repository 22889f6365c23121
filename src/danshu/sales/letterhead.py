"""Who issues our documents: the company's data of this moment."""

from __future__ import annotations

from django.utils.translation import gettext as _

from danshu.parameters.queries import LOGO, company_image, values
from danshu.printing.documents import Letterhead

NAMES = ("company_name", "company_address", "company_phone", "company_email", "company_website", "company_tax_number",
         "company_bank", "company_bank_account", "print_header", "print_footer")  # fmt: skip


def letterhead() -> Letterhead:
    """Name, address and logo for the head of a document, in the active language. The seal is not for staff (ACC-026)."""
    known = values(NAMES)
    reach = [
        _("电话 %(value)s") % {"value": known["company_phone"]} if known["company_phone"] else "",
        known["company_email"],
        known["company_website"],
    ]
    lines = [known["company_address"], "　".join(filter(None, reach)), *str(known["print_header"] or "").splitlines()]
    return Letterhead(
        name=known["company_name"],
        lines=tuple(filter(None, lines)),
        footer=known["print_footer"] or "",
        logo=company_image(LOGO),
    )


def payment_account() -> str:
    """Where the customer pays to, as one line; empty when no bank is known."""
    known = values(NAMES)
    if not (known["company_bank"] and known["company_bank_account"]):
        return ""
    text = _("收款账户：%(name)s　%(bank)s　%(account)s") % {
        "name": known["company_name"], "bank": known["company_bank"], "account": known["company_bank_account"],
    }  # fmt: skip
    tax = known["company_tax_number"]
    return text + (_("　税号 %(number)s") % {"number": tax} if tax else "")
