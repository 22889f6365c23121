"""Several customers get another person from the list (CUS-014)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from danshu.identity.tests.factories import make_unit
from danshu.parties.models import Customer
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_customer, person
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.spec("CUS-014", "COM-004", "ACC-023")
def test_the_ticked_customers_get_another_person_and_refused_ones_say_why(sign_in: SignIn) -> None:
    unit = make_unit()
    manager, old, new = person("SMG", unit=unit), person("SLS", unit=unit), person("SLS", unit=unit)
    first, second = make_customer(old, name="示例青禾超市"), make_customer(old, name="示例白露超市")
    theirs, stranger = make_customer(new, name="示例谷雨超市"), make_customer(person("SLS"), name="示例外人超市")
    chosen = ",".join(str(each.pk) for each in (first, second, theirs, stranger))
    url = f"{reverse('parties:customers_owner')}?ids={chosen}"
    client = sign_in(manager)

    page = text_of(client.get(url))
    assert "所选客户 3" in page
    assert ("示例白露超市" in page, "示例外人超市" in page) == (True, False)
    given = fields_of(client, url) | {"owner": str(new.user_id), "owner-text": new.name}
    assert client.post(url, given | {"reason": ""}).status_code == 422
    assert Customer.objects.get(pk=first.pk).owner_id == old.user_id
    assert client.post(url, given | {"reason": "轮岗"}).status_code == 303

    owners = dict(Customer.objects.values_list("pk", "owner_id"))
    assert owners == {
        first.pk: new.user_id, second.pk: new.user_id, theirs.pk: new.user_id, stranger.pk: stranger.owner_id,
    }  # fmt: skip
    told = text_of(client.get(reverse("parties:customer_list")))
    assert "已变更 2 家客户的负责人" in told
    assert f"{theirs} 的负责人已经是 {new.name}" in told
    assert sign_in(old).get(url).status_code == 403
    nothing = f"{reverse('parties:customers_owner')}?ids={stranger.pk},x"
    assert client.get(nothing).status_code == 404
