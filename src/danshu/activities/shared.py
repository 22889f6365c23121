"""Which rights over dealings a shared customer carries along (CUS-015)."""

from danshu.activities import permissions as rights
from danshu.parties.sharing import COMMUNICATE, VIEW, opens

opens(VIEW, rights.VIEW_COMMUNICATIONS, rights.VIEW_PLANS)
opens(COMMUNICATE, rights.EDIT_PLANS, rights.SEND_MAIL)
