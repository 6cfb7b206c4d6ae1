-- 001: accounts, devices, mailboxes. A migration is a new file; this one is never edited.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE account (
  acc BLOB PRIMARY KEY,
  phone TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  suspended INTEGER NOT NULL DEFAULT 0,
  next_dev INTEGER NOT NULL DEFAULT 1,
  pin TEXT,
  pin_tries INTEGER NOT NULL DEFAULT 0,
  pin_since INTEGER NOT NULL DEFAULT 0,
  online INTEGER NOT NULL DEFAULT 0,
  last_seen INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- A revoked device keeps its row (its number is never given again) but no token and no mailbox.
CREATE TABLE device (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  tok BLOB UNIQUE,
  name TEXT NOT NULL,
  first INTEGER NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  next_seq INTEGER NOT NULL DEFAULT 1,
  acked INTEGER NOT NULL DEFAULT 0,
  UNIQUE (acc, dev)
);

CREATE TABLE conversation (
  a BLOB NOT NULL,
  b BLOB NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;

-- One row a message, kept after every mailbox has dropped it: it is what makes a repeated id a repetition.
CREATE TABLE sent (
  mid INTEGER PRIMARY KEY,
  device INTEGER NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  id BLOB NOT NULL,
  hash BLOB NOT NULL,
  cseq INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  UNIQUE (device, id)
);
CREATE INDEX sent_ts ON sent (ts);

-- kind: 0 message (mid, and body is the ct), 1 devices (body "1,2"), 2 gap (seq to upto, body is why). Clustered by
-- device, so that a mailbox is one stretch of the table.
CREATE TABLE mailbox (
  device INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  upto INTEGER NOT NULL,
  mid INTEGER,
  ts INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (device, seq)
) WITHOUT ROWID;

CREATE TABLE code (
  who BLOB PRIMARY KEY,
  hash BLOB,
  expires INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  sends INTEGER NOT NULL,
  next_send INTEGER NOT NULL,
  made INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE invite (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  token BLOB NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  phone TEXT,
  note TEXT
);

CREATE TABLE link (token BLOB PRIMARY KEY, acc BLOB NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE contact (owner BLOB NOT NULL, acc BLOB NOT NULL, PRIMARY KEY (owner, acc)) WITHOUT ROWID;
CREATE TABLE block (owner BLOB NOT NULL, acc BLOB NOT NULL, PRIMARY KEY (owner, acc)) WITHOUT ROWID;

CREATE TABLE media (
  id BLOB PRIMARY KEY,
  acc BLOB NOT NULL,
  size INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  ready INTEGER NOT NULL DEFAULT 0,
  referenced INTEGER NOT NULL DEFAULT 0,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX media_acc ON media (acc);
CREATE INDEX media_expires ON media (expires);
