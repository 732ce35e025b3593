"""The proxy carries, slows, cuts and silences connections, and mends them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.standins.tcp_proxy import TcpProxy


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends back what it gets; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    while data := connection.recv(1024):
                        connection.sendall(data)
                except OSError:
                    return  # the proxy ends connections without a word

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(echo: int) -> Iterator[TcpProxy]:
    with TcpProxy(echo) as running:
        yield running


def call(proxy: TcpProxy, timeout: float = 10.0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=timeout)


def ask(connection: socket.socket, data: bytes) -> bytes:
    connection.sendall(data)
    return connection.recv(1024)


def has_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1024) == b""
    except ConnectionError:
        return True


def test_what_is_sent_comes_back_unchanged(proxy: TcpProxy) -> None:
    with call(proxy) as connection:
        assert ask(connection, b"one") == b"one"
        assert ask(connection, b"two") == b"two"


def test_a_slow_wire_delays_each_way(proxy: TcpProxy) -> None:
    with call(proxy) as connection:
        proxy.slow(0.15)
        began = time.monotonic()
        assert ask(connection, b"late") == b"late"
        assert time.monotonic() - began >= 0.29


def test_a_cut_wire_ends_connections_and_refuses_new_ones_until_it_is_mended(
    proxy: TcpProxy,
) -> None:
    with call(proxy) as connection:
        assert ask(connection, b"x") == b"x"
        proxy.cut()
        assert has_ended(connection)
    with pytest.raises(ConnectionRefusedError):
        call(proxy)
    proxy.mend()
    with call(proxy) as connection:
        assert ask(connection, b"again") == b"again"


def test_what_is_sent_into_silence_arrives_when_the_wire_is_mended(proxy: TcpProxy) -> None:
    with call(proxy, timeout=0.3) as connection:
        assert ask(connection, b"x") == b"x"
        proxy.silence()
        with pytest.raises(TimeoutError):
            ask(connection, b"held")
        connection.settimeout(10)
        proxy.mend()
        assert connection.recv(1024) == b"held"
