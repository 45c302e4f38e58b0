"""The released book described as an RO-Crate: each stored table, its code and its sources.

References
----------
RO-Crate Metadata Specification 1.1, https://w3id.org/ro/crate/1.1.
"""

import json
from collections.abc import Mapping
from typing import Any

from resistbook.data import sources
from resistbook.publish.address import CODE

METADATA = "ro-crate-metadata.json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
OF_CODE = "https://spdx.org/licenses/MIT"
AUTHORS = "#authors"


def crate(
    manifest: Mapping[str, Any], sizes: Mapping[str, int], version: str, date: str, address: str
) -> str:
    """Describe a release.

    Parameters
    ----------
    manifest
        ``results/manifest.json``.
    sizes
        Bytes of each file of the release, by its path.
    version, date
        Of the release; the date as YYYY-MM-DD.
    address
        Of the published site; empty where there is none.

    Returns
    -------
    str
        JSON-LD. Each stored table is the result of an action whose instrument is the function that
        computed it and whose objects are the source files with their SHA-256.
    """
    tables, actions = [], []
    for key, entry in manifest["results"].items():
        path = f"results/{key}.csv"
        tables.append(
            {
                "@id": path,
                "@type": "File",
                "name": key,
                "encodingFormat": "text/csv",
                "contentSize": str(sizes[path]),
                "sha256": entry["sha256"],
            }
        )
        actions.append(
            {
                "@id": f"#compute-{key}",
                "@type": "CreateAction",
                "name": entry["step"],
                "instrument": {"@id": _code(entry["step"])},
                "object": [{"@id": f"#{name}"} for name in entry["sources"]],
                "result": {"@id": path},
            }
        )
    used = {name for entry in manifest["results"].values() for name in entry["sources"]}
    modules = sorted({_code(entry["step"]) for entry in manifest["results"].values()})
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Resistance, Reproduced",
        "description": "Five published studies of breast-cancer drug resistance, re-tested claim "
        "by claim on public data: pages, stored tables and the code that computed them.",
        "version": version,
        "datePublished": date,
        "license": {"@id": LICENCE},
        "author": {"@id": AUTHORS},
        "hasPart": [{"@id": name} for name in [*(table["@id"] for table in tables), *modules]],
    }
    if address:
        root["url"] = address
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        root,
        {"@id": AUTHORS, "@type": "Organization", "name": "The Resistance, Reproduced authors"},
        {"@id": LICENCE, "@type": "CreativeWork", "name": "CC BY 4.0"},
        {"@id": OF_CODE, "@type": "CreativeWork", "name": "MIT"},
        *tables,
        *(
            {
                "@id": name,
                "@type": ["File", "SoftwareSourceCode"],
                "name": name,
                "license": {"@id": OF_CODE},
            }
            for name in modules
        ),
        *(_source(sources.entry(*name.split("/", 1))) for name in sorted(used)),
        *actions,
    ]
    whole = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _code(step: str) -> str:
    return f"{CODE}/src/{step.rpartition('.')[0].replace('.', '/')}.py.html"


def _source(entry: sources.Entry) -> dict[str, Any]:
    return {
        "@id": f"#{entry.source}/{entry.file}",
        "@type": "CreativeWork",
        "name": f"{entry.source}/{entry.file}",
        "description": entry.content,
        "contentSize": str(entry.bytes),
        "sha256": entry.sha256,
        "usageInfo": entry.licence,
        "url": [url for url in entry.urls if url.startswith("http")],
    }
