-- Version 11: stickers.

ALTER TABLE media ADD COLUMN sticker TEXT;  -- what it says of itself, as in its content; NULL: a picture or a file
ALTER TABLE media ADD COLUMN kept BLOB;     -- of one's own: which of those that are kept it was
CREATE INDEX media_kept ON media (kept) WHERE kept IS NOT NULL;

CREATE TABLE sticker (                      -- those that are kept here, to be sent
  id BLOB PRIMARY KEY,                      -- the hash of the picture
  pack BLOB,                                -- NULL: one's own
  emoji TEXT NOT NULL,
  path TEXT NOT NULL,
  key BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  size INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  added INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0           -- when it was sent last
) WITHOUT ROWID;

CREATE TABLE sticker_pack (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  changed INTEGER NOT NULL                  -- the newest stands first
) WITHOUT ROWID;

-- Stickers are in no collection of photos.
DROP VIEW message_to_find;
CREATE VIEW message_to_find (message, place, text, name, tags) AS
  SELECT m.message, find_place (m.time, m.message), find_words (m.kind, m.text),
         find_words (m.kind, coalesce (d.name, '')),
         find_tags (m.chat, m.author, m.kind, m.text, d.mime, d.once <> 0 OR d.sticker IS NOT NULL)
         || iif (m.own AND m.broadcast, ' ' || char (57344) || 'b', '')
  FROM message m LEFT JOIN media d USING (message) WHERE m.kind NOT IN (1, 2) OR d.message IS NOT NULL;
