-- Version 5: what people do with messages.

ALTER TABLE message ADD COLUMN quote_author BLOB;          -- with the next one, the message it answers
ALTER TABLE message ADD COLUMN quote_id BLOB;
ALTER TABLE message ADD COLUMN mentions BLOB;              -- who is called where in the text
ALTER TABLE message ADD COLUMN forwarded INTEGER NOT NULL DEFAULT 0;
-- What the changes below come to.
ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN reacted INTEGER NOT NULL DEFAULT 0; -- by how many
ALTER TABLE message ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;  -- the place of what pinned it
ALTER TABLE message ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_pinned ON message (chat, pinned) WHERE pinned > 0;
CREATE INDEX message_starred ON message (time) WHERE starred > 0;
CREATE INDEX message_quote ON message (quote_id) WHERE quote_id IS NOT NULL;

CREATE TABLE change (                     -- what was done to a message: of each slot the last counts
  change INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  what INTEGER NOT NULL,
  slot BLOB NOT NULL,                     -- of a reaction who reacts, else the author of the message
  acc BLOB NOT NULL,                      -- who did it, and the id of the content that says so
  id BLOB NOT NULL,
  place INTEGER NOT NULL,                 -- in the chat, by the server; after all while it is not sent
  time INTEGER NOT NULL,
  text TEXT NOT NULL,                     -- the new text, or the emoji; of all but edits "" takes it back
  mentions BLOB,
  UNIQUE (acc, id)
);
CREATE INDEX change_slot ON change (message, what, slot, place);

CREATE TABLE change_wait (                -- of messages that are not here
  entry INTEGER PRIMARY KEY,
  conv BLOB NOT NULL,                     -- where it was said
  author BLOB NOT NULL,                   -- with the next one, the message
  message BLOB NOT NULL,
  what INTEGER NOT NULL,
  acc BLOB NOT NULL,
  id BLOB NOT NULL,
  cseq INTEGER NOT NULL,
  time INTEGER NOT NULL,
  text TEXT NOT NULL,
  mentions BLOB,
  allowed INTEGER NOT NULL,               -- by the group as it was when it came
  came INTEGER NOT NULL,
  UNIQUE (acc, id)
);
CREATE INDEX change_wait_message ON change_wait (author, message);

ALTER TABLE receipt ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0; -- when it was said
ALTER TABLE receipt ADD COLUMN read INTEGER NOT NULL DEFAULT 0;

ALTER TABLE outbox ADD COLUMN forget INTEGER NOT NULL DEFAULT 0; -- what it says is to be gone as soon as the server has it

ALTER TABLE media ADD COLUMN from_author BLOB; -- with the next one, the message whose file is sent on, until it is copied
ALTER TABLE media ADD COLUMN from_id BLOB;

CREATE VIEW reaction AS                   -- those that count
SELECT message, slot, place, time, text FROM change c WHERE what = 2 AND text <> ''
AND NOT EXISTS (SELECT 1 FROM change d WHERE d.message = c.message AND d.what = 2 AND d.slot = c.slot
                AND (d.place, d.id) > (c.place, c.id));
