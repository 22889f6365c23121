"""The texts of every reason for which a file is refused: what is wrong, and what to do (MSG-1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import Text

RESAVE = _("用原来的程序打开，另存后再上传")
SUSPECT = _("不要打开这个文件，向发送人核实来源")

# reason -> (what happened, what to do)
REASONS: dict[str, tuple[Text, Text]] = {
    "empty": (_("文件是空的（0 字节）"), _("检查文件是否保存成功，再上传")),
    "too_big": (
        _("文件超过 %(limit)s MB 的上限"),
        _("压缩图片、另存为较小的文件，或请系统管理员调高“附件大小上限”"),
    ),
    "program": (_("内容是可执行的程序或脚本，不管名字叫什么都不接受"), SUSPECT),
    "program_name": (_("名字带有可执行文件的扩展名 .%(suffix)s"), SUSPECT),
    "macros": (_("文档里有宏（可执行的代码）"), _("另存为不含宏的 .xlsx 或 .docx 后再上传")),
    "embedded": (_("文档里嵌有程序或未知的对象"), _("去掉嵌入的对象，另存后再上传")),
    "launches": (_("PDF 会在打开时启动程序"), SUSPECT),
    "two_in_one": (_("文件同时是两种格式，正常的软件不会写出这样的文件"), RESAVE),
    "markup": (_("内容是网页、SVG 或 XML，里面可以藏脚本"), _("另存为 PDF 或图片后再上传")),
    "archive": (_("内容是压缩包"), _("解压后逐个上传里面的文件")),
    "presentation": (_("内容是演示文稿"), _("导出为 PDF 后再上传")),
    "heic": (_("HEIC 图片在很多电脑上打不开"), _("在手机上改存为 JPEG 后再上传")),
    "unknown": (_("认不出这是什么文件"), _("另存为图片、PDF、Excel、Word 或文本后再上传")),
    "not_allowed": (_("系统不接受这类文件：%(kind)s"), _("换成允许的类型：%(allowed)s")),
    "renamed": (
        _("内容是%(kind)s，扩展名却是 .%(suffix)s"),
        _("把扩展名改回实际的类型后再上传"),
    ),
    "damaged": (_("文件已损坏或不完整"), RESAVE),
    "encrypted": (_("文件的部件有密码"), _("去掉密码后再上传")),
    "pixels": (
        _("图片为 %(width)s × %(height)s 像素，每边最多 %(side)s 像素，总共最多 %(total)s 百万像素"),
        _("缩小图片后再上传"),
    ),
    "bomb": (_("压缩比不正常，解压后会占满磁盘"), SUSPECT),
    "parts": (_("文档的部件重复、过多或指向外部"), RESAVE),
    "infected": (_("查毒程序报告：%(found)s"), SUSPECT),
    "too_many": (_("一次最多上传 %(limit)s 个文件"), _("分几次上传")),
}
