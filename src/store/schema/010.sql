-- Version 10: broadcast lists.

ALTER TABLE message ADD COLUMN broadcast INTEGER NOT NULL DEFAULT 0; -- it went to others too, to each by themselves

-- Whom one's own message to a list goes to. By its id, because on other devices this may be known before it is.
CREATE TABLE broadcast (
  id BLOB NOT NULL,                       -- of the message in the list
  acc BLOB NOT NULL,
  copy BLOB NOT NULL UNIQUE,              -- of the message in the chat with them
  state INTEGER NOT NULL,                 -- as of a message; failed: they do not get it
  error INTEGER NOT NULL DEFAULT -1,
  delivered INTEGER NOT NULL DEFAULT 0,   -- when that was said
  read INTEGER NOT NULL DEFAULT 0,
  told INTEGER NOT NULL DEFAULT 1,        -- one's other devices know whether they get it
  PRIMARY KEY (id, acc)
) WITHOUT ROWID;
CREATE INDEX broadcast_untold ON broadcast (id) WHERE told = 0;

CREATE TABLE broadcast_work (             -- what is still to be done for all of them, in this order
  work INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL,
  what INTEGER NOT NULL,                  -- 0: it is sent to them; else a change of it
  after BLOB,                             -- done up to this one
  text TEXT NOT NULL DEFAULT ''
);

CREATE TRIGGER broadcast_gone AFTER DELETE ON message WHEN old.own BEGIN
  DELETE FROM broadcast WHERE id = old.id;
  DELETE FROM broadcast_work WHERE id = old.id;
END;

-- One object is the file of many messages: where one of them has it, the others need not fetch it.
CREATE INDEX media_object ON media (object) WHERE object IS NOT NULL;

-- One search finds what went to many people once.
DROP VIEW message_to_find;
CREATE VIEW message_to_find (message, place, text, name, tags) AS
  SELECT m.message, find_place (m.time, m.message), find_words (m.kind, m.text),
         find_words (m.kind, coalesce (d.name, '')),
         find_tags (m.chat, m.author, m.kind, m.text, d.mime, d.once)
         || iif (m.own AND m.broadcast, ' ' || char (57344) || 'b', '')
  FROM message m LEFT JOIN media d USING (message) WHERE m.kind NOT IN (1, 2) OR d.message IS NOT NULL;
