"""Asks the pip of this Python what it makes of many configurations, in a forked process for each.

Standard input: a list of cases, {"env": {...}, "cwd": "...", "prefix": "..."}. Standard output: a list of answers,
{"dir": [exit code, output], "install": directory or null or "failing", "settings": {"global.cache-dir": ...} or null}.
An argument names the platform to pretend to be. Runs on Python 2.7 and 3.
"""

from __future__ import print_function

import json
import os
import sys
import sysconfig
import tempfile

if sys.version_info[0] > 2:
    import urllib.request  # noqa: F401

    native = str
else:

    def native(text):
        return text.encode("utf-8")


# Asks the real platform, so before it is another.
sysconfig.get_paths()

if len(sys.argv) > 1:
    sys.platform = sys.argv[1]

from pip._internal.cli import cmdoptions
from pip._internal.cli.main import main
from pip._internal.commands import create_command
from pip._internal.configuration import Configuration
from pip._internal.utils import appdirs
from pip._internal.utils.filesystem import check_path_owner
from pip._internal.utils.misc import normalize_path

for name in ("cache", "install"):
    create_command(name)


def exit_code(action):
    try:
        return action()
    except SystemExit as stop:
        return stop.code


def install_directory():
    options, _ = create_command("install").parse_args([])
    if not options.cache_dir:
        return None
    directory = normalize_path(options.cache_dir)
    return directory if check_path_owner(directory) else None


def settings():
    configuration = Configuration(isolated=False)
    try:
        configuration.load()
    except Exception:
        return None
    merged = {}
    for key, value in configuration.items():
        merged.update(value if isinstance(value, dict) else {key: value})
    return {key: value for key, value in merged.items() if key.endswith("cache-dir")}


def answer(case, output):
    os.environ.clear()
    os.environ.update({native(name): native(value) for name, value in case["env"].items()})
    os.chdir(native(case["cwd"]))
    sys.prefix = native(case["prefix"])
    # pip works it out while it is imported.
    cmdoptions.cache_dir.keywords["default"] = appdirs.user_cache_dir("pip")
    os.dup2(output.fileno(), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    merged = settings()
    install = []
    code = exit_code(lambda: install.append(install_directory()))
    output.truncate(0)
    output.seek(0)
    directory = exit_code(lambda: main(["cache", "dir"]))
    sys.stdout.flush()
    output.seek(0)
    return {
        "dir": [directory, output.read()[:-1]],
        "install": "failing" if code else install[0],
        "settings": merged,
    }


def ask(case):
    output = tempfile.TemporaryFile(mode="w+")
    result = tempfile.TemporaryFile(mode="w+")
    child = os.fork()
    if child == 0:
        try:
            json.dump(answer(case, output), result)
            result.flush()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    result.seek(0)
    return json.load(result)


print(json.dumps([ask(case) for case in json.load(sys.stdin)]))
