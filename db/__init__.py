"""The records: an append-only ledger of events, and the rows derived from it.

    events ──> LedgerEntry(boot_id, seq) ──> LedgerWriter ──> Store.append ──┬─> ledger
                                             (one thread)     (one commit)   └─> derived rows

The ledger is the truth. Every derived row is made by `db.projection` from ledger rows alone and
carries the id of the ledger row that opened it, so `db.rebuild` can delete all derived rows and
make the same ones again. The same code runs on SQLite and on PostgreSQL.
"""
