"""The demo company's data at the head of documents, and its logo."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from danshu.kit.actor import Actor
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.operations.set_company_image import set_company_image
from danshu.parameters.queries import LOGO
from danshu.printing.fonts_of_documents import BOLD

RED = (178, 35, 30)
SIDE = 480
COMPANY = {
    "company_short_name": "示例商贸",
    "company_phone": "021-0000 0000",
    "company_email": "office@example.com",
    "company_website": "www.example.com",
    "company_tax_number": "91000000EXAMPLE000",
    "company_bank": "示例银行示范支行",
    "company_bank_account": "0000 0000 0000 0001",
}


def build_letterhead(actor: Actor, at: datetime) -> None:
    """Store what documents show of the company."""
    change_parameters(changes=COMPANY, reason="初始配置", actor=actor, at=at)
    set_company_image(name=LOGO, content=_logo(), reason="初始配置", actor=actor, at=at)


def _logo() -> bytes:
    """A red tile with the first character of the name, like a seal; plain red without the font of documents."""
    image = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, SIDE - 1, SIDE - 1), radius=84, fill=RED)
    if BOLD.exists():
        font = ImageFont.truetype(str(BOLD), 300)
        draw.text((SIDE / 2, SIDE / 2), "示", font=font, fill="white", anchor="mm")
    packed = io.BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()
