"""Who may maintain dictionaries (SYS default rights: dictionaries also OPA)."""

from danshu.kit.permissions import permission

CONFIGURE = permission("dictionaries.value.configure", "基础资料", "Dictionaries", level="configure", roles="ADM OPA")
