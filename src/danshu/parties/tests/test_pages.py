"""Pages of customers as people use them (CUS-002, CUS-005, CUS-007, CUS-008, CUS-020)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties import panels, usage
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_address, make_contact, make_customer, person, source_id
from danshu.ui.detail import Fact

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def fields_of(client: Any, url: str) -> dict[str, str]:
    """What a form starts with."""
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {
        name: "on" if value is True else str(value) for name, value in values.items() if value not in (None, "", False)
    }


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit("示例华东分公司"), name="示例李四")


@pytest.mark.spec("CUS-002", "COM-018")
def test_a_customer_is_added_with_the_form_and_listed_at_once(seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)
    new = reverse("parties:customer_new")
    given = fields_of(client, new) | {
        "name": "示例青禾超市", "source": str(source_id()), "contacts-0-name": "孙七", "contacts-0-mobile": "138 0000 0001",
        "addresses-0-recipient": "吴九", "addresses-0-street": "示例路 1 号", "tags": "月结，重点",
    }  # fmt: skip

    response = client.post(new, given)

    customer = Customer.objects.get()
    assert (response.status_code, response["Location"]) == (303, reverse("parties:customer", args=[customer.pk]))
    assert [contact.name for contact in customer.contacts.all()] == ["孙七"]
    assert [address.is_default for address in customer.addresses.all()] == [True]
    assert customer.tags == ["月结", "重点"]
    listed = text_of(client.get(reverse("parties:customer_list")))
    assert "示例青禾超市" in listed
    assert "孙七" in listed
    assert "客户 KH-0001 示例青禾超市 已建立" in listed


@pytest.mark.spec("CUS-002", "COM-008")
def test_wrong_entries_are_told_beside_their_fields_and_kept(seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)
    new = reverse("parties:customer_new")
    given = fields_of(client, new) | {"name": "长" * 51, "email": "nobody", "contacts-0-mobile": "1380000"}

    response = client.post(new, given)

    errors = {name: list(texts) for name, texts in response.context["form"].errors.items()}
    assert response.status_code == 422
    assert errors == {
        "name": ["最多 50 个字，现在是 51 个"],
        "email": ["邮箱格式应为 name@example.com"],
        "source": ["填写客户来源"],
        "contacts-0-name": ["填写姓名"],
        "contacts-0-mobile": ["手机号应为 11 位，现在是 7 位"],
    }
    assert "长" * 51 in response.content.decode()
    assert not Customer.objects.exists()


@pytest.mark.spec("CUS-002")
def test_without_a_way_of_contact_the_form_says_so(seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)
    new = reverse("parties:customer_new")

    response = client.post(new, fields_of(client, new) | {"name": "示例青禾", "source": str(source_id())})

    assert (response.status_code, Customer.objects.count()) == (422, 0)
    assert "至少填写一种联系方式：电话、手机或邮箱" in text_of(response)


@pytest.mark.spec("CUS-003")
def test_a_duplicate_is_shown_while_typing_and_when_saving(seller: Actor, sign_in: SignIn) -> None:
    first, client = make_customer(seller, name="示例青禾超市"), sign_in(seller)
    new = reverse("parties:customer_new")
    given = fields_of(client, new) | {"name": "示例青禾 超市", "source": str(source_id()), "mobile": "13800009999"}

    typed = client.post(reverse("parties:duplicates"), given, headers={"HX-Request": "true"})
    saved = client.post(new, given)

    for response in (typed, saved):
        assert f"同一地区名称相同：{first.number} 示例青禾超市（示例华东分公司）" in text_of(response)
    assert (saved.status_code, Customer.objects.count()) == (409, 1)


@pytest.mark.spec("CUS-005", "COM-012")
def test_the_second_of_two_editors_is_told_and_changes_nothing(seller: Actor, sign_in: SignIn) -> None:
    customer, client = make_customer(seller, name="示例青禾超市"), sign_in(seller)
    edit = reverse("parties:customer_edit", args=[customer.pk])
    mine, theirs = fields_of(client, edit), fields_of(client, edit)

    assert client.post(edit, theirs | {"short_name": "青禾"}).status_code == 303
    late = client.post(edit, mine | {"short_name": "青青"})

    assert late.status_code == 409
    assert "示例李四 在" in text_of(late)
    assert 'value="青青"' in late.content.decode()
    assert Customer.objects.get().short_name == "青禾"


@pytest.mark.spec("CUS-005")
def test_saving_an_unchanged_form_changes_nothing(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller, email="a@example.com", tags=["月结"], follow_up_days=7, website="example.com")
    client = sign_in(seller)
    edit = reverse("parties:customer_edit", args=[customer.pk])

    assert client.post(edit, fields_of(client, edit)).status_code == 303

    assert Customer.objects.get().version == 1


@pytest.mark.spec("CUS-005", "COM-009")
def test_deleting_asks_first_and_the_bin_gives_it_back(sign_in: SignIn) -> None:
    manager = person("SMG")
    customer, client = make_customer(manager, contacts=[{"name": "孙七"}]), sign_in(manager)
    delete = reverse("parties:customer_delete", args=[customer.pk])

    asked = client.get(delete)
    assert "连同 1 位联系人、0 个收货地址" in text_of(asked)
    assert not Customer.objects.get().deleted_at
    given = {"digest": asked.context["digest"], "form_token": "t-1", "reason": "录错了"}
    assert client.post(delete, given).status_code == 303
    assert client.post(delete, given).status_code == 404
    assert client.get(reverse("parties:customer", args=[customer.pk])).status_code == 404
    assert customer.name in text_of(client.get(reverse("recycling:bin")))

    undone = client.get(reverse("parties:customer_restore", args=[customer.pk]))
    asked = client.get(undone["Location"])
    assert "客户连同联系人、收货地址和开票资料一起恢复" in text_of(asked)
    given = {"form_token": str(asked.context["form"].token)}
    assert client.post(undone["Location"], given)["Location"] == reverse("parties:customer", args=[customer.pk])
    assert "孙七" in text_of(client.get(reverse("parties:customer", args=[customer.pk])))


@pytest.mark.spec("CUS-005")
def test_a_used_customer_is_not_deleted_and_the_page_says_why(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = person("SMG")
    customer = make_customer(manager)
    monkeypatch.setattr(usage, "_CUSTOMERS", {})
    usage.register("订单", lambda keys: dict.fromkeys(keys, 1))

    response = sign_in(manager).get(reverse("parties:customer_delete", args=[customer.pk]))

    assert response.status_code == 409
    assert f"{customer} 不能删除：已有 订单 1" in text_of(response)
    assert "改为使客户失效" in text_of(response)


@pytest.mark.spec("CUS-008")
def test_panels_of_upper_modules_appear_for_those_who_may_see_them(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_PANELS", {})
    panels.register(
        panels.Panel(
            code="money", label="应收与收款", permission="parties.customer.credit", template="parties/profile.html",
            facts=lambda actor, customer: [Fact(label="累计收款", value="¥1,000.00")],
            context=lambda actor, customer: {"groups": [("收款", [("单号", "SK-1")])]}, count=lambda actor, customer: 14,
        )
    )  # fmt: skip
    unit = make_unit()
    clerk, finance = person("BRC", unit=unit), person("FNC", unit=unit)
    customer = make_customer(clerk)
    url = reverse("parties:customer", args=[customer.pk])

    assert "累计收款" not in text_of(sign_in(clerk).get(url))
    assert sign_in(clerk).get(f"{url}?tab=money").status_code == 404
    assert "累计收款 ¥1,000.00" in text_of(sign_in(finance).get(url))
    assert "SK-1" in text_of(sign_in(finance).get(f"{url}?tab=money"))


@pytest.mark.spec("CUS-001", "CUS-008")
def test_every_field_can_be_seen_on_the_profile(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(
        seller, legal_representative="王五", website="example.com", demand="每月补货", province="浙江省", member_number="M-1",
        bank_name="示例银行", follow_up_days=14, consents_to_calls=True, remark="老客户",
    )  # fmt: skip

    page = text_of(sign_in(seller).get(reverse("parties:customer", args=[customer.pk]) + "?tab=profile"))

    for expected in (
        "王五",
        "https://example.com",
        "每月补货",
        "浙江省",
        "M-1",
        "示例银行",
        "14",
        "老客户",
        "网络",
        "中国",
    ):
        assert expected in page, expected


@pytest.mark.spec("CUS-033")
def test_only_finance_sets_credit_with_a_reason(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    url = reverse("parties:customer_credit", args=[customer.pk])
    finance = sign_in(person("FNC"))

    assert sign_in(seller).get(url).status_code == 403
    given = fields_of(finance, url) | {"credit_limit": "50,000", "payment_terms_days": "30", "reason": ""}
    assert finance.post(url, given).status_code == 422
    assert finance.post(url, given | {"reason": "年度评审"}).status_code == 303

    stored = Customer.objects.get()
    assert (stored.credit_limit, stored.payment_terms_days, stored.is_credit_blocked) == (50000, 30, False)


@pytest.mark.spec("CUS-014")
def test_after_a_change_of_owner_the_old_one_sees_the_customer_no_longer(sign_in: SignIn) -> None:
    unit = make_unit()
    manager, old, new = person("SMG", unit=unit), person("SLS", unit=unit), person("SLS", unit=unit)
    customer = make_customer(old)
    url = reverse("parties:customer", args=[customer.pk])
    change = reverse("parties:customer_owner", args=[customer.pk])
    client = sign_in(manager)

    given = fields_of(client, change) | {"owner": str(new.user_id), "owner-text": new.name, "reason": "离职"}
    assert client.post(change, given).status_code == 303

    assert sign_in(old).get(url).status_code == 404
    assert sign_in(new).get(url).status_code == 200


@pytest.mark.spec("CUS-020")
def test_a_second_primary_contact_takes_the_flag_and_a_phone_finds_it(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    first = make_contact(customer, seller, name="孙七")
    client = sign_in(seller)
    new = reverse("parties:contact_new", args=[customer.pk])

    given = fields_of(client, new) | {"name": "吴九", "mobile": "13900000002", "is_primary": "on"}
    assert client.post(new, given).status_code == 303

    second = Contact.objects.get(name="吴九")
    first.refresh_from_db()
    assert (first.is_primary, second.is_primary) == (False, True)
    found = text_of(client.get(reverse("parties:contact_list") + "?q=139 0000 0002"))
    assert "吴九" in found
    assert "孙七" not in found
    assert client.post(reverse("parties:contact_primary", args=[first.pk])).status_code == 303
    assert client.get(reverse("parties:contact", args=[second.pk])).status_code == 200


@pytest.mark.spec("CUS-001")
def test_addresses_are_added_edited_and_removed(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    first = make_address(customer, seller)
    client = sign_in(seller)
    new = reverse("parties:address_new", args=[customer.pk])
    assert client.post(new, fields_of(client, new) | {"recipient": "吴九", "street": "示例路 9 号"}).status_code == 303
    second = DeliveryAddress.objects.get(recipient="吴九")
    edit = reverse("parties:address_edit", args=[second.pk])

    assert client.post(edit, fields_of(client, edit) | {"city": "宁波市"}).status_code == 303
    remove = reverse("parties:address_remove", args=[first.pk])
    asked = client.get(remove)
    assert "默认地址改为 吴九" in text_of(asked)
    assert client.post(remove, {"digest": asked.context["digest"], "form_token": "t"}).status_code == 303

    second.refresh_from_db()
    assert (second.city, second.is_default) == ("宁波市", True)


@pytest.mark.spec("ACC-022", "SEC-A1")
def test_out_of_scope_looks_like_missing_on_every_page(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller, contacts=[{"name": "孙七"}])
    contact, address = customer.contacts.get(), make_address(customer, seller)
    client = sign_in(person("SMG"))
    for name, pk in [
        ("customer", customer.pk), ("customer_edit", customer.pk), ("customer_delete", customer.pk),
        ("customer_invalidate", customer.pk), ("customer_owner", customer.pk), ("contact_new", customer.pk),
        ("address_new", customer.pk), ("contact", contact.pk), ("contact_edit", contact.pk),
        ("contact_invalidate", contact.pk), ("contact_delete", contact.pk), ("address_edit", address.pk),
        ("address_remove", address.pk),
    ]:  # fmt: skip
        theirs, none = (
            client.get(reverse(f"parties:{name}", args=[pk])),
            client.get(reverse(f"parties:{name}", args=[987654])),
        )
        assert (theirs.status_code, none.status_code) == (404, 404), name
    listed = text_of(client.get(reverse("parties:customer_list")))
    assert customer.name not in listed


@pytest.mark.spec("COM-005")
def test_an_invalid_customer_can_only_be_viewed(sign_in: SignIn) -> None:
    manager = person("SMG")
    customer, client = make_customer(manager), sign_in(manager)
    url = reverse("parties:customer_invalidate", args=[customer.pk])
    asked = client.get(url)
    assert client.post(url, {"digest": asked.context["digest"], "form_token": "t", "reason": "停业"}).status_code == 303

    page = client.get(reverse("parties:customer", args=[customer.pk]))
    assert "客户已失效" in text_of(page)
    assert reverse("parties:customer_edit", args=[customer.pk]) not in page.content.decode()
    edit = client.post(reverse("parties:customer_edit", args=[customer.pk]), {"name": "新名"})
    assert (edit.status_code, Customer.objects.get().name) == (409, customer.name)
    assert "失效的数据只能查看" in text_of(edit)
    assert customer.name not in text_of(client.get(reverse("parties:customer_list")))
    assert customer.name in text_of(client.get(reverse("parties:customer_list") + "?valid=invalid"))
    assert customer.name not in text_of(client.get(reverse("parties:find") + f"?q={customer.number}"))
