-- Version 6: messages of further kinds, and messages that go away by themselves.

ALTER TABLE message ADD COLUMN expires INTEGER NOT NULL DEFAULT 0; -- seconds it lasts after it was sent or read
ALTER TABLE message ADD COLUMN gone_at INTEGER NOT NULL DEFAULT 0; -- 0 while that is not known
CREATE INDEX message_gone ON message (gone_at) WHERE gone_at > 0;
CREATE INDEX message_lasts ON message (chat, ord) WHERE expires > 0 AND gone_at = 0;

ALTER TABLE chat ADD COLUMN timer INTEGER NOT NULL DEFAULT 0;      -- seconds that new messages last
ALTER TABLE chat ADD COLUMN timer_ord INTEGER NOT NULL DEFAULT 0;  -- where the change stands that said so
ALTER TABLE chat ADD COLUMN timer_id BLOB;                         -- one's own change, not placed yet
ALTER TABLE chat ADD COLUMN timer_next INTEGER NOT NULL DEFAULT 0; -- and what it says

ALTER TABLE media ADD COLUMN once INTEGER NOT NULL DEFAULT 0;      -- 1: may be looked at once, 2: was
CREATE TABLE played (                     -- who has looked at one's own picture of that kind
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  acc BLOB NOT NULL,
  PRIMARY KEY (message, acc)
) WITHOUT ROWID;

-- The words of what is gone do not stay in the index until it is merged.
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
