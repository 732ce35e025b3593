"""`python -m tests.standins.mediacms`: the stand-in as a process, for the demo."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from pathlib import Path

from tests.standins.mediacms.catalog import Catalog, load_jsonl
from tests.standins.mediacms.flavour import FLAVOURS
from tests.standins.mediacms.ordering import TIE_MODES
from tests.standins.mediacms.server import MEDIA_HOST, MediaCms
from tests.standins.sample_catalog import sample_categories, sample_items


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line printed is {"mediacms": ADDRESS}."""
    parser = argparse.ArgumentParser(prog="mediacms", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--flavour", choices=sorted(FLAVOURS), default="legacy")
    parser.add_argument("--catalog", type=Path, metavar="FILE.jsonl", help="default: the sample")
    parser.add_argument("--ties", choices=TIE_MODES, default="measured")
    parser.add_argument("--media-host", default=MEDIA_HOST, help="host in the manifests")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(args: argparse.Namespace) -> None:
    if args.catalog is None:
        catalog = Catalog(sample_items(), sample_categories())
    else:
        catalog = load_jsonl(args.catalog)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = MediaCms(
        catalog=catalog,
        flavour=args.flavour,
        ties=args.ties,
        media_host=args.media_host,
        host=args.host,
        port=args.port,
    )
    async with server:
        print(json.dumps({"mediacms": server.url}), flush=True)
        await stop.wait()


if __name__ == "__main__":
    main()
