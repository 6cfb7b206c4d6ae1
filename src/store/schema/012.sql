-- Version 12: voice messages.

ALTER TABLE media ADD COLUMN ms INTEGER NOT NULL DEFAULT 0;      -- how long it is, 0 for other files
ALTER TABLE media ADD COLUMN bars BLOB;                          -- how loud, a byte for each of equal times
ALTER TABLE media ADD COLUMN played INTEGER NOT NULL DEFAULT 0;  -- here; one's own: by all who got it

-- They wait for their media too (version 9).
DROP VIEW message_to_find;
CREATE VIEW message_to_find (message, place, text, name, tags) AS
  SELECT m.message, find_place (m.time, m.message), find_words (m.kind, m.text),
         find_words (m.kind, coalesce (d.name, '')), find_tags (m.chat, m.author, m.kind, m.text, d.mime, d.once <> 0 OR d.sticker IS NOT NULL)
         || iif (m.own AND m.broadcast, ' ' || char (57344) || 'b', '')
  FROM message m LEFT JOIN media d USING (message) WHERE m.kind NOT IN (1, 2, 68) OR d.message IS NOT NULL;
