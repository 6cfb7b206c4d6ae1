-- Version 9: finding things.
--
-- The row of a message in this index is its place in time, so that what is found comes newest first,
-- page after page and between two dates, without being sorted. The tags name its chat, its author and
-- what it is: no filter reads a message that does not pass it. The functions are in store-find.c.

DROP TRIGGER message_words_insert;
DROP TRIGGER message_words_delete;
DROP TRIGGER message_words_update;
DROP TABLE message_words;

CREATE VIRTUAL TABLE message_words USING fts5 (
  text, name, tags, content = '', contentless_delete = 1, prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mc'"
);
CREATE VIEW message_to_find (message, place, text, name, tags) AS
  SELECT m.message, find_place (m.time, m.message), find_words (m.kind, m.text),
         find_words (m.kind, coalesce (d.name, '')), find_tags (m.chat, m.author, m.kind, m.text, d.mime)
  FROM message m LEFT JOIN media d USING (message);

INSERT INTO message_words (rowid, text, name, tags) SELECT place, text, name, tags FROM message_to_find;

CREATE TRIGGER message_words_insert AFTER INSERT ON message BEGIN
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_delete AFTER DELETE ON message BEGIN
  DELETE FROM message_words WHERE rowid = find_place (old.time, old.message);
END;
CREATE TRIGGER message_words_update AFTER UPDATE OF chat, author, kind, time, text ON message
  WHEN old.chat <> new.chat OR old.author <> new.author OR old.kind <> new.kind OR old.time <> new.time
    OR old.text <> new.text BEGIN
  DELETE FROM message_words WHERE rowid = find_place (old.time, old.message);
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_media AFTER INSERT ON media BEGIN
  DELETE FROM message_words WHERE rowid = (SELECT place FROM message_to_find WHERE message = new.message);
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_media_update AFTER UPDATE OF name, mime ON media
  WHEN old.name <> new.name OR old.mime <> new.mime BEGIN
  DELETE FROM message_words WHERE rowid = (SELECT place FROM message_to_find WHERE message = new.message);
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
