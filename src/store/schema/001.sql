-- The local store, version 1. Ids are 16 bytes, conversations 17 (kind and id), times milliseconds.

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE account (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  phone TEXT NOT NULL,
  server TEXT NOT NULL,
  token TEXT NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  photo BLOB,                             -- media id, NULL when there is none
  photo_key BLOB,                         -- with the next two, how it is opened
  photo_sha256 BLOB,
  photo_size INTEGER NOT NULL DEFAULT 0,
  photo_stored INTEGER NOT NULL DEFAULT 0, -- whether the server has it
  avatar TEXT,                            -- path
  profile_version INTEGER NOT NULL DEFAULT 0,
  epoch TEXT,
  cursor INTEGER NOT NULL DEFAULT 0,      -- last seq applied; -1: take what comes
  pending INTEGER NOT NULL DEFAULT 0      -- not in the account's signed list yet
);

CREATE TABLE identity (                   -- this device's own keys, beside the engine's
  one INTEGER PRIMARY KEY CHECK (one = 1),
  account_key BLOB NOT NULL,
  account_secret BLOB,                    -- on the primary device only
  signing_key BLOB NOT NULL,
  signing_secret BLOB NOT NULL,
  identity BLOB NOT NULL
);

CREATE TABLE prekey (                     -- the engine's records that have a number
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

CREATE TABLE session (                    -- the engine's and the envelope's records of one device
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (acc, dev, kind)
) WITHOUT ROWID;

CREATE TABLE peer (                       -- the newest signed device list of each account
  acc BLOB PRIMARY KEY,
  list BLOB NOT NULL,
  trust INTEGER NOT NULL DEFAULT 0,
  heard INTEGER NOT NULL DEFAULT 0        -- a newer version that its devices spoke of
) WITHOUT ROWID;

CREATE TABLE former_device (              -- no longer in the list; what it sent before may still come
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  account_key BLOB NOT NULL,
  identity BLOB NOT NULL,
  signing_key BLOB NOT NULL,
  left_ms INTEGER NOT NULL,               -- of being connected
  PRIMARY KEY (acc, dev)
) WITHOUT ROWID;

CREATE TABLE vouch (                      -- said on another device of one's own, of a key not known here
  acc BLOB PRIMARY KEY,
  account_key BLOB NOT NULL,
  trust INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE chain (                      -- how far the messages of one device in one chat go
  conv BLOB NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  sequence INTEGER NOT NULL,              -- the highest
  link BLOB NOT NULL,
  missing INTEGER NOT NULL,               -- how many before it have not come
  notice BLOB,                            -- the message that says so
  excused INTEGER NOT NULL DEFAULT 0,     -- a notice stands here that the server asked for
  PRIMARY KEY (conv, acc, dev)
) WITHOUT ROWID;

CREATE TABLE unopened (                   -- messages that could not be opened, to be asked for
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  id BLOB NOT NULL,
  cseq INTEGER NOT NULL,                  -- the place that the server gave it
  time INTEGER NOT NULL,
  noticed INTEGER NOT NULL,
  times INTEGER NOT NULL,                 -- how often it was asked for
  asked INTEGER NOT NULL,                 -- when last
  PRIMARY KEY (acc, dev, id)
) WITHOUT ROWID;

CREATE TABLE retry_budget (               -- what a device has asked and was asked in its hour
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  since INTEGER NOT NULL,
  asks INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  flooded INTEGER NOT NULL,
  PRIMARY KEY (acc, dev)
) WITHOUT ROWID;

CREATE TABLE retry_answered (             -- in that hour, message by message
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  id BLOB NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (acc, dev, id)
) WITHOUT ROWID;

CREATE TABLE contact (
  acc BLOB PRIMARY KEY,
  phone TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  profile_name TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  photo BLOB,
  photo_key BLOB,
  photo_sha256 BLOB,
  photo_size INTEGER NOT NULL DEFAULT 0,
  avatar TEXT,
  contact INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0,
  profile_sent INTEGER NOT NULL DEFAULT 0 -- the profile_version they have
) WITHOUT ROWID;

CREATE TABLE device (
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  PRIMARY KEY (acc, dev)
) WITHOUT ROWID;

CREATE TABLE device_list (
  acc BLOB PRIMARY KEY                    -- accounts whose devices are known
) WITHOUT ROWID;

CREATE TABLE device_name (                -- what one's own devices are called
  dev INTEGER PRIMARY KEY,
  name TEXT NOT NULL
);

CREATE TABLE chat (
  chat INTEGER PRIMARY KEY,
  conv BLOB NOT NULL UNIQUE,
  listed INTEGER NOT NULL DEFAULT 1,
  sort_time INTEGER NOT NULL DEFAULT 0,
  last INTEGER,                           -- message: the newest
  unread INTEGER NOT NULL DEFAULT 0,
  first_unread INTEGER NOT NULL DEFAULT 0, -- ord
  read_ord INTEGER NOT NULL DEFAULT 0,    -- everything up to here has been seen
  max_cseq INTEGER NOT NULL DEFAULT 0,
  cseq_base INTEGER NOT NULL DEFAULT 0,   -- added to the server's numbers since a backup was restored there
  draft TEXT NOT NULL DEFAULT ''
);
CREATE INDEX chat_sort ON chat (sort_time DESC) WHERE listed;

CREATE TABLE message (
  message INTEGER PRIMARY KEY,
  chat INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
  author BLOB NOT NULL,
  id BLOB NOT NULL,
  ord INTEGER NOT NULL,                   -- place in the chat
  placed INTEGER NOT NULL,                -- ord comes from the server
  kind INTEGER NOT NULL,
  state INTEGER NOT NULL,
  own INTEGER NOT NULL,
  time INTEGER NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  error INTEGER NOT NULL DEFAULT -1,
  raw BLOB,                               -- a content of a kind not known yet
  UNIQUE (author, id)
);
CREATE UNIQUE INDEX message_place ON message (chat, ord);

CREATE TABLE media (
  message INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  object BLOB,
  mime TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0,
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  thumb BLOB,
  key BLOB,                               -- of the object, NULL before it is made
  sha256 BLOB,                            -- of the object as it lies on the server
  path TEXT,                              -- the file here, NULL while it is not
  source TEXT,                            -- what is still to be copied here before it can be sent
  as_file INTEGER NOT NULL DEFAULT 0,
  account_key BLOB,                       -- the receiver's when the file was chosen; it goes under no other
  transfer INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX media_transfer ON media (transfer) WHERE transfer > 0;

CREATE TABLE tombstone (                  -- deleted here; must not come back when a server repeats itself
  author BLOB NOT NULL,
  id BLOB NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (author, id)
) WITHOUT ROWID;

CREATE TABLE outbox (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  conv BLOB NOT NULL,
  content BLOB NOT NULL,
  media BLOB,                             -- ids, one after another
  wake INTEGER NOT NULL,
  created INTEGER NOT NULL,
  addressed INTEGER NOT NULL DEFAULT 0,   -- outbox_to is filled in
  done INTEGER NOT NULL DEFAULT 0,        -- 0 to be sent, -1 given up, else when the server had it
  account_key BLOB,                       -- the receiver's; sealed under no other
  sequence INTEGER NOT NULL DEFAULT 0,    -- of this device's messages in the chat; 0 outside of the order
  previous BLOB,
  to_acc BLOB,                            -- to this one device only
  to_dev INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_open ON outbox (entry) WHERE done = 0;

CREATE TABLE outbox_to (
  entry INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  ct TEXT NOT NULL,
  PRIMARY KEY (entry, acc, dev)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE message_words USING fts5 (
  text, content = 'message', content_rowid = 'message', prefix = '1 2 3',
  tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER message_words_insert AFTER INSERT ON message WHEN new.text <> '' BEGIN
  INSERT INTO message_words (rowid, text) VALUES (new.message, new.text);
END;
CREATE TRIGGER message_words_delete AFTER DELETE ON message WHEN old.text <> '' BEGIN
  INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.message, old.text);
END;
CREATE TRIGGER message_words_update AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
  INSERT INTO message_words (message_words, rowid, text) SELECT 'delete', old.message, old.text WHERE old.text <> '';
  INSERT INTO message_words (rowid, text) SELECT new.message, new.text WHERE new.text <> '';
END;
