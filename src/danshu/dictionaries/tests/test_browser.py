"""The pages of the dictionaries in a real browser, in every look."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.catalog.dictionaries import BRAND
from danshu.catalog.tests.factories import make_item
from danshu.dictionaries.tests.factories import make_value
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.parties.tests.factories import person
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.spec("COM-019", "SYS-004")
@in_every_look
def test_every_page_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    admin = person("ADM", unit=make_unit("示例公司"), name="示例管理员")
    if look == "english":
        User.objects.update(language="en")
    brand = make_value(BRAND, "示例品牌", name_en="Example brand")
    make_item(code="B1", brand_id=brand.pk)
    sign_in(browser_page, live_url, admin.user_id)
    places = {
        "dictionaries": "/settings/dictionaries/",
        "dictionary-value": f"/settings/dictionaries/values/{brand.pk}/",
        "dictionary-invalidate": f"/settings/dictionaries/values/{brand.pk}/invalidate/",
    }
    walk(browser_page, live_url, places, look, axe_source, data="示例公司 示例管理员 示例品牌")
