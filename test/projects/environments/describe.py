"""What importlib.metadata says of the folders of packages that are given, as JSON: the answer that our own reading has to equal."""

import json
import re
import sys
from importlib import metadata


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def unfolded(text):
    return re.sub(r"\s*\n\s*", " ", text).strip()


said = []
for one in metadata.distributions(path=sys.argv[1:]):
    name = one.metadata["Name"]
    if name is None:
        continue
    installer = one.read_text("INSTALLER")
    said.append(
        {
            "name": normalized(name),
            "version": one.version,
            "requires": [unfolded(text) for text in one.requires or []],
            "installer": installer.strip().lower() if installer else None,
        }
    )
print(json.dumps(said))
