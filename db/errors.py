"""What can go wrong with the records. Every message is one sentence fit for a person.

RecordsError
├── EventCodecError              an event cannot be turned into or made from JSON
│   ├── UnknownEventKind         the ledger holds a kind this version does not know
│   └── MalformedEvent           a field is missing or of the wrong type
└── StoreError                   the database
    ├── BadDatabaseUrl           the URL names no database we can use
    ├── StoreUnavailable         worth trying again later
    │   ├── StoreUnwritable      the file or its folder cannot be written
    │   ├── StoreUnreachable     no server answers, or the connection broke
    │   └── AccessDenied         the server refuses the user or the password
    ├── NoSuchStore              there is no database, or it holds no tables of ours
    ├── SchemaTooOld             it has to be brought up to date first
    ├── SchemaTooNew             it was made by a newer version
    └── EntriesRejected          these entries can never be stored
        └── LedgerOrderError     an entry is older than what its boot has already stored
"""


class RecordsError(Exception):
    """The root of all errors of `db`."""


class EventCodecError(RecordsError):
    """An event cannot be written as JSON or read from it."""


class UnknownEventKind(EventCodecError):
    """The kind is not the name of an event class."""


class MalformedEvent(EventCodecError):
    """The payload does not fit the event class."""


class StoreError(RecordsError):
    """The database cannot do what was asked."""


class BadDatabaseUrl(StoreError):
    """The URL cannot be read, or names a kind of database that is not supported."""


class StoreUnavailable(StoreError):
    """The database cannot be used now; the same call may succeed later."""


class StoreUnwritable(StoreUnavailable):
    """The database file or its folder cannot be opened for writing."""


class StoreUnreachable(StoreUnavailable):
    """No server answers at the address, or the connection broke."""


class AccessDenied(StoreUnavailable):
    """The server refuses the user, the password, or the access."""


class NoSuchStore(StoreError):
    """There is no database, or it has none of our tables."""


class SchemaTooOld(StoreError):
    """The tables belong to an earlier version."""


class SchemaTooNew(StoreError):
    """The tables belong to a later version."""


class EntriesRejected(StoreError):
    """The database will never take these entries; trying again is of no use."""


class LedgerOrderError(EntriesRejected):
    """An entry has a lower `seq` than one its boot has stored, and is not stored itself."""
