"""An example for each operation of the API reference, made of its own description, and how to authorise."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

JSON, FORM = "application/json", "multipart/form-data"
KEYS_PAGE = "/me/keys/"
BEARER = (
    f"A key of your own: create one under [API keys]({KEYS_PAGE}) (个人设置 → API 密钥), with the scopes it needs, and paste it"
    " here without `Bearer`. 密钥在「API 密钥」页新建，这里只粘贴密钥本身。"
)
# what fields of these names look like, where their description has no example
NAMED: Mapping[str, Any] = {
    "name": "示例青禾连锁超市", "title": "回访", "content": "确认补货两箱", "reason": "客户要求", "text": "示例", "mobile": "13800000001",
    "phone": "021-55501234", "email": "wu@example.com", "recipient": "吴九", "street": "样板路 100 号", "currency": "CNY",
    "signed_by": "吴九", "evidence": "签收单 88 号", "method": "bank_transfer", "tracking_number": "SF1400000000001",
    "payer_name": "示例青禾连锁超市", "amount": "225.40", "quantity": "2", "unit_price": "42.50", "number": "SO-260918-0027",
    "code": "P00003", "transaction": "42000001", "order_number": "SO-260918-0027", "seen_status": "draft", "comment": "同意",
    "item_code": "P00003", "source": "internet",
}  # fmt: skip
FORMATS: Mapping[str, Any] = {
    "date": "2026-09-18", "date-time": "2026-09-18T10:00:00+08:00", "time": "10:00", "email": "wu@example.com",
    "uri": "https://example.com/hook", "uuid": "0a4e6c1e-6f0d-4d52-9a3f-1f6d1b9a7c11",
}  # fmt: skip
CHANGES = ("patch", "put")
# optional in the form, but asked for by the rules
ALSO = ("item_code", "source", "mobile")


def add_examples(schema: dict[str, Any]) -> None:
    """Write an example call below the description of each operation, and into the scheme of keys how to get one."""
    shapes = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            call = _call(path, method, operation, shapes)
            operation["description"] = "\n\n".join(filter(None, (operation.get("description", ""), call)))
    for scheme in schema["components"].get("securitySchemes", {}).values():
        scheme["description"] = BEARER


def _call(path: str, method: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    parameters = operation.get("parameters", ())
    values = {p["name"]: example_of(p.get("schema", {}), shapes, p["name"]) for p in parameters if p["in"] == "path"}
    address = re.sub(r"{(?:\w+:)?(\w+)}", lambda found: str(values.get(found[1], 1)), path)
    lines = [f'curl -X {method.upper()} "$DANSHU{address}"', '-H "Authorization: Bearer $KEY"']
    lines += [f'-H "{p["name"]}: 4f1c2a70"' for p in parameters if p["in"] == "header" and p.get("required")]
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content:
        body = body_of(content[JSON]["schema"], shapes, changes=method in CHANGES)
        lines += [f'-H "Content-Type: {JSON}"', f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    elif FORM in content:
        lines.append('-F "file=@photo.jpg"')
    return "```sh\n" + " \\\n  ".join(lines) + "\n```"


def body_of(schema: Mapping[str, Any], shapes: Mapping[str, Any], *, changes: bool) -> Any:
    """The smallest body that has the right form; a change names its version and one more field."""
    body = example_of(schema, shapes)
    fields = _resolved(schema, shapes).get("properties", {})
    if changes and isinstance(body, dict):
        more = "" if body else next((name for name in fields if name not in ("version", "custom")), "")
        for name in filter(None, (more, "version" if "version" in fields else "")):
            body[name] = 1 if name == "version" else example_of(fields[name], shapes, name)
    return body


def example_of(schema: Mapping[str, Any], shapes: Mapping[str, Any], name: str = "") -> Any:
    """A value that a field of this name and description takes."""
    schema = _resolved(schema, shapes)
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        fields = schema.get("properties", {})
        named = [key for key in fields if key in schema.get("required", ())]
        also = [key for key in ALSO if key in fields and key not in named] if named else []
        return {key: example_of(fields[key], shapes, key) for key in (*named, *also)}
    if kind == "array":
        return [example_of(schema.get("items", {}), shapes, name)] * max(schema.get("minItems", 1), 1)
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return max(int(schema.get("minimum", 1)), int(schema.get("exclusiveMinimum", 0)) + 1, 1)
    return _text(schema, name)


def _text(schema: Mapping[str, Any], name: str) -> str:
    known = FORMATS.get(schema.get("format", "")) or NAMED.get(name) or "示例"
    least, most = schema.get("minLength", 0), schema.get("maxLength", 500)
    return str(known).ljust(least, "x")[:most]


def _resolved(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The description itself: references followed, of several the last that is not null (decimals as texts)."""
    while True:
        if "$ref" in schema:
            schema = shapes[schema["$ref"].rpartition("/")[2]]
        elif choices := schema.get("anyOf") or schema.get("allOf") or schema.get("oneOf"):
            if schema.get("examples"):
                return schema
            real = [choice for choice in choices if choice.get("type") != "null"]
            text = next((choice for choice in real if choice.get("type") == "string" and len(real) > 1), None)
            schema = text or real[0]
        else:
            return schema
