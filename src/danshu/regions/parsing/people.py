"""Finds recipient and telephone among the words around an address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from danshu.regions.parsing.marks import NOTHING, Part, guessed, sure

MOBILE = re.compile(r"(?<!\d)(?:\+?\s?86[-\s]?)?(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4})(?:\s?[-转]\s?(\d{1,6}))?(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?[(（]?(0\d{2,3})[)）]?[-\s]?(\d{7,8})(?:\s?[-转]\s?(\d{1,6}))?(?!\d)")
# Taiwan, Hong Kong, Macau: with their country codes; a mobile and a landline of Taiwan as they are dialled there
ABROAD = re.compile(
    r"(?<!\d)\(?\+?\s?(852|853|886)\)?[-\s]?\(?0?\)?(\d{4}[-\s]?\d{4}|9\d{2}[-\s]?\d{3}[-\s]?\d{3}|\d{1,2}[-\s]?\d{3,4}[-\s]?\d{4})(?!\d)"
)
TAIWANESE = re.compile(
    r"(?<!\d)(?:(09\d{2})[-\s]?(\d{3})[-\s]?(\d{3})|\(?(0[2-8])\)?[-\s](\d{3,4})[-\s]?(\d{4}))(?!\d)"
)
SHORT_LANDLINE = re.compile(r"(?<![\d号])(\d{7,8})(?![\d号室楼栋])")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文章鲁葛柳欧殷岳齐梅庄辛管祝左涂谷祁"
    "时舒耿牟卜路詹关苗凌费纪靳盛童欢甘项裴邢翁卓查温柴景骆华池尚柏宁冉申包左季屈吉伍成单鲍闵阮荣"
)
COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
)
TITLE = re.compile(r"(?:先生|女士|小姐|老师|经理|师傅|医生|总|老板|阿姨|同学)$")
SURE_NAME = 10
# 买买提·吐尔逊, 格桑·央金·卓玛: the dot stands between the parts of one name
DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,4}")
DOTTED_AT_END = re.compile(
    r"(?<=[号室楼栋幢座层店厦村院\d])([^\W\d号室楼栋幢座层店厦村院]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,4})$"
)
PLACE_END = re.compile(
    r"[路街巷弄号栋幢室楼层厦园村镇乡区县市省店厂]$|公司$|小区$|花园$|大学$|学校$|单元$|广场$|中心$|地区·|[省市区县]·"
)
HAN = re.compile(r"[\u3400-\u9fff·]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z .'-]{1,39}")
PLACE_WORDS = re.compile(r"[路街巷弄号栋幢室楼层厦园村镇乡区县市省店厂库]|公司|小区|花园|大学|学校|单元|广场|中心|仓")
BEFORE_A_NAME = re.compile(r"[号室楼栋幢座层店厦村院\d]")


def take_phone(text: str) -> tuple[str, Part]:
    """The text with breaks where telephones stood, and the first of them."""
    numbers: list[str] = []
    certain = True

    def note(match: re.Match[str]) -> str:
        groups = [re.sub(r"\D", "", group) for group in match.groups() if group]
        if match.re is ABROAD:
            number = f"+{groups[0]} {groups[1]}"
        elif match.re is TAIWANESE:
            number = "".join(groups)
        elif match.re is LANDLINE:
            number = "-".join([f"{groups[0]}{groups[1]}", *groups[2:]])
        else:
            number = "-".join(groups)
        numbers.append(number)
        return "\n"

    for pattern in (MOBILE, ABROAD, TAIWANESE, LANDLINE):
        text = pattern.sub(note, text)
    if not numbers:
        text, certain = SHORT_LANDLINE.sub(note, text, count=1), False
    if not numbers:
        return text, NOTHING
    if len(dict.fromkeys(numbers)) > 1:
        return text, guessed(numbers[0], _("文字里有几个号码，取第一个"))
    return text, sure(numbers[0]) if certain else guessed(numbers[0], _("没有区号"))


def name_worth(word: str) -> int:
    """How much a word looks like somebody's name; 0 for not at all."""
    bare = TITLE.sub("", word)
    titled = bare != word and bool(bare)
    if re.search(r"\d", word):
        return 0
    if DOTTED.fullmatch(bare):
        return 0 if PLACE_END.search(bare) else SURE_NAME
    if HAN.fullmatch(word) and len(word) <= 8:
        begins = bare[:1] in SURNAMES or bare.startswith(COMPOUND_SURNAMES)
        if titled and begins and len(bare) <= 4:
            return SURE_NAME
        if 2 <= len(word) <= 4 and begins and not PLACE_WORDS.search(word[1:]):
            return SURE_NAME
        if PLACE_WORDS.search(word) or len(word) > 4:
            return 0
        return 5 if len(word) >= 2 else 0
    return 4 if LATIN.fullmatch(word) else 0


def best_name(words: Sequence[str], *, least: int = 1) -> tuple[int, Part]:
    """(place of the best name among the words, the part); -1 when none is worth at least so much."""
    worths = [name_worth(word) for word in words]
    most = max(worths, default=0)
    if most < least:
        return -1, NOTHING
    place = worths.index(most)
    if most >= SURE_NAME and worths.count(most) == 1:
        return place, sure(words[place])
    return place, guessed(words[place], "" if worths.count(most) == 1 else _("还有别的词也像姓名"))


def name_at_end(text: str) -> str:
    """A name written on to the end of an address without a blank: …1号张三."""
    if dotted := DOTTED_AT_END.search(text):
        return dotted[1]
    for length in (2, 3):
        name, before = text[-length:], text[-length - 1 : -length]
        if BEFORE_A_NAME.match(before) and name_worth(name) >= SURE_NAME:
            return name
    return ""


def with_whole_names(words: Sequence[str]) -> list[str]:
    """Words of Latin letters that follow each other are one name: John Smith."""
    joined: list[str] = []
    for word in words:
        if joined and LATIN.fullmatch(word) and LATIN.fullmatch(joined[-1]):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined
