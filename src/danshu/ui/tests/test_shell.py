"""The frame of every page (COM-001), preferences, search, error pages."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from danshu.kit import navigation
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import Forbidden, NotFound
from danshu.ui.ports import PORTS, Hit, SearchProvider
from danshu.ui.shell import NavLink, NavSection, Shell, folded


@pytest.fixture
def menu(monkeypatch):
    entries = []
    monkeypatch.setattr(navigation, "ENTRIES", entries)
    navigation.entry(
        "sales", "销售订单", "ui:gallery_list", permission="gallery.page", icon="file-invoice", count=lambda _a: 12
    )
    navigation.entry("fulfilment", "库存", "ui:gallery_form", permission="inventory.view", icon="building-warehouse")
    navigation.entry("sales", "新建订单", "ui:gallery_entry", permission="gallery.page", icon="plus", create=True,
                     shortcut=True)  # fmt: skip
    navigation.entry("data", "没有装的", "nowhere:list", permission="gallery.page", icon="x")
    return entries


@pytest.mark.spec("COM-001")
def test_the_menu_shows_only_what_the_person_may_use(client, menu):
    page = client.get("/ui/gallery/").content.decode()

    nav = re.search(r'<nav class="x-nav".*?</nav>', page, re.DOTALL)[0]
    assert "销售订单" in nav
    assert '<span class="n">12</span>' in nav
    assert "库存" not in nav
    assert "没有装的" not in page


def entry_link(name: str, count: int = 0, *, current: bool = False) -> NavLink:
    return NavLink(name, f"/{name}/", "list", current=current, count=count, hot=False)


@pytest.mark.spec("COM-001")
def test_a_long_menu_folds_what_is_rare_and_keeps_what_has_work_in_sight():
    sections = [NavSection("销售", tuple(entry_link(f"a{n}") for n in range(12))),
                NavSection("系统", tuple(entry_link(f"b{n}", count=5 * (n == 9)) for n in range(10)))]  # fmt: skip

    sales, system = folded(sections)

    assert ([link.label for link in sales.links], len(sales.more)) == ([f"a{n}" for n in range(7)], 5)
    assert [link.label for link in system.links] == ["b0", "b1", "b2", "b3", "b4", "b5", "b6", "b9"]
    assert [link.label for link in system.more] == ["b7", "b8"]
    assert [link.label for link in system.entries] == [*(link.label for link in system.links), "b7", "b8"]


@pytest.mark.spec("COM-001")
def test_the_fold_is_open_on_a_page_below_it_and_a_short_menu_has_none():
    long = [NavSection("系统", (*(entry_link(f"b{n}") for n in range(20)), entry_link("here", current=True)))]
    short = (NavSection("系统", tuple(entry_link(f"b{n}") for n in range(14))),)

    assert [section.is_open for section in folded(long)] == [True]
    assert folded(short) == short
    assert (
        folded([NavSection("系统", tuple(entry_link(f"b{n}") for n in range(15)))])[0].more == ()
    )  # one is not folded


@pytest.mark.spec("COM-001")
def test_the_status_bar_names_person_unit_state_and_version(client, monkeypatch):
    normal = client.get("/ui/gallery/").content.decode()
    monkeypatch.setattr(PORTS, "system_status", lambda: "今晚 22:00 维护")
    announced = client.get("/ui/gallery/").content.decode()

    assert "赵六" in normal
    assert "总部 · 订单中心" in normal
    assert "系统 正常" in normal
    assert Shell.version.fget(None) in normal
    assert "系统 今晚 22:00 维护" in announced


def test_the_current_entry_is_marked_for_the_pages_below_it(client, menu, orders):
    orders(3)

    page = client.get("/ui/gallery/list/1/").content.decode()

    assert re.search(r'<a href="/ui/gallery/list/" aria-current="page"', page)


def test_one_heading_a_skip_link_and_a_title(client):
    page = client.get("/ui/gallery/").content.decode()

    assert len(re.findall(r"<h1\b", page)) == 1
    assert page.index('class="x-skip" href="#main"') < page.index("<main")
    assert "<title>组件与状态 · " in page


@pytest.mark.parametrize(
    ("sent", "cookie", "value"),
    [
        ({"theme": "dark"}, "danshu-theme", "dark"),
        ({"density": "compact"}, "danshu-density", "compact"),
        ({"language": "en"}, "danshu_language", "en"),
    ],
)
def test_choices_are_kept_in_a_cookie_and_lead_back(client, sent, cookie, value):
    response = client.post("/ui/preference/", {**sent, "next": "/ui/gallery/?x=1"})

    assert (response.status_code, response["Location"]) == (303, "/ui/gallery/?x=1")
    assert client.cookies[cookie].value == value


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_choice_never_leads_to_another_site(client, target):
    assert client.post("/ui/preference/", {"theme": "dark", "next": target})["Location"] == "/"


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"language": "xx"}, {"density": "huge"}])
def test_unknown_choices_are_ignored(client, sent):
    client.post("/ui/preference/", sent)

    assert not {"danshu-theme", "danshu-density", "danshu_language"} & set(client.cookies)


def test_the_theme_is_in_the_page_from_the_start(client):
    client.cookies["danshu-theme"] = "dark"

    assert '<html lang="zh-CN" data-bs-theme="dark">' in client.get("/ui/gallery/").content.decode()


def test_a_choice_is_also_kept_with_the_person(client, monkeypatch):
    kept = []
    monkeypatch.setattr(PORTS, "store_preference", lambda actor, name, value: kept.append((actor.name, name, value)))

    client.post("/ui/preference/", {"language": "en"})

    assert kept == [("赵六", "language", "en")]


@pytest.mark.spec("COM-001")
def test_the_palette_finds_pages_by_name_and_pinyin_and_records_in_scope(client, menu, monkeypatch):
    found = SearchProvider(
        label="订单", permission="gallery.page", find=lambda _actor, text, _n: [Hit(title=f"SO-{text}", url="/o/")]
    )
    hidden = SearchProvider(label="库存", permission="inventory.view", find=lambda *_: [Hit(title="秘密", url="/s/")])
    monkeypatch.setattr(PORTS, "providers", [found, hidden])

    by_pinyin = client.get("/ui/search/", {"q": "xsdd"}, HTTP_HX_REQUEST="true").content.decode()
    acts = client.get("/ui/search/", {"q": ">新建"}, HTTP_HX_REQUEST="true").content.decode()
    records = client.get("/ui/search/", {"q": "#0027"}, HTTP_HX_REQUEST="true").content.decode()

    assert "销售订单" in by_pinyin
    assert "秘密" not in by_pinyin
    assert ("新建订单" in acts, "SO-" in acts) == (True, False)
    assert ("SO-0027" in records, "销售订单" in records) == (True, False)


@pytest.mark.spec("COM-001")
def test_pages_are_pinned_to_the_sidebar_and_unpinned(client, menu):
    def pinned():
        found = re.search(r'<div class="x-pins".*?</div>', client.get("/ui/menu/").content.decode(), re.DOTALL)
        return re.findall(r"<span>(.*?)</span>", found[0]) if found else []

    assert pinned() == ["新建订单"]
    client.post("/ui/preference/", {"pin": "ui:gallery_list", "next": "/ui/menu/"})
    assert pinned() == ["新建订单", "销售订单"]
    client.post("/ui/preference/", {"pin": "ui:gallery_entry", "next": "/ui/menu/"})
    assert pinned() == ["销售订单"]
    client.post("/ui/preference/", {"pin": "ui:gallery_form", "next": "/ui/menu/"})
    assert pinned() == ["销售订单"], "a page he may not use is not shown even when pinned"


def test_search_works_as_a_page_without_scripts(client, menu):
    page = client.get("/ui/search/", {"q": "订单"}).content.decode()

    assert "<h1>搜索</h1>" in page
    assert "/ui/gallery/list/" in page


def test_menu_keys_and_counts_have_addresses_of_their_own(client, menu):
    assert "销售订单" in client.get("/ui/menu/").content.decode()
    assert "<kbd>Ctrl</kbd>" in client.get("/ui/keys/").content.decode()
    assert client.get("/ui/keys/", HTTP_HX_REQUEST="true").content.decode().lstrip().startswith("<dialog")
    assert '<span data-count="/ui/gallery/list/">12</span>' in client.get("/ui/counts/").content.decode()


@pytest.mark.spec("ACC-023")
@pytest.mark.parametrize("status", [400, 403, 404, 409, 500, 503])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_error_pages_say_what_happened_and_what_to_do(rf, status, language):
    request = rf.get("/")
    request.actor = Actor(user_id=1, name="赵六", grants={"x": EVERYTHING})
    refusal = {403: Forbidden(function="审核订单"), 404: NotFound()}.get(status)

    with translation.override(language):
        page = render_to_string(
            f"ui/errors/{status}.html", {"refusal": refusal, "status": status, "number": "E-7F31C2"}, request=request
        )

    assert "<h1>" in page
    assert "E-7F31C2" in page
    if language == "zh-hans":
        assert "<title>错误：" in page


def test_an_error_inside_a_page_is_a_panel_for_htmx(client, orders):
    orders(1)

    panel = client.get("/ui/gallery/list/99/", HTTP_HX_REQUEST="true")

    assert panel.status_code == 404
    assert not panel.content.decode().lstrip().startswith("<!doctype")
    assert "记录不存在" in panel.content.decode()


def test_someone_who_is_not_signed_in_sees_errors_without_the_menu(rf):
    request = rf.get("/")
    request.actor = None

    page = render_to_string("ui/errors/404.html", {"status": 404}, request=request)

    assert "x-side" not in page
    assert "没有找到这个页面" in page


def test_no_inline_scripts_and_no_handlers_in_any_page(client, orders):
    orders(3)
    for path in ("", "list/", "list/1/", "form/", "entry/", "sign-in/", "impact/"):
        page = client.get(f"/ui/gallery/{path}").content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"\son\w+=", page), path


def provider(label, *hits):
    return SearchProvider(label=label, permission="gallery.page", find=lambda *_: list(hits))


def told(client, text):
    """Group labels and titles in the order of the page."""
    body = client.get("/ui/search/", {"q": text}, HTTP_HX_REQUEST="true").content.decode()
    labels = re.findall(r"<h3[^>]*>(.*?)</h3>", body)
    return labels, [title.strip() for title in re.findall(r'<span class="grow">(.*?)(?:<span|</span>)', body)]


@pytest.mark.spec("COM-001")
def test_the_best_answers_come_first_within_and_between_the_groups_and_pages_before_acts(client, menu, monkeypatch):
    orders = provider(
        "订单", Hit(title="SO-00127", url="/1"), Hit(title="SO-0012", url="/2"), Hit(title="XSO-0012", url="/3")
    )
    customers = provider("客户", Hit(title="大甲", url="/4", note="KH-1"), Hit(title="甲", url="/5", note="KH-2"),
                         Hit(title="甲乙", url="/6", note="SO-0012x"))  # fmt: skip
    monkeypatch.setattr(PORTS, "providers", [orders, customers])

    labels, titles = told(client, "SO-0012")
    assert labels == ["订单", "客户"]
    assert titles[:3] == ["SO-0012", "SO-00127", "XSO-0012"]
    labels, titles = told(client, "甲")
    assert (labels[0], titles[:3]) == ("客户", ["甲", "甲乙", "大甲"])

    labels, titles = told(client, "销售订单")
    assert (labels[0], titles[0]) == ("页面", "销售订单")
    labels, _titles = told(client, "")
    assert labels == ["页面", "动作"]
    assert told(client, ">")[0] == ["动作"]
