import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
PINNED = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder that is the whole PATH of a command: nothing but what a script cannot do without."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("bash", "dirname", "env", "sh"):
        (folder / name).symlink_to(_where(name))
    return folder


def _where(name: str) -> str:
    return subprocess.run(["sh", "-c", f"command -v {name}"], check=True, capture_output=True, text=True).stdout.strip()


def _put(tools: Path, name: str, script: str) -> Path:
    tool = tools / name
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    return tool


def _ran(command: Path, *arguments: str, tools: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(tools), **variables}
    return subprocess.run([command, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def mark() -> str:
    """A value in the environment of a process and of all its descendants, wherever they move."""
    return uuid.uuid4().hex


def _processes(mark: str) -> list[str]:
    return list(_command_lines(mark.encode()))


def _command_lines(mark: bytes) -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                yield (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # ended meanwhile, or somebody else's


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _answer(url: str) -> str:
    """What a server that may still be starting answers."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=30) as client:
        return client.get(url).text


def test_make_run_prints_its_address_and_ctrl_c_stops_everything_it_started(tmp_path: Path, mark: str) -> None:
    port = _free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in ("DEMO", "MAKEFLAGS", "MAKELEVEL")}
    files = {"GATEWAYS_FILE": str(tmp_path / "none.json"), "HISTORY_FILE": str(tmp_path / "history.duckdb")}
    environment = {**inherited, "MARK": mark, "PORT": str(port), **files}
    installed = f"{sys.prefix}/.installed-runtime"
    command = ["make", f"--assume-old={installed}", "run", f"VENV={sys.prefix}"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as started:
        assert started.stdout is not None
        try:
            address = next((line for line in started.stdout if "URL:" in line), "")
            assert f"http://127.0.0.1:{port}/infrastructure" in address
            assert _answer(f"http://127.0.0.1:{port}/livez") == "ok\n"
            assert any("lib.demo" in line for line in _processes(mark))
        finally:
            os.killpg(started.pid, signal.SIGINT)
    assert _processes(mark) == []
    assert (tmp_path / "demo-history.duckdb").exists(), "the past of simulated gateways is kept apart"
    assert not (tmp_path / "history.duckdb").exists()


def test_the_python_that_is_needed_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    version = project["requires-python"].removeprefix(">=")
    assert f"Python {version} or newer" in (ROOT / "README.md").read_text()
    install = (SCRIPTS / "install_python").read_text()
    assert f"Python {version} or newer" in install
    assert f"({version.replace('.', ', ')})" in install


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_by_its_contents_and_none_names_where_to_get_it(name: str) -> None:
    lines = re.sub(r" \\\n +", " ", (ROOT / name).read_text()).splitlines()
    requirements = [line for line in lines if not line.startswith("#") and line != "-r requirements.txt"]
    assert requirements
    assert all(PINNED.fullmatch(line) for line in requirements)


def test_the_development_requirements_include_those_of_the_dashboard() -> None:
    assert "-r requirements.txt" in (ROOT / "requirements-dev.txt").read_text().splitlines()


def test_a_python_that_is_too_old_is_said(tools: Path, tmp_path: Path) -> None:
    _put(tools, "python3", "exit 1")
    ran = _ran(SCRIPTS / "install_python", str(tmp_path / "venv"), "requirements.txt", tools=tools)
    assert ran.returncode == 1
    assert "Python 3.11 or newer is needed" in ran.stderr


def test_uv_is_used_where_it_is_present(tools: Path, tmp_path: Path) -> None:
    _put(tools, "uv", 'echo "uv $*"')
    venv = tmp_path / "venv"
    ran = _ran(SCRIPTS / "install_python", str(venv), "requirements.txt", tools=tools)
    assert ran.stdout.splitlines() == [
        f"uv venv --quiet {venv}",
        f"uv pip install --quiet --python {venv}/bin/python -r requirements.txt",
    ]


def test_packages_are_installed_where_that_is_allowed(tools: Path) -> None:
    _put(tools, "id", "echo 0")
    _put(tools, "apt-get", 'echo "apt-get $*"')
    ran = _ran(SCRIPTS / "install_packages", "one", "two", tools=tools)
    assert ran.returncode == 0
    assert ran.stdout == ""
    said = ran.stderr.splitlines()
    assert said[1] == "apt-get update -qq"
    assert said[2].endswith(" one two")


@pytest.mark.parametrize("there", [[], ["prometheus", "promtool", "amtool"]], ids=["none", "some"])
def test_servers_that_are_missing_are_installed_at_once_and_no_service_stays(tools: Path, there: list[str]) -> None:
    _put(tools, "id", "echo 0")
    for name in ("service", "update-rc.d"):
        _put(tools, name, f'echo "{name} $*"')
    for name in there:
        _put(tools, name, "")
    programs = ("prometheus", "promtool", "prometheus-alertmanager", "amtool", "haproxy")
    brought = "; ".join(f"{_where('ln')} -sf {_where('env')} {tools}/{name}" for name in programs)
    _put(tools, "apt-get", f'echo "apt-get $*"; [ "$1" = update ] || {{ {brought}; }}')
    packages = [*([] if there else ["prometheus"]), "prometheus-alertmanager", "haproxy"]

    ran = _ran(SCRIPTS / "install_servers", tools=tools)

    assert (ran.returncode, ran.stdout) == (0, "")
    said = ran.stderr.splitlines()
    assert said[2].endswith(" ".join(["--no-install-recommends", *packages]))
    assert said[3:] == [line for name in packages for line in (f"service {name} stop", f"update-rc.d {name} disable")]
    again = _ran(SCRIPTS / "install_servers", tools=tools)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_packages_are_named_where_installing_them_is_not_allowed(tools: Path) -> None:
    _put(tools, "id", "echo 1000")
    _put(tools, "apt-get", "exit 100")
    ran = _ran(SCRIPTS / "install_packages", "one", tools=tools)
    assert ran.returncode == 1
    assert "apt-get install one" in ran.stderr


def test_the_chromium_of_the_environment_comes_first(tools: Path) -> None:
    _put(tools, "chromium", "exit 0")
    own = _put(tools, "my-browser", "exit 0")
    ran = _ran(SCRIPTS / "find_chromium", "python", tools=tools, CHROMIUM=str(own))
    assert (ran.returncode, ran.stdout.strip()) == (0, str(own))


def test_a_chromium_of_the_environment_that_does_not_start_is_said(tools: Path) -> None:
    own = _put(tools, "my-browser", "exit 1")
    ran = _ran(SCRIPTS / "find_chromium", "python", tools=tools, CHROMIUM=str(own))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"CHROMIUM={own} does not start." in ran.stderr


def test_a_chromium_on_the_path_is_found_and_one_that_does_not_start_is_passed_over(tools: Path) -> None:
    _put(tools, "chromium-browser", "exit 1")
    chrome = _put(tools, "google-chrome", "exit 0")
    ran = _ran(SCRIPTS / "find_chromium", "python", tools=tools)
    assert (ran.returncode, ran.stdout.strip()) == (0, str(chrome))


def test_without_a_chromium_playwright_brings_one(tools: Path) -> None:
    _put(tools, "id", "echo 1000")
    browser = _put(tools, "brought", "exit 0")
    python = _put(tools, "python", f'case "$*" in *install*) echo "$*" ;; *) echo {browser} ;; esac')
    ran = _ran(SCRIPTS / "find_chromium", str(python), tools=tools)
    assert (ran.returncode, ran.stdout.strip()) == (0, str(browser))
    assert "-m playwright install chromium" in ran.stderr


def test_without_playwrights_chromium_the_distribution_brings_one(tools: Path) -> None:
    _put(tools, "id", "echo 0")
    python = _put(tools, "python", "exit 1")
    (tools / "chmod").symlink_to(_where("chmod"))
    chromium = tools / "chromium"
    _put(tools, "apt-get", f"echo '#!/bin/sh' > {chromium}; chmod +x {chromium}")
    ran = _ran(SCRIPTS / "find_chromium", str(python), tools=tools)
    assert (ran.returncode, ran.stdout.strip()) == (0, str(chromium))


@pytest.mark.parametrize("failing", ["lint", "test", "neither"])
def test_ci_runs_lint_and_test_and_fails_if_either_fails(tools: Path, failing: str) -> None:
    _put(tools, "python3", "exit 0")
    _put(tools, "make", f'echo "make $*"; [ "$*" != {failing} ]')
    (tools / "timeout").symlink_to(_where("timeout"))
    ran = _ran(ROOT / ".ci" / "run", tools=tools)
    assert ran.stdout.splitlines() == ["make lint", "make test"]
    assert ran.returncode == (0 if failing == "neither" else 1)
