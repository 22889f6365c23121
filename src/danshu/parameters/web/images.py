"""Logo and seal of the company: put in, taken out; the seal is never shown (SYS-001)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to, signed_in
from danshu.parameters.models import CompanyImage
from danshu.parameters.operations.set_company_image import set_company_image
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.queries import IMAGES, LOGO, company_image
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done


class ImageForm(Form):
    """One of the images."""

    sections = [Section(gettext_lazy("公司图片"), ["name:2", "file:2"])]
    name = forms.ChoiceField(label=pgettext_lazy("公司图片", "图片"), choices=list(IMAGES.items()))
    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("PNG 或 JPEG，最大 2 MB；印章只用于打印单据，页面上不显示")
    )


@allowed_to(CONFIGURE)
def images(request: ActorRequest) -> HttpResponse:
    """What there is, and a form to put another in its place."""
    form = ImageForm(posted(request), request.FILES or None)

    def save() -> str:
        name, file = form.values["name"], form.values["file"]
        set_company_image(name=name, content=file.read(), actor=request.actor, at=now())
        done(request, _("%(image)s已保存") % {"image": IMAGES[name]})
        return reverse("parameters:images")

    stored = {row.name: row for row in CompanyImage.objects.defer("content")}
    context = {
        "images": [(name, label, stored.get(name)) for name, label in IMAGES.items()],
        "breadcrumb": [(_("系统参数"), reverse("parameters:list"))],
    }
    back_url = reverse("parameters:list")
    template = "parameters/images.html"
    return form_page(request, form, save, template=template, title=_("公司图片"), back_url=back_url, context=context)


@allowed_to(CONFIGURE)
def image(request: ActorRequest, name: str) -> HttpResponse:
    """Ask, then remove an image."""
    if name not in IMAGES:
        raise NotFound()
    label, back_url = str(IMAGES[name]), reverse("parameters:images")

    def impact() -> Impact:
        set_company_image.dry_run(name=name, content=b"", actor=request.actor, at=now())
        return Impact(
            title=_("移除%(image)s？") % {"image": label},
            effects=[Effect("parameters.image", _("以后打印的单据不再有这个图片"), "warn")],
            do_label=_("移除图片"),
            keep_label=_("保留图片"),
            reason="optional",
        )

    def act(reason: str, key: str) -> str:
        set_company_image(name=name, content=b"", reason=reason, actor=request.actor, at=now())
        done(request, _("%(image)s已移除") % {"image": label})
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)


@signed_in
def logo(request: ActorRequest) -> HttpResponse:
    """The logo for pages; the seal has no address."""
    content = company_image(LOGO)
    if content is None:
        raise NotFound()
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": "private, max-age=300"})
