"""No secret is in any file we keep: keys, passwords, tokens of the well-known kinds."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from detect_secrets.core.scan import get_plugins, scan_file
from detect_secrets.core.secrets_collection import PotentialSecret
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.keyword import DENYLIST
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[2]
KNOWN = Path(__file__).with_name("known_secrets.txt")
# what looks random is no finding here: titles, hashes and alphabets do
DETECTORS = [
    *("AWSKeyDetector", "ArtifactoryDetector", "AzureStorageKeyDetector", "BasicAuthDetector"),
    *("CloudantDetector", "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector"),
    *("IbmCloudIamDetector", "JwtTokenDetector", "KeywordDetector", "MailchimpDetector"),
    *("NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector"),
    *("SendGridDetector", "SlackDetector", "SquareOAuthDetector", "StripeDetector"),
    *("TelegramBotTokenDetector", "TwilioKeyDetector"),
]
SETTINGS = {"plugins_used": [{"name": name} for name in DETECTORS]}
# of a file that is not text there is nothing to read
UNREADABLE = {".png", ".ico", ".woff2", ".jpg"}
# long and written by programs: hashes of packages, a search bundle
GENERATED = {"package-lock.json", "search-fixture.json"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def found_in(path: Path) -> list[PotentialSecret]:
    with transient_settings(SETTINGS):
        return list(scan_file(str(path)))


def suspects() -> re.Pattern[str]:
    """What a file must hold for any detector to look at it closely, which takes long."""
    with transient_settings(SETTINGS):
        detectors = [one for one in get_plugins() if isinstance(one, RegexBasedDetector)]
        patterns = [pattern.pattern for one in detectors for pattern in one.denylist]
    return re.compile("|".join(f"(?:{one})" for one in (*patterns, *DENYLIST)), re.IGNORECASE)


def is_placeholder(secret: PotentialSecret) -> bool:
    """Words for whoever fills it in: they open nothing."""
    value = secret.secret_value or ""
    return " " in value or "change-me" in value


def line_of(path: Path, secret: PotentialSecret) -> str:
    return f"{path.relative_to(ROOT)} {secret.secret_hash[:12]}"


def test_no_tracked_file_holds_a_secret() -> None:
    """What the tests themselves use stands in known_secrets.txt, each with a reason."""
    known = {
        " ".join(line.split(" ")[:2]): line
        for line in KNOWN.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    suspect = suspects()
    files = [
        path
        for path in tracked()
        if path.is_file()
        and path.suffix not in UNREADABLE
        and path.name not in GENERATED | {KNOWN.name}
        and suspect.search(path.read_text(encoding="utf-8"))
    ]
    assert len(files) > 20
    with transient_settings(SETTINGS):
        found = {
            line_of(path, secret): f"{path.relative_to(ROOT)}:{secret.line_number}: {secret.type}"
            for path in files
            for secret in scan_file(str(path))
            if not is_placeholder(secret)
        }
    assert [where for line, where in found.items() if line not in known] == []
    assert [line for line in known if line not in found] == [], "no longer there: take it out"
    assert all(len(line.split(" ", 2)) == 3 for line in known.values()), "each needs a reason"


def test_the_scan_finds_what_it_is_for(tmp_path: Path) -> None:
    """A key, a password and an address with one, planted, are each found."""
    planted = {
        "key.pem": "-----BEGIN " + "RSA PRIVATE KEY-----",
        "settings.py": "password = " + '"hunter2hunter2"',
        "compose.yml": "url: nats://bot:" + "hunter2hunter2@nats.example:4222",
        "aws.txt": "AKIA" + "IOSFODNN7EXAMPLQ",
        "env": "GITHUB=ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    }
    for name, text in planted.items():
        path = tmp_path / name
        path.write_text(text + "\n", encoding="utf-8")
        assert suspects().search(text), name
        assert found_in(path), name


def test_no_secret_is_asked_of_git_to_keep() -> None:
    """.env and what the demo makes are ignored, and .env.example holds no value of a secret."""
    ignored = subprocess.run(
        ["git", "check-ignore", ".env", "var/demo/secret"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ignored.stdout.split() == [".env", "var/demo/secret"]
    example = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    for name in ("SECRET_KEY", "NATS_PASSWORD", "MEDIACMS_TOKEN", "NATS_CREDS"):
        assert f"{name}=" in example
