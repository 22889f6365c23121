"""Where the bytes of attachments lie."""

from danshu.kit.storing import Store

STORE = Store("attachments")
BYTES = "files.bytes"  # the slot in which bytes are named or cleared
