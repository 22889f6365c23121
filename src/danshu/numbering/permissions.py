"""Who may change number patterns (SYS default rights)."""

from danshu.kit.permissions import permission

CONFIGURE = permission("numbering.series.configure", "编号规则", "Number ranges", level="configure", roles="ADM")
