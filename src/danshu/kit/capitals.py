"""Amounts in financial Chinese capitals (大写) for printed documents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")
LIMIT = Decimal("1e16")


def _group(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if gap and text else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return text


def _whole(number: int) -> str:
    groups: list[int] = []
    while number:
        number, rest = divmod(number, 10_000)
        groups.append(rest)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += DIGITS[0]
        text += _group(group) + GROUPS[index]
        gap = False
    return text


def amount_in_capitals(amount: Decimal) -> str:
    """Write yuan in capitals: 1234.50 becomes 壹仟贰佰叁拾肆元伍角整. Refuses 10^16 yuan and more (ValueError)."""
    amount = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if abs(amount) >= LIMIT:
        raise ValueError("amount is too large to be written in capitals")
    sign = "负" if amount < 0 else ""
    cents = int(abs(amount) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _whole(yuan) + "元" if yuan else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif fen and yuan:
        text += DIGITS[0]
    text += DIGITS[fen] + "分" if fen else "整"
    return sign + text if text != "整" else "零元整"
