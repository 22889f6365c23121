"""Set or remove the company's logo or seal."""

from __future__ import annotations

import hashlib
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.parameters.errors import NothingChanged, UnknownParameter
from danshu.parameters.images import picture_of
from danshu.parameters.models import CompanyImage
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.queries import IMAGES


@operation("parameters.set_company_image", permission=CONFIGURE, label=("设置公司图片", "Set company picture"))
def set_company_image(*, name: str, content: bytes, reason: str = "", actor: Actor, at: datetime) -> str:
    """Keep a PNG or JPEG as `logo` or `seal`; empty content removes it. Returns the name (SYS-001).

    Raises UnknownParameter, UnreadableImage, NothingChanged when there is nothing to remove.
    """
    if name not in IMAGES:
        raise UnknownParameter(name=name)
    lock_slot("parameters")
    old = CompanyImage.objects.filter(name=name).values_list("digest", flat=True).first()
    new = None
    if content:
        new = _store(name, content, actor, at)
    elif old is None:
        raise NothingChanged()
    else:
        CompanyImage.objects.filter(name=name).delete()
    label = str(IMAGES[name])
    current_context().changed("parameters.image", 0, label=label, changes={"digest": (old, new)}, reason=reason)
    return name


def _store(name: str, content: bytes, actor: Actor, at: datetime) -> str:
    picture = picture_of(content)
    digest = hashlib.sha256(picture.content).hexdigest()
    fields = {
        "content": picture.content, "width": picture.width, "height": picture.height, "digest": digest,
        "changed_at": at, "changed_by_name": actor.name,
    }  # fmt: skip
    if not CompanyImage.objects.filter(name=name).update(**fields):
        CompanyImage.objects.create(name=name, **fields)
    return digest
