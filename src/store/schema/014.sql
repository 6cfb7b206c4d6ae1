-- Version 14: whether files come by themselves in a chat (ChatAuto).

ALTER TABLE chat ADD COLUMN auto_media INTEGER NOT NULL DEFAULT 0;
