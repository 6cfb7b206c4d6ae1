-- Version 14: whether files come by themselves in a chat (ChatAuto), and which were let go here.

ALTER TABLE chat ADD COLUMN auto_media INTEGER NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0;  -- by a person: it does not come by itself again
