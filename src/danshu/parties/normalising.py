"""What people type about customers, made uniform so that it can be compared, dialled and searched.

Every function returns the uniform text ("" for nothing) or raises ValueError with a text for people in the active
language. Nothing here reads the database.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from danshu.kit.search import normalise
from danshu.kit.words import with_count

CHINA = "CN"
CN_MOBILE = re.compile(r"1[3-9]\d{9}")
EXTENSION = re.compile(r"(?:转|轉|分机|[#＃]|ext\.?|x|(?<=\d{9})-)\s*(\d{1,6})$", re.IGNORECASE)  # "-801": as stored
NAME_NOISE = re.compile(r"[\s\W_]+")
REGION_SUFFIX = re.compile(r"(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市)$")
SHORTEST_NUMBER, LONGEST_NUMBER = 4, 15

_check_email = EmailValidator()
_check_url = URLValidator(schemes=["http", "https"])


def plain_phone(text: str) -> str:
    """The digits of a typed number, with a leading + when there is one: how numbers are searched."""
    half = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"\D", "", half)
    return f"+{digits}" if half.lstrip().startswith("+") else digits


def phone(text: str, country: str = CHINA) -> str:
    """A telephone number as it is stored: Chinese ones as they are dialled at home (13800001234, 02112345678, with
    "-801" for an extension), all others with + and country code."""
    half = unicodedata.normalize("NFKC", text).strip()
    if not half:
        return ""
    digits = re.sub(r"[\s\-().]", "", half)
    if CN_MOBILE.fullmatch(digits) and country == CHINA:
        return digits
    extension = EXTENSION.search(half)
    if extension:
        half = half[: extension.start()]
    number = _parsed(half, country)
    if number.country_code == 86:
        home = _chinese(number)
        return f"{home}-{extension[1]}" if extension else home
    if not SHORTEST_NUMBER <= len(str(number.national_number)) <= LONGEST_NUMBER:
        raise ValueError(_("电话号码应有 4 到 15 位数字"))
    full = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{full}-{extension[1]}" if extension else full


def _parsed(text: str, country: str) -> phonenumbers.PhoneNumber:
    try:
        return phonenumbers.parse(text, country or CHINA)
    except phonenumbers.NumberParseException:
        raise ValueError(_("电话号码只能由数字、空格、括号、+ 和 - 组成")) from None


def _chinese(number: phonenumbers.PhoneNumber) -> str:
    digits = str(number.national_number)
    looks_mobile = re.match(r"1[3-9]", digits) is not None
    if looks_mobile and not CN_MOBILE.fullmatch(digits):
        raise ValueError(with_count("手机号应为 11 位，现在是 %(count)s 位") % {"count": len(digits)})
    if not phonenumbers.is_possible_number(number):
        raise ValueError(
            with_count("固定电话应带区号，例如 021-12345678，现在是 %(count)s 位") % {"count": len(digits)}
        )
    if looks_mobile or digits.startswith(("400", "800", "95", "96")):
        return digits
    return f"0{digits}"


def mobile(text: str, country: str = CHINA) -> str:
    """A mobile number; a Chinese one has 11 digits beginning with 1."""
    stored = phone(text, country)
    if stored and not stored.startswith("+") and not CN_MOBILE.fullmatch(stored):
        raise ValueError(_("手机号应为 11 位，以 1 开头；座机填在固定电话一栏"))
    return stored


def email(text: str) -> str:
    """An e-mail address in lower case."""
    half = unicodedata.normalize("NFKC", text).strip()
    if not half:
        return ""
    try:
        _check_email(half)
    except ValidationError:
        raise ValueError(_("邮箱格式应为 name@example.com")) from None
    return half.casefold()


def url(text: str) -> str:
    """A web address; https:// is added when only the host was typed."""
    half = unicodedata.normalize("NFKC", text).strip()
    if not half:
        return ""
    full = half if "://" in half else f"https://{half}"
    try:
        _check_url(full)
    except ValidationError:
        raise ValueError(_("网址格式应为 https://example.com")) from None
    return full


def licence(text: str) -> str:
    """A licence number without blanks; one of 18 characters must be a correct unified social credit code."""
    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(code) == 18 and code.isascii() and code.isalnum() and not uscc.is_valid(code):
        raise ValueError(_("统一社会信用代码的校验位不对，逐位核对一遍"))
    return code


def name_key(name: str) -> str:
    """How names are compared: half width, lower case, without blanks, brackets and punctuation."""
    return NAME_NOISE.sub("", normalise(name)) or normalise(name)


def region_key(country: str, province: str) -> str:
    """The region within which names must differ: country and province, 浙江省 like 浙江."""
    return f"{country}/{REGION_SUFFIX.sub('', normalise(province))}"
