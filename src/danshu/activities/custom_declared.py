"""Communications have custom fields (交流自定义信息); the list of one that is switched on is only viewed (CUS-024)."""

from django.utils.translation import gettext_lazy as _

from danshu.custom_fields.hosts import Host, register_host
from danshu.custom_fields.kinds import CONTACT_KINDS, FieldKind

COMMUNICATION = "activities.communication"
# what was said is no place for telephone numbers: those belong to the contact, who is masked as his owner says
KINDS = frozenset(FieldKind) - CONTACT_KINDS

register_host(Host(COMMUNICATION, _("交流记录"), "activities_communication", KINDS, options_rest=True))
