-- Version 13: albums.

ALTER TABLE media ADD COLUMN album BLOB;                            -- with who sent it, what it is one of; NULL: it stands by itself
ALTER TABLE media ADD COLUMN album_n INTEGER NOT NULL DEFAULT 0;    -- of how many
ALTER TABLE media ADD COLUMN album_at INTEGER NOT NULL DEFAULT 0;   -- which of them
ALTER TABLE media ADD COLUMN quality INTEGER NOT NULL DEFAULT 0;    -- how much of the picture is to be kept that source is
