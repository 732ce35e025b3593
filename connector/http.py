"""A patient JSON client: few requests at once, retries on fresh connections, no redirects."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx

from connector.errors import (
    BadToken,
    Gone,
    MembersOnly,
    NotFound,
    NotMediaCMS,
    PageFailed,
    Unreachable,
)

logger = logging.getLogger(__name__)

MAX_AT_ONCE = 4  # MediaCMS's stock figure is 2 workers x 2 threads: more only waits there
MAX_BODY_BYTES = 32 * 1024 * 1024
_TRY_LATER = frozenset({408, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try: seconds, and tries for one request."""

    tries: int = 6
    tries_at_first: int = 3  # before anything has answered: a wrong address is told soon
    tries_of_500: int = 3  # a view that raises does so every time; one that is down does not
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_retry_after: float = 120.0
    connect_timeout: float = 10.0
    read_timeout: float = 60.0


class JsonClient:
    """GETs JSON below one base address. `sleep` and `rng` are parameters for the tests."""

    def __init__(
        self,
        base_url: str,
        *,
        user_agent: str,
        token: str | None = None,
        patience: Patience | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rng: random.Random | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.requests = 0
        self._answered = False
        self.has_token = token is not None
        self._patience = patience or Patience()
        self._sleep = sleep
        self._rng = rng or random.Random()
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        headers = {"Accept": "application/json", "User-Agent": user_agent}
        if token is not None:
            headers["Authorization"] = f"Token {token}"
        # gunicorn closes idle connections after 5 s, so ours are let go before that
        self._pooled = self._client(headers, keep=MAX_AT_ONCE)
        # a retry never meets a connection that has been used: its pool keeps none
        self._fresh = self._client(headers, keep=0)

    def _client(self, headers: Mapping[str, str], *, keep: int) -> httpx.AsyncClient:
        patience = self._patience
        return httpx.AsyncClient(
            headers=headers,
            follow_redirects=False,
            timeout=httpx.Timeout(patience.read_timeout, connect=patience.connect_timeout),
            limits=httpx.Limits(
                max_connections=MAX_AT_ONCE, max_keepalive_connections=keep, keepalive_expiry=3.0
            ),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pooled.aclose()
        await self._fresh.aclose()

    async def get(self, path: str, params: Mapping[str, str | int] | None = None) -> object:
        """The JSON at `path`; raises a ConnectorError that names the address and the way out."""
        url = httpx.URL(self.base_url + path, params=dict(params or {}))
        async with self._slots:
            return await self._patiently(url)

    async def _patiently(self, url: httpx.URL) -> object:
        trouble = ""
        status: int | None = None
        attempt = 0
        while attempt < self._tries():
            if status == 500 and attempt >= self._patience.tries_of_500:
                break
            asked_to_wait: str | None = None
            status = None
            try:
                response = await self._send(url, fresh=attempt > 0)
                status = response.status_code
                self._answered = True
                if status not in _TRY_LATER and status < 500:
                    return self._read(url, response)
                trouble = f"answers {status}"
                asked_to_wait = response.headers.get("Retry-After")
            # a broken connection, or a body that is not packed as it says
            except (httpx.TransportError, httpx.DecodingError) as error:
                trouble = str(error) or type(error).__name__
            except _TruncatedError as error:
                trouble, status = str(error), None
            if attempt + 1 < self._tries():
                wait = self._wait(attempt, asked_to_wait, url)
                logger.info("%s: %s; trying again in %.1f s", url, trouble, wait)
                await self._sleep(wait)
            attempt += 1
        if status is not None and status not in _TRY_LATER:
            raise PageFailed(f"{url} {trouble} on every try")
        raise Unreachable(
            f"{url}: {trouble} ({attempt} tries). Check MEDIACMS_URL and that MediaCMS is up."
        )

    def _tries(self) -> int:
        return self._patience.tries if self._answered else self._patience.tries_at_first

    async def _send(self, url: httpx.URL, *, fresh: bool) -> httpx.Response:
        self.requests += 1
        client = self._fresh if fresh else self._pooled
        async with client.stream("GET", url) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise NotMediaCMS(f"{url} answers more than {MAX_BODY_BYTES} bytes")
        headers = [
            (name, value)
            for name, value in response.headers.items()
            if name.lower() not in ("content-encoding", "content-length", "transfer-encoding")
        ]
        return httpx.Response(response.status_code, headers=headers, content=bytes(body))

    def _read(self, url: httpx.URL, response: httpx.Response) -> object:
        status = response.status_code
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if 300 <= status < 400:
            raise _redirected(url, response.headers.get("Location", ""))
        if status in (401, 403):
            raise self._refused(url, status, _detail(response))
        if status == 404:
            raise NotFound(f"{url} answers 404 ({kind or 'no content type'})")
        if status == 400:
            raise Gone(f"{url} answers 400: {_detail(response)}")
        if status != 200:
            raise NotMediaCMS(f"{url} answers {status}")
        if kind != "application/json":
            raise NotMediaCMS(
                f"{url} answers {kind or 'something'} instead of JSON. "
                "Is MEDIACMS_URL the address of a MediaCMS?"
            )
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError) as error:
            raise _TruncatedError(f"its JSON is broken: {error}") from error

    def _refused(self, url: httpx.URL, status: int, detail: str) -> Exception:
        if status == 401:
            return Gone(f"{url} answers 401: {detail}")
        if self.has_token:
            return BadToken(
                f"{url} answers 403: {detail}. Check MEDIACMS_TOKEN, or unset it: "
                "public items need none."
            )
        return MembersOnly(f"{url} answers 403: {detail}. It needs a token: set MEDIACMS_TOKEN.")

    def _wait(self, attempt: int, asked: str | None, url: httpx.URL) -> float:
        patience = self._patience
        told = retry_after(asked, datetime.now(UTC))
        if told is not None and told > patience.longest_retry_after:
            raise Unreachable(
                f"{url} asks to come back in {told:.0f} s, longer than the "
                f"{patience.longest_retry_after:.0f} s this program waits. Try later."
            )
        backoff = min(patience.longest_wait, patience.first_wait * float(2**attempt))
        jittered = backoff * (0.5 + self._rng.random() / 2)
        return max(told or 0.0, jittered)


class _TruncatedError(Exception):
    """A body that ended early or is broken: worth another try."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header (a number or an HTTP date) asks for; None: it says nothing."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _redirected(url: httpx.URL, location: str) -> Exception:
    if "login" in location or "signin" in location:
        return MembersOnly(
            f"{url} redirects to its sign-in page ({location[:200]}): this MediaCMS is "
            "members-only, and old versions (before v2.0) let no token through. "
            "Ask its operator to exempt /api/, or fetch from an export: --source FILE.jsonl."
        )
    return NotMediaCMS(
        f"{url} redirects to {location[:200]!r}. Set MEDIACMS_URL to the address it ends at."
    )


def _detail(response: httpx.Response) -> str:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return "no reason given"
    detail = body.get("detail") if isinstance(body, dict) else None
    return detail[:200].rstrip(".") if isinstance(detail, str) else "no reason given"
