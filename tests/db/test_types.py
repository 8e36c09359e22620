"""Columns that take whatever events bring."""

import pytest
from sqlalchemy import Column, MetaData, Table, select
from sqlalchemy.schema import CreateTable, DropTable

from db.store import Store
from db.types import Whole


@pytest.mark.parametrize("bits", [32, 64])
def test_a_whole_number_is_kept_as_the_nearest_that_fits(store: Store, bits: int) -> None:
    table = Table("numbers", MetaData(), Column("number", Whole(bits=bits)))
    most = 2 ** (bits - 1) - 1
    with store.writing() as session:
        session.execute(CreateTable(table))
        for number in (None, 0, -5, most, most + 1, 2**70, -(2**70)):
            session.execute(table.insert(), {"number": number})
        kept = session.execute(select(table.c.number)).scalars().all()
        session.execute(DropTable(table))
    assert sorted(each for each in kept if each is not None) == [
        *(-most, -5, 0),
        *(most, most, most),
    ]
    assert None in kept
