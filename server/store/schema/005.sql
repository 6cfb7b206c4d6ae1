-- 005: groups. A chain of changes that the server cannot read, and whose devices get what is said there.
CREATE TABLE grp (grp BLOB PRIMARY KEY, n INTEGER NOT NULL, next_cseq INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;

CREATE TABLE change (
  grp BLOB NOT NULL,
  n INTEGER NOT NULL,
  hash BLOB NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  change TEXT NOT NULL,
  UNIQUE (grp, n)
);

-- Who was taken out by change `until` (0: is in) may read up to that one, for a while from `ended` on.
CREATE TABLE member (
  grp BLOB NOT NULL,
  acc BLOB NOT NULL,
  until INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (grp, acc)
) WITHOUT ROWID;
CREATE INDEX member_acc ON member (acc, until);
CREATE INDEX member_ended ON member (ended) WHERE until > 0;

ALTER TABLE sent ADD COLUMN grp BLOB;

-- A ct that is the same for many devices; their mailbox rows have an empty body. mailbox.kind 3: a group has changed
-- (body is the group's id and the number of its newest change).
CREATE TABLE shared (mid INTEGER PRIMARY KEY, ct TEXT NOT NULL);
CREATE INDEX mailbox_shared ON mailbox (mid) WHERE body = '';
