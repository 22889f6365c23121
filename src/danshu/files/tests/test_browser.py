"""Attachments in a real browser: chosen, dropped, pasted, looked at, deleted; every look; without scripts (COM-016)."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.files.models import Attachment, Note
from danshu.files.operations.add_attachment import add_attachment
from danshu.files.operations.add_note import add_note
from danshu.files.tests.factories import NOON, attached, taken
from danshu.files.tests.samples import PDF, photo
from danshu.identity.models import User
from danshu.sales.tests.world import World, build_world
from danshu.testing.looks import in_every_look, keep_picture, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("COM-016")]
# A file as the system hands it over when it is dropped or pasted.
HAND_OVER = """([kind, name, type, content]) => {
    const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0)), data = new DataTransfer();
    data.items.add(new File([bytes], name, {type}));
    const target = kind === 'paste' ? document.body : document.querySelector('#files');
    const event = kind === 'paste' ? new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
        : new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true});
    target.dispatchEvent(event);
}"""


@pytest.fixture
def company(transactional_db: None) -> World:
    """The small company, its clerk ready to sign in."""
    world = build_world()
    for actor in (world.clerk, world.reviewer):
        for code in (*actor.roles, "ADM") if actor is world.reviewer else actor.roles:
            UserRole.objects.create(user_id=actor.user_id, role=Role.objects.get(code=code))
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return world


def hand_over(page: Any, kind: str, name: str, mime: str, content: bytes) -> None:
    page.evaluate(HAND_OVER, [kind, name, mime, b64encode(content).decode()])


def test_files_are_dropped_pasted_and_chosen_looked_at_and_deleted(
    company: World, browser_page: Any, live_url: str, tmp_path: Path
) -> None:
    order, page = company.order(), browser_page
    sign_in(page, live_url, company.clerk.user_id)
    page.goto(f"{live_url}/orders/{order.number}/")
    hand_over(page, "drop", "现场.jpg", "image/jpeg", photo(900, 600))
    hand_over(page, "paste", "image.png", "image/png", photo(600, 400, colour="navy", kind="PNG"))
    paper = tmp_path / "回单.pdf"
    paper.write_bytes(PDF)
    page.locator("#files-camera").set_input_files(
        files=[{"name": "camera.jpg", "mimeType": "image/jpeg", "buffer": photo(800, 600, colour="brown")}]
    )
    chosen = page.locator("[data-chosen] li")
    assert chosen.count() == 3
    assert page.evaluate("document.activeElement.name") == "description"
    page.keyboard.type("卸货现场")
    keep_picture(page, "files-chosen")
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("已上传 3 个附件").wait_for()
    assert set(Attachment.objects.values_list("kind", "description")) == {("image", "卸货现场")}
    assert Attachment.objects.filter(name__regex=r"^20\d{12}\.png$").count() == 1

    page.locator("#files-choose").set_input_files(paper)
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("已上传 1 个附件").wait_for()
    page.locator("#files").scroll_into_view_if_needed()
    # they load when they come into sight
    page.wait_for_function("[...document.querySelectorAll('#files img')].every(i => i.complete && i.naturalWidth > 0)")

    page.get_by_role("link", name="现场.jpg", exact=True).click()
    dialog = page.locator("dialog.wide")
    dialog.wait_for()
    assert (
        page.evaluate(
            "document.querySelector('dialog img').decode().then(() => document.querySelector('dialog img').naturalWidth)"
        )
        == 600
    )
    keep_picture(page, "files-look")
    dialog.get_by_role("link", name="关闭").click()
    page.get_by_role("link", name="回单.pdf", exact=True).click()
    page.locator("dialog iframe").wait_for()
    keep_picture(page, "files-look-pdf")
    with page.expect_download() as download:
        page.locator("dialog").get_by_role("link", name="下载").click()
    assert download.value.suggested_filename == "回单.pdf"
    assert Path(download.value.path()).read_bytes() == PDF

    page.locator("dialog.wide").get_by_role("button", name="删除附件").click()
    page.locator("dialog form").get_by_role("button", name="删除附件").click()
    page.get_by_text("附件 回单.pdf 已删除").first.wait_for()
    assert Attachment.objects.count() == 3


@pytest.mark.parametrize("browser_context", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(company: World, browser_page: Any, live_url: str) -> None:
    order, page = company.order(), browser_page
    sign_in(page, live_url, company.clerk.user_id)
    page.goto(f"{live_url}/orders/{order.number}/")
    page.locator("#files-choose").set_input_files(
        files=[{"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_role("link", name="a.pdf", exact=True).click()
    page.get_by_role("heading", name="a.pdf").wait_for()
    page.get_by_role("button", name="删除附件").click()
    page.locator("form").get_by_role("button", name="删除附件").click()
    page.get_by_text("还没有附件").or_(page.get_by_text("附件 a.pdf 已删除")).first.wait_for()
    assert Attachment.objects.count() == 0

    page.goto(f"{live_url}/customers/{company.customer.pk}/")
    remarks = page.locator("form:has(#note)")
    remarks.get_by_role("textbox", name="备注").fill("只要专票")
    remarks.get_by_label("谁能看到").select_option(label="客户可见")
    remarks.get_by_role("button", name="发布").click()
    page.get_by_text("只要专票").first.wait_for()
    assert Note.objects.get().is_visible is True


def pages(world: World) -> dict[str, str]:
    """Every page with something on it."""
    order, clerk = world.order(), world.clerk
    paper = attached(order, clerk, description="盖章的回单")
    picture = attached(
        order, clerk, content=photo(1200, 800), name="卸货现场 2026-09-18.jpg", description="右侧三箱破损"
    )
    attached(order, clerk, content=b"code,name", name=f"{'a' * 90}.csv")
    customer = world.customer.pk
    for kind, pk in (("parties.customer", customer), ("catalog.item", world.soap.pk)):
        add_attachment(kind=kind, record_id=pk, upload=taken(photo(300, 200), "a.jpg"), actor=world.reviewer, at=NOON)
        add_note(kind=kind, record_id=pk, content="只要开专票，\n送到后门", actor=world.reviewer, at=NOON)
        add_note(kind=kind, record_id=pk, content="已寄样品", is_visible=True, actor=world.reviewer, at=NOON)
    line = order.lines.order_by("position")[0]
    contact = world.customer.contacts.all()[0]
    return {
        "files-order": f"/orders/{order.number}/",
        "files-customer": f"/customers/{customer}/",
        "files-contact": f"/contacts/{contact.pk}/",
        "files-item": f"/products/{world.soap.pk}/",
        "files-record": f"/records/sales.order/{order.pk}/files/",
        "files-notes": f"/records/parties.customer/{customer}/files/",
        "files-line": f"/records/sales.order_line/{line.pk}/files/",
        "files-picture": f"/files/{picture}/",
        "files-paper": f"/files/{paper}/",
        "files-remove": f"/files/{picture}/remove/",
    }


@pytest.mark.spec("COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, company: World, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    addresses = pages(company)
    sign_in(browser_page, live_url, company.reviewer.user_id)
    walk(browser_page, live_url, addresses, look, axe_source)
