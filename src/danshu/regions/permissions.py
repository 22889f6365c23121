"""Who may bring in another edition of the divisions; reading them is open to everybody who is signed in."""

from danshu.kit.permissions import permission

LOAD_DIVISIONS = permission(
    "regions.division.load", "导入行政区划", "Import administrative divisions", level="import", roles="ADM"
)
