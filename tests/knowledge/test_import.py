"""Knowledge from tables and from directories of services."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli.knowledge import knowledge
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.small_city import write_city

HEAD = "code,parent,title_en,title_es,answer_en,answer_es,words_en,since,until,version,documents"
TABLE = f"""\
{HEAD}
TAX,,Taxes,Impuestos,,,,,,,
TAX-1,TAX,Property,Predial,"In July, by mail.",En julio.,property; house tax,,2026-06-30,1,
TAX-1,,,,In May.,En mayo.,,2026-07-01,,2,Letter; Card
"""


def run(city: Path, *words: str) -> Result:
    return CliRunner().invoke(knowledge, ["import", *words, "--city", str(city)])


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "city").mkdir()
    return write_city(tmp_path / "city")


def table(city: Path, text: str) -> str:
    path = city.parent / "table.csv"
    path.write_text(text, "utf-8")
    return str(path)


def told(result: Result) -> list[str]:
    assert isinstance(result.exception, SourceErrors)
    return [str(problem).split("/")[-1] for problem in result.exception.problems]


def test_a_table_becomes_a_file_of_the_draft(city: Path) -> None:
    result = run(city, table(city, TABLE), "--json")
    assert json.loads(result.output) == {
        "file": str(city / "knowledge" / "imported.yaml"),
        "dry_run": False,
        "items": 2,
        "added": ["TAX", "TAX-1"],
        "changed": [],
        "removed": [],
    }
    item = load_profile(city).knowledge.items["TAX-1"]
    assert (item.parent, item.words["en"]) == ("TAX", ("property", "house tax"))
    assert [version.number for version in item.versions] == [1, 2]
    assert item.versions[0].answer["en"] == "In July, by mail."
    assert item.versions[1].details.documents == ("Letter", "Card")


def test_the_same_table_again_changes_nothing_and_a_dry_run_never_does(city: Path) -> None:
    source = table(city, TABLE)
    dry = run(city, source, "--dry-run")
    assert (dry.exit_code, "2 added" in dry.output) == (0, True)
    assert not (city / "knowledge").exists()
    run(city, source)
    before = (city / "knowledge" / "imported.yaml").read_bytes()
    again = json.loads(run(city, source, "--json").output)
    assert (again["added"], again["changed"], again["removed"]) == ([], [], [])
    assert (city / "knowledge" / "imported.yaml").read_bytes() == before
    changed = run(city, table(city, TABLE.replace("In May.", "In April.")), "--json")
    assert json.loads(changed.output)["changed"] == ["TAX-1"]


WRONG = {
    f"{HEAD}\nTAX 1,,Tax,Tasa,,,,,,,\n": [
        "table.csv:2:1: code: 'TAX 1' is no code (letters, digits, - and _, at most 64)"
    ],
    f"{HEAD}\nTAX,,Tax,,Now.,,,soon,,,\n": [
        "table.csv:2:4: title_es: is missing (every text exists in every first-line language of "
        "the city)",
        "table.csv:2:6: answer_es: is missing (every text exists in every first-line language of "
        "the city)",
        "table.csv:2:8: since: must be a date like 2026-12-24",
    ],
    TABLE + "TAX-1,,Else,,In June.,En junio.,,2027-01-01,,3,\n": [
        "table.csv:5:3: title_en: is not what line 3 says of TAX-1 (leave it empty in the rows "
        "that follow)"
    ],
    "code,ownr\nTAX,Tax\n": ["table.csv:1:2: ownr: unknown column (did you mean 'owner'?)"],
    "title_en\nTax\n": ["table.csv:1:1: code: the column is missing"],
    "code,title_en\nTAX,Tax,Tasa\n": [
        "table.csv:2:1: more values than columns (put values that have commas in quotes)"
    ],
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_by_row_and_column(city: Path, text: str) -> None:
    result = run(city, table(city, text))
    assert (result.exit_code, told(result)) == (1, WRONG[text])
    assert not (city / "knowledge").exists()


def test_what_clashes_with_the_city_is_refused(city: Path) -> None:
    result = run(city, table(city, f"{HEAD}\nGarbage,,Bins,Cubos,Now.,Ya.,,,,,\n"))
    assert "the code 'Garbage' is 'garbage' in " in str(result.exception)
    assert not (city / "knowledge").exists()


# --- HSDS ----------------------------------------------------------------------------------------

SERVICE = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community counselling",
    "description": "Help for people in a difficult time.",
    "status": "active",
    "eligibility_description": "Everyone aged 12 and over",
    "application_process": "Ring the reception",
    "assured_date": "2025-01-01",
    "phones": [{"id": "p", "number": "555 0100"}],
    "organization": {"id": "o", "name": "Example Org"},
    "required_documents": [{"id": "d", "document": "Identity card"}],
    "attributes": [
        {
            "id": "a",
            "taxonomy_term": {
                "id": "t1",
                "code": "MH-1",
                "name": "Counselling",
                "parent_id": "t0",
            },
        },
        {"id": "b", "taxonomy_term": {"id": "t0", "code": "MH", "name": "Mental health"}},
    ],
}
CODE = SERVICE["id"]


def one_language(city: Path) -> None:
    for name, text in {"city.yaml": "[en, es]"}.items():
        path = city / name
        path.write_text(path.read_text("utf-8").replace(text, "[en]"), "utf-8")


def services(city: Path, data: object) -> str:
    path = city.parent / "services.json"
    path.write_text(json.dumps(data), "utf-8")
    return str(path)


@pytest.mark.parametrize("page", [SERVICE, [SERVICE], {"contents": [SERVICE]}])
def test_services_are_items_below_their_terms(city: Path, page: object) -> None:
    one_language(city)
    assert run(city, services(city, page)).exit_code == 0
    base = load_profile(city).knowledge
    assert [item.code for item in base.path(str(CODE))] == ["MH", "MH-1", CODE]
    item = base.items[str(CODE)]
    (version,) = item.versions
    assert item.owner == "Example Org"
    assert version.answer["en"] == "Help for people in a difficult time. Telephone 555 0100."
    assert version.details.situation == "Everyone aged 12 and over"
    assert version.details.documents == ("Identity card",)


def test_tables_of_services_give_the_same(city: Path) -> None:
    one_language(city)
    folder = city.parent / "hsds"
    folder.mkdir()
    files = {
        "services.csv": "id,organization_id,name,description,status\n"
        "s1,o1,Shelter,A bed for the night.,active\ns2,o1,Old,Gone.,defunct\n",
        "organizations.csv": "id,name\no1,City Shelters\n",
        "phones.csv": "id,service_id,organization_id,number\np1,,o1,555 0199\n",
        "taxonomy_term.csv": "id,code,name,parent_id\nt0,H,Housing,\nt1,H-1,Shelters,t0\n",
        "attributes.csv": "id,link_id,link_entity,taxonomy_term_id\na1,s1,service,t1\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    assert json.loads(run(city, str(folder), "--json").output)["added"] == ["H", "H-1", "s1"]
    base = load_profile(city).knowledge
    assert [item.code for item in base.path("s1")] == ["H", "H-1", "s1"]
    assert base.items["s1"].versions[0].answer["en"] == "A bed for the night. Telephone 555 0199."


def test_a_directory_in_one_language_becomes_a_table_for_translators(city: Path) -> None:
    source, target = services(city, SERVICE), city.parent / "table.csv"
    missing = told(run(city, source))
    assert any("title_es: is missing" in each for each in missing)
    assert run(city, source, "--to-csv", str(target)).exit_code == 0
    text = target.read_text("utf-8")
    lines = [line.split(",") for line in text.splitlines()]
    assert [line[0] for line in lines] == ["code", "MH-1", "MH", CODE]
    assert "title_es" in lines[0]


@pytest.mark.parametrize("data", ["[1]", '{"contents": 5}', "not json"])
def test_what_is_no_directory_is_refused(city: Path, data: str) -> None:
    path = city.parent / "services.json"
    path.write_text(data)
    assert isinstance(run(city, str(path)).exception, SourceErrors)


@pytest.mark.parametrize("name", ["../evil", "../../evil", "", "sub/x", "n" * 300, "a.b"])
def test_a_file_is_written_into_the_folder_of_knowledge_alone(city: Path, name: str) -> None:
    before = sorted(city.parent.rglob("*"))
    source = table(city, TABLE)
    result = run(city, source, "--name", name)
    assert result.exit_code == 2
    assert "must be a name: small letters, digits, - and _" in " ".join(result.output.split())
    assert sorted(city.parent.rglob("*")) == sorted([*before, Path(source)])


def test_what_the_city_has_against_a_row_is_told_of_the_row(city: Path) -> None:
    result = run(city, table(city, TABLE.replace("TAX-1,", "garbage,")))
    assert isinstance(result.exception, SourceErrors)
    lines = str(result.exception).splitlines()
    assert any("/table.csv:3:1: code: " in line and "'garbage'" in line for line in lines)
    assert not any("imported.yaml" in line or "hotline-import-" in line for line in lines)


def test_json_that_is_no_directory_is_told_as_such(city: Path) -> None:
    source = city.parent / "a.json"
    source.write_text('{"a": 1}', "utf-8")
    assert told(run(city, str(source))) == [
        "a.json:1:1: is no list of HSDS services, each with an id and a name"
    ]
