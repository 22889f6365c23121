"""The texts of every reason for which a file is refused: what is wrong, and what to do (MSG-1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import Text

RESAVE = _("用 Excel 或 WPS 打开，另存为 .xlsx 后再上传")

# reason -> (what happened, what to do)
REASONS: dict[str, tuple[Text, Text]] = {
    "suffix": (
        _("不认识扩展名为 %(suffix)s 的文件"),
        _("上传 .xlsx、.xlsm、.xls、.xlsb、.ods、.csv、.tsv 或 .txt 文件"),
    ),
    "empty_file": (_("文件是空的（0 字节）"), _("检查文件是否保存成功，再上传")),
    "too_big": (
        _("文件有 %(size)s MB，上限是 %(limit)s MB"),
        _("删除图片或拆成几个文件，大表也可以另存为 .csv"),
    ),
    "renamed_workbook": (
        _("内容是 Excel 工作簿，扩展名却是 %(suffix)s"),
        _("把扩展名改回 .xlsx 或 .xls 后再上传"),
    ),
    "renamed_text": (
        _("内容是文本，扩展名却是 %(suffix)s，不是真正的工作簿"),
        _("把扩展名改为 .csv，或用 Excel、WPS 打开后另存为 .xlsx"),
    ),
    "foreign_html": (_("内容是网页，不是表格文件"), RESAVE),
    "foreign_xml": (_("内容是 XML，不是表格文件"), RESAVE),
    "foreign_pdf": (_("内容是 PDF，不是表格文件"), _("向发件人要原来的表格文件")),
    "foreign_picture": (_("内容是图片，不是表格文件"), _("向发件人要原来的表格文件")),
    "foreign_archive": (_("内容是压缩包，不是表格文件"), _("先解压，再上传里面的表格文件")),
    "foreign_program": (_("内容是程序，不是表格文件"), _("不要打开这个文件，向发件人核实")),
    "foreign_document": (_("内容是文档，不是表格文件"), _("把表格复制到 Excel 或 WPS，另存为 .xlsx")),
    "encrypted": (_("文件有打开密码"), _("用 Excel 或 WPS 打开，去掉密码后保存，再上传")),
    "damaged": (_("文件已损坏或不完整，无法读取"), RESAVE),
    "sheet_damaged": (_("这个工作表的内容已损坏，无法读取"), RESAVE),
    "xml_entities": (_("文件里有实体定义，正常的表格软件不会写出这种内容"), RESAVE),
    "zip_members": (_("文件里有 %(count)s 个部件，上限是 %(limit)s 个"), RESAVE),
    "zip_duplicate": (_("文件里有两个同名部件：%(member)s"), RESAVE),
    "zip_path": (_("文件里有指向外部的部件：%(member)s"), RESAVE),
    "zip_link": (_("文件里有链接部件：%(member)s"), RESAVE),
    "zip_unpacked": (
        _("文件解压后超过 %(limit)s MB"),
        _("拆成几个文件，或另存为 .csv，.csv 没有这个限制"),
    ),
    "zip_ratio": (
        _("部件 %(member)s 的压缩比超过 %(limit)s 倍，不是正常的表格文件"),
        _("拆成几个文件，或另存为 .csv 后再上传"),
    ),
    "sheets": (_("有 %(count)s 个工作表，上限是 %(limit)s 个"), _("删除用不到的工作表后再上传")),
    "too_large": (
        _("有内容的区域是 %(rows)s 行 × %(columns)s 列，超过 %(limit)s 个单元格"),
        _("最远的单元格离数据太远时删除它，否则拆成几个文件，或另存为 .csv"),
    ),
    "rows": (_("超过 %(limit)s 行"), _("拆成几个文件后再上传")),
    "columns": (_("有 %(count)s 列，上限是 %(limit)s 列"), _("删除用不到的列后再上传")),
    "memory": (
        _("读取这个文件需要的内存超过上限"),
        _("删除用不到的工作表和列、拆成几个文件，或另存为 .csv"),
    ),
    "time": (_("读取这个文件用的时间超过上限"), _("拆成几个文件，或另存为 .csv 后再上传")),
    "crashed": (_("读取这个文件时解析程序中止，文件可能损坏或含有异常内容"), RESAVE),
    "encoding": (
        _("文字编码不是 UTF-8、GB18030、UTF-16 或 Windows-1252"),
        _("用 Excel 或 WPS 打开，另存为“CSV UTF-8”或 .xlsx 后再上传"),
    ),
    "encoding_row": (
        _("第 %(row)s 行附近有不属于 %(encoding)s 编码的字节"),
        _("换一种编码再试，或另存为“CSV UTF-8”后再上传"),
    ),
    "nul": (_("单元格里有空字符（NUL），数据库不能保存"), _("删除这个单元格里的特殊字符后再上传")),
    "cell_too_long": (_("单元格有 %(length)s 个字符，上限是 %(limit)s 个"), _("缩短这个单元格的内容")),
    "line_too_long": (
        _("第 %(row)s 行超过 %(limit)s 个字符，可能不是表格文件"),
        _("检查文件的换行和分隔符，或另存为 .xlsx 后再上传"),
    ),
    "unclosed_quote": (
        _("第 %(row)s 行开始的双引号没有结束，或一个单元格过长"),
        _("补上右引号，或另存为 .xlsx 后再上传"),
    ),
    "no_data": (_("文件里没有数据"), _("检查是否选错了文件，数据应在工作表里而不是图表或图片里")),
    "no_such_sheet": (_("没有第 %(number)s 个工作表"), _("重新上传文件并选择工作表")),
}
