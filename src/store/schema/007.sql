-- Version 7: what one does with chats, the same on all devices.

CREATE TABLE state (                      -- what one's devices have told each other: core/own-state.c
  what TEXT NOT NULL,
  chat BLOB NOT NULL,                     -- zeros: it is of no chat
  author BLOB NOT NULL,                   -- x'': it is of no message
  id BLOB NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,           -- as another device said it last
  text TEXT NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0,       -- where the server put that; 0: nowhere
  own BLOB,                               -- what this device said last: the content's id
  own_n INTEGER NOT NULL DEFAULT 0,
  own_text TEXT NOT NULL DEFAULT '',
  own_place INTEGER,                      -- NULL while the server has not answered
  PRIMARY KEY (what, chat, author, id)
) WITHOUT ROWID;
CREATE INDEX state_own ON state (own) WHERE own IS NOT NULL;

CREATE VIEW state_now AS                  -- the one of the two that stands later
  SELECT what, chat, author, id, place, own_place,
    CASE WHEN own IS NULL OR place > own_place THEN n ELSE own_n END AS n,
    CASE WHEN own IS NULL OR place > own_place THEN text ELSE own_text END AS text
  FROM state;

ALTER TABLE chat ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0; -- when
ALTER TABLE chat ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN mentions_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0; -- a person answered, or wants to be written to
ALTER TABLE chat ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0; -- receipts were not sent before that
ALTER TABLE chat ADD COLUMN asked_by BLOB; -- who brought one into this group without being a contact
ALTER TABLE chat ADD COLUMN draft_author BLOB; -- what the draft answers
ALTER TABLE chat ADD COLUMN draft_id BLOB;
