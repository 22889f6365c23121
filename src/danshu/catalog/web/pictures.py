"""Pictures of an item: looked at, added, ordered, removed (CAT-001)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.errors import InvalidRecord
from danshu.catalog.models import Item
from danshu.catalog.operations.add_pictures import MAX_PICTURES, add_pictures
from danshu.catalog.operations.remove_picture import remove_picture
from danshu.catalog.operations.set_main_picture import set_main_picture
from danshu.catalog.permissions import ITEM_EDIT, ITEM_VIEW
from danshu.catalog.pictures import picture_of
from danshu.catalog.queries import PictureInfo, item_or_404, picture_bytes, pictures_of
from danshu.catalog.web.lists import item_url
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.parameters.queries import value
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go


class Files(forms.FileInput):
    """A control for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At least one file; the value is the list of them."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file like a single one; nothing chosen is a missing entry."""
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class PicturesForm(Form):
    """Picture files to add."""

    sections = [Section(gettext_lazy("添加图片"), ["images:4"])]
    images = FilesField(
        label=gettext_lazy("图片文件"), widget=Files(attrs={"accept": "image/png,image/jpeg,image/webp"})
    )

    def __init__(self, *args: Any, max_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = _("JPEG、PNG 或 WebP，每张最大 %(size)s MB，一个商品最多 %(count)s 张")
        self.fields["images"].help_text = text % {"size": max_mb, "count": MAX_PICTURES}


@allowed_to(ITEM_EDIT)
def pictures(request: ActorRequest, pk: int) -> HttpResponse:
    """The pictures of an item with what can be done to each, and a form to add some."""
    item = item_or_404(pk)
    if not item.is_valid:
        raise InvalidRecord(label=str(item))
    max_mb = int(value("attachment_max_mb"))
    form = PicturesForm(posted(request), request.FILES or None, max_mb=max_mb)
    here = reverse("catalog:pictures", args=[pk])

    def save() -> str:
        drawn = [picture_of(file.read(), str(file.name), max_mb=max_mb) for file in form.values["images"]]
        count = add_pictures.keyed(form.token)(item_id=pk, pictures=drawn, actor=request.actor, at=now())
        done(request, with_count("已添加 %(count)s 张图片") % {"count": count} if count else _("选择的图片已经有了"))
        return here

    context = {
        "item": item, "pictures": pictures_of(pk), "save_label": _("添加图片"),
        "breadcrumb": [(_("商品资料"), reverse("catalog:items")), (str(item), item_url(item))],
    }  # fmt: skip
    return form_page(
        request,
        form,
        save,
        template="catalog/pictures.html",
        title=_("商品图片"),
        back_url=item_url(item),
        context=context,
    )


@allowed_to(ITEM_EDIT)
def picture_main(request: ActorRequest, pk: int, picture_id: int) -> HttpResponse:
    """POST: this picture stands for the item from now on; undone with one press, so nothing is asked."""
    item, info = _found(pk, picture_id)
    if request.method == "POST":
        set_main_picture(item_id=pk, picture_id=picture_id, actor=request.actor, at=now())
        done(request, _("%(name)s 现在是主图") % {"name": info.name})
    return go(request, reverse("catalog:pictures", args=[item.pk]))


@allowed_to(ITEM_EDIT)
def picture_remove(request: ActorRequest, pk: int, picture_id: int) -> HttpResponse:
    """Ask, then remove a picture."""
    item, info = _found(pk, picture_id)
    here = reverse("catalog:pictures", args=[item.pk])

    def impact() -> Impact:
        trial = remove_picture.dry_run(item_id=pk, picture_id=picture_id, actor=request.actor, at=now())
        return Impact(
            title=_("移除图片 %(name)s？") % {"name": info.name}, effects=trial.effects,
            do_label=_("移除图片"), keep_label=_("保留图片"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        remove_picture.keyed(key)(item_id=pk, picture_id=picture_id, reason=reason, actor=request.actor, at=now())
        done(request, _("图片 %(name)s 已移除") % {"name": info.name})
        return here

    return confirm(request, impact=impact, act=act, back_url=here)


def _found(pk: int, picture_id: int) -> tuple[Item, PictureInfo]:
    item = item_or_404(pk)
    info = next((each for each in pictures_of(pk) if each.id == picture_id), None)
    if info is None:
        raise NotFound()
    return item, info


@allowed_to(ITEM_VIEW)
def picture(request: ActorRequest, pk: int, picture_id: int) -> HttpResponse:
    """The bytes of a picture; ?size=small for the thumbnail. A picture never changes, so browsers keep it for a day."""
    small = request.GET.get("size") == "small"
    content, mime, digest = picture_bytes(pk, picture_id, small=small)
    etag = f'"{digest[:32]}{"s" if small else ""}"'
    headers = {"Cache-Control": "private, max-age=86400", "ETag": etag, "Content-Disposition": "inline"}
    answer = HttpResponse(content, content_type=mime, headers=headers)
    return get_conditional_response(request, etag, response=answer) or answer
