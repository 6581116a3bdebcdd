"""What a database says when it can write no more, in words for the person."""

from __future__ import annotations

import sqlite3

from dragoman.errors import DatabaseUnwritable

# Source: https://www.sqlite.org/rescode.html; the last two are how a full disk shows where SQLite keeps its journal's index.
_FULL_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
# Source: PostgreSQL documentation, appendix A: disk_full, read_only_sql_transaction.
_FULL_POSTGRES, _READ_ONLY_POSTGRES = "53100", "25006"
_PRIMARY = 0xFF  # the low byte of an extended code of SQLite is its primary code


def refused_write(error: BaseException) -> DatabaseUnwritable | None:
    """The error for the person, when the database's disk is full or may not be written; None for any other error.

    Args:
        error: as Django raises it, with the driver's own as its cause.
    """
    driver = error.__cause__
    code, state = getattr(driver, "sqlite_errorcode", None), getattr(driver, "sqlstate", None)
    if code in _FULL_SQLITE or state == _FULL_POSTGRES:
        what = "The disk that holds the database is full."
    elif state == _READ_ONLY_POSTGRES or (code is not None and code & _PRIMARY == sqlite3.SQLITE_READONLY):
        what = "The database may only be read, not written."
    else:
        return None
    made = DatabaseUnwritable(f"{what} What was acknowledged stands; this was not saved.", detail=str(error))
    made.__cause__ = error
    return made
