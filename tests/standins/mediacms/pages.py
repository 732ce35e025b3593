"""The HTML answers: error pages, the browsable API, an item's page, the sign-in page."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from tests.standins.mediacms.item import Item


def error_page() -> str:
    """The page of every 404 and 500: MediaCMS's own frame, no word of JSON."""
    return (
        '\n<!DOCTYPE html>\n<html lang="en">\n<head>\n    \n\n        <title> - error</title>\n\n'
        '        <meta charset="utf-8">\n</head>\n<body>\n<div id="app-header"></div>\n'
        '<div id="page-error"></div>\n</body>\n</html>\n'
    )


def browsable(name: str, path: str, status: int, body: Any) -> str:
    """The browsable API around a JSON body, which a browser's Accept header gets."""
    text = escape(json.dumps(body, ensure_ascii=False, indent=4))
    return (
        "\n\n\n\n\n<!DOCTYPE html>\n<html>\n  <head>\n"
        '    <meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n'
        '    <meta name="robots" content="NONE,NOARCHIVE" />\n'
        f"    <title>{escape(name)} – Django REST framework</title>\n  </head>\n"
        f'  <body class="">\n    <p>GET {escape(path)}</p>\n'
        f'    <pre class="prettyprint"><b>HTTP {status}</b>\n\n{text}</pre>\n  </body>\n</html>\n'
    )


def item_page(item: Item) -> str:
    """What /view?m=TOKEN shows."""
    title = escape(item.title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title>'
        f"</head>\n<body><h1>{title}</h1><p>{item.duration // 60} minutes</p></body>\n</html>\n"
    )


def sign_in_page() -> str:
    """Where a members-only portal sends everybody."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Sign In</title>'
        '</head>\n<body><form method="post"><input name="login"></form></body>\n</html>\n'
    )


def proxy_page(status: int, reason: str) -> str:
    """An error page of the proxy in front of MediaCMS."""
    return (
        f"<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
        f"<center><h1>{status} {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n"
        "</body>\r\n</html>\r\n"
    )
