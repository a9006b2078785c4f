"""Every way to connect (Tests/TLSMatrix): TLS on either leg, what the server asks for, who verifies clients."""
import pathlib

import psycopg
import pytest

import cells
import probe
import table


def test_libpq_traces_authentication():
    """As it does since version 18, which psycopg[binary] brings along; without it the cells below would see nothing."""
    assert psycopg.pq.version() >= 180000


@pytest.mark.parametrize("cell", cells.CELLS, ids=str)
def test_connecting(matrix, cell):
    assert not probe.difference(cells.expected(cell), probe.look(matrix, cell))


def test_the_table_in_the_documents():
    """Tests/TLSMatrix/matrix.py prints it."""
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "COMPATIBILITY.md").read_text()
    assert table.markdown() in text
