"""Directories of services in HSDS 3.0 (Open Referral), as rows.

A source is a JSON file (a service, a list of services, or a page with `contents`) or a folder of
tables (`services.csv`, `organizations.csv`, `phones.csv`, `taxonomy_terms.csv`, `attributes.csv`,
`required_documents.csv`; names in the singular do as well). A term of the taxonomy becomes a
heading, a service an item below its first term. HSDS has one language; the row says which.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hotline.imports.rows import Row
from ivr.flow.loading.problems import SourceErrors

_TABLES: Final = (
    *("service", "organization", "phone", "taxonomy_term", "attribute", "required_document"),
)
_INACTIVE: Final = ("defunct", "inactive", "temporarily closed")

Record = Mapping[str, Any]


def hsds_rows(path: Path, *, language: str) -> list[Row]:
    """Return the rows of a directory, headings first.

    Raises:
        SourceErrors: the source cannot be read or is no such directory.
    """
    services = _from_tables(path) if path.is_dir() else _from_json(path)
    terms: dict[str, Record] = {}
    for service in services:
        for term in _terms(service):
            terms.setdefault(str(term.get("id", "")), term)
    rows = [
        _row(
            path,
            number,
            {
                "code": _code(term),
                "parent": _code(terms.get(str(term.get("parent_id") or ""), {})),
                f"title_{language}": str(term.get("name") or ""),
            },
        )
        for number, term in enumerate(terms.values(), start=1)
    ]
    for number, service in enumerate(services, start=1):
        if service.get("status", "active") not in _INACTIVE:
            rows.append(_row(path, number, _service(service, language)))
    return rows


def _service(service: Record, language: str) -> dict[str, str]:
    organization = service.get("organization") or {}
    phones = [*(service.get("phones") or ()), *(organization.get("phones") or ())]
    number = next((str(phone["number"]) for phone in phones if phone.get("number")), "")
    owner = str(organization.get("name") or "")
    name, about = (str(service.get(each) or "") for each in ("name", "description"))
    told = [about or name, f"Telephone {number}." if number else ""]
    return {
        "code": _code(service),
        "parent": next((_code(term) for term in _terms(service)), ""),
        "owner": owner,
        "agency": owner,
        "reviewed_on": str(service.get("assured_date") or ""),
        "changed_on": str(service.get("last_modified") or "")[:10],
        "situation": str(service.get("eligibility_description") or ""),
        "method": str(service.get("application_process") or ""),
        "documents": "; ".join(
            str(each["document"])
            for each in service.get("required_documents") or ()
            if each.get("document")
        ),
        f"title_{language}": name,
        f"answer_{language}": " ".join(part for part in told if part),
    }


def _terms(service: Record) -> Iterator[Record]:
    for attribute in service.get("attributes") or ():
        term = attribute.get("taxonomy_term")
        seen: set[str] = set()
        # A circle is told when the tree is checked.
        while isinstance(term, Mapping) and str(term.get("id")) not in seen:
            seen.add(str(term.get("id")))
            yield term
            term = term.get("parent")


def _code(record: Record) -> str:
    return str(record.get("code") or record.get("id") or "")


def _row(path: Path, line: int, values: Mapping[str, str]) -> Row:
    said = {name: value.strip() for name, value in values.items() if value.strip()}
    return Row(file=str(path), line=line, values=said)


def _from_json(path: Path) -> list[Record]:
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise _unusable(path, f"cannot be read: {error}") from error
    found = data.get("contents", [data]) if isinstance(data, dict) else data
    is_list = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    if not is_list or (found and not any(_is_service(each) for each in found)):
        raise _unusable(path, "is no list of HSDS services, each with an id and a name")
    services: list[Record] = found
    return services


def _is_service(record: Record) -> bool:
    return bool(record.get("id")) and bool(record.get("name"))


def _from_tables(folder: Path) -> list[Record]:
    tables = {name: _table(folder, name) for name in _TABLES}
    organizations = {each["id"]: dict(each) for each in tables["organization"]}
    terms = {each["id"]: dict(each) for each in tables["taxonomy_term"]}
    for term in terms.values():
        term["parent"] = terms.get(term.get("parent_id", ""))
    services = {each["id"]: dict(each) for each in tables["service"]}
    for service in services.values():
        service["organization"] = organizations.get(service.get("organization_id", ""), {})
    for phone in tables["phone"]:
        holder = services.get(phone.get("service_id", "")) or organizations.get(
            phone.get("organization_id", "")
        )
        if holder is not None:
            holder.setdefault("phones", []).append(phone)
    for document in tables["required_document"]:
        if document.get("service_id") in services:
            services[document["service_id"]].setdefault("required_documents", []).append(document)
    for attribute in tables["attribute"]:
        holder, term = services.get(attribute.get("link_id", "")), attribute["taxonomy_term_id"]
        if holder is not None and term in terms:
            holder.setdefault("attributes", []).append({"taxonomy_term": terms[term]})
    return list(services.values())


def _table(folder: Path, name: str) -> Sequence[dict[str, Any]]:
    plural = folder / f"{name}s.csv"
    path = plural if plural.exists() else folder / f"{name}.csv"
    if not path.exists():
        if name == "service":
            raise _unusable(folder, "has no services.csv")
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                {key: value or "" for key, value in row.items()}
                for row in csv.DictReader(file, strict=True, restkey="", restval="")
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(path, f"cannot be read: {error}") from error
    needed = "taxonomy_term_id" if name == "attribute" else "id"
    if rows and needed not in rows[0]:
        raise _unusable(path, f"the column {needed} is missing")
    return rows


def _unusable(path: Path, message: str) -> SourceErrors:
    return SourceErrors([Row(file=str(path), line=1, values={}).problem("", message)])
