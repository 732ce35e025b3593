"""The browser program and style sheets, bundled by esbuild under content-hashed names."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.errors import TemplateError

FOLDER = "assets"
SOURCE = "site_templates"
ENTRY = ".entry.js"
SERVICE_WORKER = f"sw{ENTRY}"
# the bundles they come to hold what runs when a page opens the catalog
RUN_ON_LOAD = {f"{SOURCE}/static/js/search/{name}.js" for name in ("client", "searcher")}
# Chromium compiles all functions of a file that starts so while it arrives, beside the page, not
# one after the other when they are first called; https://v8.dev/blog/explicit-compile-hints
COMPILE_AT_ONCE = b"//# allFunctionsCalledOnLoad\n"
SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}
MACHINES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}
COMMON = (
    "--bundle",
    "--minify",
    "--target=es2022",
    "--jsx=automatic",
    "--jsx-import-source=preact",
    "--charset=utf8",
    "--log-level=warning",
    "--log-limit=20",
    '--define:process.env.NODE_ENV="production"',
)


@dataclass(frozen=True, slots=True)
class Assets:
    """The bundled files by path in the release, and the address of each entry point by its key.

    Keys: `js` is main.entry.js, `css` is main.css, any other NAME.entry.js is `NAME`.
    """

    urls: Mapping[str, str]
    files: Mapping[str, bytes]


def build(templates: Path, scratch: Path) -> Assets:
    """Bundle every entry point into `scratch`. Raises TemplateError with esbuild's own words."""
    entries = _entry_points(templates)
    if not entries:
        return Assets({}, {})
    _run(
        templates,
        scratch,
        [
            *(f"{name}={source}" for name, source in entries.values()),
            *COMMON,
            "--format=esm",
            "--splitting",
            f"--outdir={FOLDER}",
            f"--public-path=/{FOLDER}",
            "--entry-names=[name]-[hash]",
            "--chunk-names=chunk-[hash]",
            "--asset-names=[name]-[hash]",
            "--loader:.svg=file",
            "--loader:.png=file",
            "--loader:.woff2=file",
            # addresses in style sheets; a pattern such as /* would also take what is not found
            *(f"--external:/{path}" for path in static_files(templates)),
            "--metafile=meta.json",
        ],
    )
    outputs = json.loads((scratch / "meta.json").read_text())["outputs"]
    made = {
        entry: f"/{FOLDER}/{Path(path).name}"
        for path, output in outputs.items()
        if (entry := output.get("entryPoint"))
    }
    files = {
        f"{FOLDER}/{path.name}": path.read_bytes() for path in sorted((scratch / FOLDER).iterdir())
    }
    for path, output in outputs.items():
        if not RUN_ON_LOAD.isdisjoint(output["inputs"]):
            files[path] = COMPILE_AT_ONCE + files[path]
    return Assets(urls={key: made[source] for key, (_, source) in entries.items()}, files=files)


def build_service_worker(
    templates: Path, scratch: Path, release: str, urls: Sequence[str]
) -> bytes | None:
    """Bundle sw.entry.js with `__PRECACHE__` = {release, urls}; None where there is no such."""
    if not (templates / "static" / "js" / SERVICE_WORKER).is_file():
        return None
    precache = json.dumps({"release": release, "urls": list(urls)})
    _run(
        templates,
        scratch,
        [
            f"{SOURCE}/static/js/{SERVICE_WORKER}",
            *COMMON,
            "--format=iife",
            f"--define:__PRECACHE__={precache}",
            "--outfile=sw.js",
        ],
    )
    return (scratch / "sw.js").read_bytes()


def static_files(templates: Path) -> dict[str, Path]:
    """Files that go to the release's root as they are (icons, web app manifest), by path."""
    root = templates / "static" / "files"
    return {
        path.relative_to(root).as_posix(): path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def esbuild_binary(templates: Path) -> Path:
    """The platform's esbuild in node_modules. Raises TemplateError where it is not installed."""
    system = SYSTEMS.get(platform.system(), platform.system().lower())
    machine = MACHINES.get(platform.machine(), platform.machine())
    name = "esbuild.exe" if system == "win32" else "bin/esbuild"
    binary = templates / "node_modules" / "@esbuild" / f"{system}-{machine}" / name
    if not binary.is_file():
        raise TemplateError(
            f"{binary} is missing: install the browser program's packages with "
            f"`npm ci --prefix {templates}` (scripts/setup.sh does)"
        )
    return binary


def _entry_points(templates: Path) -> dict[str, tuple[str, str]]:
    """Key → (name in the output, source path)."""
    entries = {}
    for path in sorted((templates / "static" / "js").glob(f"*{ENTRY}")):
        name = path.name.removesuffix(ENTRY)
        if path.name != SERVICE_WORKER:
            entries["js" if name == "main" else name] = (name, f"{SOURCE}/static/js/{path.name}")
    for path in sorted((templates / "static" / "css").glob("main.css")):
        entries["css"] = (path.stem, f"{SOURCE}/static/css/{path.name}")
    return entries


def _run(templates: Path, scratch: Path, arguments: Sequence[str]) -> None:
    """Run esbuild so that its hashes do not depend on where the templates and the output are.

    It hashes the paths of sources and output relative to each other, so both are seen from
    `scratch`, the sources through a link that is not resolved.
    """
    source = scratch / SOURCE
    if not source.is_symlink():
        source.symlink_to(templates.resolve(), target_is_directory=True)
    binary = esbuild_binary(templates).resolve()
    done = subprocess.run(
        [str(binary), "--preserve-symlinks", *arguments],
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise TemplateError(f"esbuild cannot bundle the browser program:\n{done.stderr.strip()}")
