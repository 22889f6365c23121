"""The tree of categories (CAT-005, COM-015)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from danshu.catalog.errors import CategoryInUse, CategoryNameTaken, InvalidRecord, TreeLoop, TreeTooDeep, WrongOrder
from danshu.catalog.models import Category
from danshu.catalog.operations.create_category import create_category
from danshu.catalog.operations.edit_category import edit_category
from danshu.catalog.operations.invalidate_categories import invalidate_categories
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.reorder_categories import reorder_categories
from danshu.catalog.queries import branch_ids, category_choices, category_tree
from danshu.catalog.tests.factories import NOW, keeper, make_category, make_item
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def chain(*names: str) -> list[Category]:
    """Categories below each other."""
    made: list[Category] = []
    for name in names:
        made.append(make_category(name, made[-1] if made else None))
    return made


def move(category: Category, parent: Category | None, version: int | None = None) -> Category:
    parent_id = parent.pk if parent else None
    return edit_category(
        category_id=category.pk, version=version, name=category.name, parent_id=parent_id, actor=SYSTEM, at=NOW
    )


@pytest.mark.spec("CAT-005")
def test_a_tree_has_at_most_five_levels() -> None:
    deepest = chain("一", "二", "三", "四", "五")[-1]

    with pytest.raises(TreeTooDeep):
        make_category("六", deepest)

    assert [node.level for node in category_tree()] == [1, 2, 3, 4, 5]


@pytest.mark.spec("CAT-005")
def test_a_move_that_would_make_the_branch_too_deep_is_refused() -> None:
    *_, fourth = chain("一", "二", "三", "四")
    other, _child = chain("甲", "乙")

    with pytest.raises(TreeTooDeep) as refused:
        move(other, fourth)

    assert refused.value.facts["levels"] == 6
    assert Category.objects.get(pk=other.pk).parent_id is None


@pytest.mark.spec("CAT-005")
def test_a_category_cannot_move_below_itself() -> None:
    top, middle, bottom = chain("一", "二", "三")

    for target in (top, middle, bottom):
        with pytest.raises(TreeLoop):
            move(top, target)


@pytest.mark.spec("CAT-005")
def test_a_branch_moves_with_everything_below_it() -> None:
    _top, middle, bottom = chain("一", "二", "三")
    other = make_category("甲")

    move(middle, other)

    levels = dict(Category.objects.values_list("name", "level"))
    assert (levels["二"], levels["三"]) == (2, 3)
    assert branch_ids(other.pk) == [other.pk, middle.pk, bottom.pk]
    move(middle, None)
    levels = dict(Category.objects.values_list("name", "level"))
    assert (levels["二"], levels["三"]) == (1, 2)


@pytest.mark.spec("CAT-005", "COM-015")
def test_invalidating_a_category_in_use_is_refused_with_the_numbers() -> None:
    top, below = chain("清洁", "洗手")
    make_item(category=below)

    with pytest.raises(CategoryInUse) as refused:
        invalidate_categories(category_ids=[top.pk], actor=SYSTEM, at=NOW)
    assert (refused.value.facts["children"], refused.value.facts["items"]) == (1, 0)
    with pytest.raises(CategoryInUse) as refused:
        invalidate_categories(category_ids=[below.pk], actor=SYSTEM, at=NOW)
    assert (refused.value.facts["children"], refused.value.facts["items"]) == (0, 1)
    assert Category.objects.filter(is_valid=True).count() == 2


@pytest.mark.spec("CAT-005", "COM-005")
def test_an_empty_branch_goes_as_a_whole_and_stays_invalid() -> None:
    top, below = chain("清洁", "洗手")
    item = make_item(category=below)
    invalidate_items(item_ids=[item.pk], actor=SYSTEM, at=NOW)

    invalidate_categories(category_ids=[top.pk, below.pk], actor=SYSTEM, at=NOW)

    assert category_choices() == []
    with pytest.raises(InvalidRecord):
        edit_category(category_id=top.pk, version=None, name="新", parent_id=None, actor=SYSTEM, at=NOW)
    with pytest.raises(IntegrityError, match="invalid record"), transaction.atomic():
        Category.objects.filter(pk=top.pk).update(is_valid=True)


@pytest.mark.spec("COM-015")
def test_a_name_is_unique_among_valid_categories_and_free_again_afterwards() -> None:
    first = make_category("Paper 纸品")

    with pytest.raises(CategoryNameTaken):
        make_category("paper 纸品")
    invalidate_categories(category_ids=[first.pk], actor=SYSTEM, at=NOW)

    assert make_category("Paper 纸品").pk != first.pk


@pytest.mark.spec("COM-015", "COM-008")
def test_a_name_is_required_and_has_at_most_fifty_characters() -> None:
    for name in ("  ", "字" * 51):
        with pytest.raises(FieldErrors):
            create_category(name=name, actor=SYSTEM, at=NOW)
    assert make_category("字" * 50).level == 1


@pytest.mark.spec("COM-006")
def test_a_new_order_is_used_where_categories_are_offered() -> None:
    names = ["一", "二", "三", "四", "五"]
    made = [make_category(name) for name in names]
    order = [made[0], made[4], made[1], made[2], made[3]]

    reorder_categories(parent_id=None, category_ids=[c.pk for c in order], actor=SYSTEM, at=NOW)

    assert [label for _pk, label in category_choices()] == ["一", "五", "二", "三", "四"]
    with pytest.raises(WrongOrder):
        reorder_categories(parent_id=None, category_ids=[made[0].pk], actor=SYSTEM, at=NOW)


@pytest.mark.spec("COM-012")
def test_the_second_editor_of_a_category_is_told() -> None:
    category = make_category("一")
    edit_category(category_id=category.pk, version=1, name="甲", parent_id=None, actor=SYSTEM, at=NOW)

    with pytest.raises(EditConflict):
        edit_category(category_id=category.pk, version=1, name="乙", parent_id=None, actor=SYSTEM, at=NOW)

    assert Category.objects.get(pk=category.pk).name == "甲"


@pytest.mark.spec("ACC-023")
@pytest.mark.parametrize(
    ("call", "values"),
    [
        (create_category, {"name": "x"}),
        (edit_category, {"category_id": 1, "version": 1, "name": "x", "parent_id": None}),
        (invalidate_categories, {"category_ids": [1]}),
        (reorder_categories, {"parent_id": None, "category_ids": []}),
    ],
)
def test_nobody_without_the_right_changes_categories(call: Any, values: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        call(**values, actor=keeper("catalog.item.view"), at=NOW)
    assert Category.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_levels_that_do_not_fit_and_loops() -> None:
    top, below = chain("一", "二")

    with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
        Category.objects.filter(pk=below.pk).update(level=3)
    with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
        Category.objects.filter(pk=top.pk).update(parent=below.pk, level=3)
    with pytest.raises(IntegrityError, match="does not fit"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_category SET level = level + 1, parent_id = CASE id WHEN %s THEN %s::bigint ELSE parent_id END",
            [top.pk, below.pk],
        )
    assert dict(Category.objects.values_list("name", "level")) == {"一": 1, "二": 2}
