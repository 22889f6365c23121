"""PostgreSQL addresses: one text form (a URL or key=value pairs) for the environment, one dict form for Django."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict

BASIC = ("user", "password", "host", "port", "dbname")


def parse(text: str) -> dict[str, str]:
    """Read a URL or a conninfo string, as libpq does; a malformed one raises psycopg.ProgrammingError."""
    return {key: str(value) for key, value in conninfo_to_dict(text).items() if value is not None}


def url(params: dict[str, Any]) -> str:
    """Write connection parameters as a URL; host and port go into the query, where a socket path is allowed too."""
    login = quote(str(params.get("user", "")), safe="")
    if password := params.get("password"):
        login += ":" + quote(str(password), safe="")
    rest = {key: str(value) for key, value in params.items() if key not in ("user", "password", "dbname")}
    at = f"{login}@" if login else ""
    return f"postgresql://{at}/{quote(str(params.get('dbname', '')), safe='')}?{urlencode(rest, quote_via=quote)}"


def changed(text: str, **params: Any) -> str:
    """Return the address `text` with some parameters replaced, for example another dbname or user."""
    return url({**parse(text), **params})


def django(text: str) -> dict[str, Any]:
    """Return the matching part of Django's DATABASES; everything but the basic five goes to OPTIONS."""
    params = parse(text)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": params.get("dbname", ""),
        "USER": params.get("user", ""),
        "PASSWORD": params.get("password", ""),
        "HOST": params.get("host", ""),
        "PORT": params.get("port", ""),
        "OPTIONS": {key: value for key, value in params.items() if key not in BASIC},
    }
