-- 006: one encrypted backup an account (media.kind 3), and the secrets that open it, wrapped by what only a person has.
ALTER TABLE media ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
CREATE TABLE wrap (acc BLOB PRIMARY KEY, wrap TEXT NOT NULL) WITHOUT ROWID;
