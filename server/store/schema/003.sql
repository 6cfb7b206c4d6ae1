-- 003: a device opens a link under a name of its own, one at a time; a device knows whose link brought it.
DROP TABLE link;
CREATE TABLE link (token BLOB PRIMARY KEY, device INTEGER NOT NULL UNIQUE, expires INTEGER NOT NULL) WITHOUT ROWID;
ALTER TABLE device ADD COLUMN linked_by INTEGER NOT NULL DEFAULT 0;
