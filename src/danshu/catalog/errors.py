"""What the catalogue refuses, with the way out."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class CodeTaken(DomainError):
    """Codes are unique, ignoring case (CAT-002)."""

    code, status = "item_code_taken", 409
    message = _("编码已被另一个商品使用")
    way_out = _("换一个编码，或修改已有的商品；编码不区分大小写，失效商品的编码也不再使用")


class BarcodeTaken(DomainError):
    """A barcode names one valid item."""

    code, status = "item_barcode_taken", 409
    message = _("条码已被另一个有效商品使用")
    way_out = _("核对条码；同一条码只能属于一个有效商品")


class CategoryNameTaken(DomainError):
    """Names are unique among valid categories (COM-015)."""

    code, status = "category_name_taken", 409
    message = _("已有同名的有效分类")
    way_out = _("换一个名称，或使用已有的分类")


class InvalidRecord(DomainError):
    """What was invalidated can only be viewed (COM-005)."""

    code = "invalid_record"
    message = _("%(label)s 已失效，失效的数据只能查看")
    way_out = _("需要继续使用时，新建一条记录")


class CannotReturn(DomainError):
    """There is no re-validation (COM-005)."""

    code = "no_revalidation"
    message = _("失效的数据不能恢复为有效")
    way_out = _("新建一条记录，名称可以相同")


class ItemInUse(DomainError):
    """An item that was used is kept (CAT-003)."""

    code = "item_in_use"
    message = _("%(label)s 已被使用（%(places)s），不能删除")
    way_out = _("改为失效或下架；已有单据不受影响")


class KindFixed(DomainError):
    """The type of a used item does not change (CAT-001)."""

    code = "item_kind_fixed"
    message = _("%(label)s 已被使用（%(places)s），商品类型不能再改")
    way_out = _("新建一个正确类型的商品，并让这个商品失效")


class CategoryInUse(DomainError):
    """A category that holds something valid stays valid (CAT-005)."""

    code = "category_in_use"
    message = _("分类「%(name)s」下还有 %(children)s 个有效的下级分类、%(items)s 个有效商品")
    way_out = _("先把它们移到其他分类，再失效")


class TreeTooDeep(DomainError):
    """At most five levels (CAT-005)."""

    code, status = "category_too_deep", 422
    message = _("分类最多 5 级，移动后会有 %(levels)s 级")
    way_out = _("选择更上层的上级分类")


class TreeLoop(DomainError):
    """A category is not its own ancestor (CAT-005)."""

    code, status = "category_loop", 422
    message = _("不能把分类「%(name)s」移到它自己或它的下级之下")
    way_out = _("选择另一个上级分类")


class WrongOrder(DomainError):
    """The new order must name exactly the values it orders (COM-006)."""

    code, status = "category_order", 422
    message = _("排序的分类与现有分类不一致")
    way_out = _("重新载入排序页后再保存")


class NoInitialStock(DomainError):
    """Only stock-managed items start with a stock (CAT-002)."""

    code, status = "no_initial_stock", 422
    message = _("只有按库存管理的商品才能填写期初库存")
    way_out = _("勾选「按库存管理」，或清空期初库存")


class UnreadablePicture(DomainError):
    """The file is no picture that we can show (CAT-001)."""

    code, status = "unreadable_picture", 422
    message = _("%(name)s 不是可以显示的图片")
    way_out = _("选择 JPEG、PNG 或 WebP 图片")


class PictureTooBig(DomainError):
    """Larger than `attachment_max_mb` allows."""

    code, status = "picture_too_big", 422
    message = _("%(name)s 有 %(size)s MB，图片最大 %(limit)s MB")
    way_out = _("缩小图片后再上传")


class PictureTooLarge(DomainError):
    """More pixels than anybody needs to see; decoding them would keep everybody waiting."""

    code, status = "picture_too_large", 422
    message = _("%(name)s 为 %(width)s × %(height)s 像素，每边最多 %(side)s 像素，总共最多 %(total)s 百万像素")
    way_out = _("缩小图片后再上传")


class TooManyPictures(DomainError):
    """An item has a handful of pictures."""

    code, status = "too_many_pictures", 422
    message = _("一个商品最多 %(limit)s 张图片，现有 %(present)s 张，又选了 %(chosen)s 张")
    way_out = _("先移除不用的图片，或少选几张")


class PicturesChanged(DomainError):
    """Somebody added or removed pictures at the same moment."""

    code, status = "pictures_changed", 409
    message = _("图片刚刚被修改过")
    way_out = _("重新载入页面后再试")


class Nothing(DomainError):
    """A batch without records."""

    code, status = "nothing_selected", 422
    message = _("请至少选择一条记录")


explain("item_code_unique", lambda: CodeTaken(field="code"))
explain("item_barcode_unique", lambda: BarcodeTaken(field="barcode"))
explain("category_name_unique", lambda: CategoryNameTaken(field="name"))
explain("no_revalidation", CannotReturn)
explain("category_level_range", lambda: TreeTooDeep(field="parent", levels=6))
explain("category_levels_fit", lambda: TreeLoop(field="parent", name=""))
explain("item_picture_once", PicturesChanged)
explain("item_picture_place", PicturesChanged)
