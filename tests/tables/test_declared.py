from importlib import import_module
from pkgutil import walk_packages

import segstudy.tables
from segstudy.tables.table import Table


def declared():
    """All tables that modules of the room declare."""
    names = [module.name for module in walk_packages(segstudy.tables.__path__, "segstudy.tables.")]
    tables = [value for name in names for value in vars(import_module(name)).values() if isinstance(value, Table)]
    return {id(table): table for table in tables}.values()


def test_a_table_is_declared_once():
    names = [table.name for table in declared()]
    assert "statistics.csv" in names and sorted(set(names)) == sorted(names)


def test_no_table_has_a_column_twice_or_none():
    for table in declared():
        assert table.columns and len({*table.names}) == len(table.columns), table.name
