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
  text, name, tags, content = '', prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mc'"
);
-- The words of what is gone do not stay in the index until it is merged.
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);

-- Pictures and files wait for their media: in and out and in again would cut the index into small pieces.
CREATE VIEW message_to_find (message, place, text, name, tags) AS
  SELECT m.message, find_place (m.time, m.message), find_words (m.kind, m.text),
         find_words (m.kind, coalesce (d.name, '')), find_tags (m.chat, m.author, m.kind, m.text, d.mime, d.once)
  FROM message m LEFT JOIN media d USING (message) WHERE m.kind NOT IN (1, 2) OR d.message IS NOT NULL;

INSERT INTO message_words (rowid, text, name, tags) SELECT place, text, name, tags FROM message_to_find;

-- What goes out of the index has to be told as it went in: before each change, and in again after it.
CREATE TRIGGER message_words_insert AFTER INSERT ON message BEGIN
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_delete BEFORE DELETE ON message BEGIN
  INSERT INTO message_words (message_words, rowid, text, name, tags)
    SELECT 'delete', place, text, name, tags FROM message_to_find WHERE message = old.message;
END;
CREATE TRIGGER message_words_update_out BEFORE UPDATE OF chat, author, kind, time, text ON message
  WHEN old.chat <> new.chat OR old.author <> new.author OR old.kind <> new.kind OR old.time <> new.time
    OR old.text <> new.text BEGIN
  INSERT INTO message_words (message_words, rowid, text, name, tags)
    SELECT 'delete', place, text, name, tags FROM message_to_find WHERE message = old.message;
END;
CREATE TRIGGER message_words_update_in AFTER UPDATE OF chat, author, kind, time, text ON message
  WHEN old.chat <> new.chat OR old.author <> new.author OR old.kind <> new.kind OR old.time <> new.time
    OR old.text <> new.text BEGIN
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;

-- Of media that go with their message there is nothing to be told: it is out already.
CREATE TRIGGER message_words_media_out BEFORE INSERT ON media BEGIN
  INSERT INTO message_words (message_words, rowid, text, name, tags)
    SELECT 'delete', place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_media_in AFTER INSERT ON media BEGIN
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_media_update_out BEFORE UPDATE OF name, mime ON media
  WHEN old.name <> new.name OR old.mime <> new.mime BEGIN
  INSERT INTO message_words (message_words, rowid, text, name, tags)
    SELECT 'delete', place, text, name, tags FROM message_to_find WHERE message = old.message;
END;
CREATE TRIGGER message_words_media_update_in AFTER UPDATE OF name, mime ON media
  WHEN old.name <> new.name OR old.mime <> new.mime BEGIN
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = new.message;
END;
CREATE TRIGGER message_words_media_delete_out BEFORE DELETE ON media BEGIN
  INSERT INTO message_words (message_words, rowid, text, name, tags)
    SELECT 'delete', place, text, name, tags FROM message_to_find WHERE message = old.message;
END;
CREATE TRIGGER message_words_media_delete_in AFTER DELETE ON media BEGIN
  INSERT INTO message_words (rowid, text, name, tags)
    SELECT place, text, name, tags FROM message_to_find WHERE message = old.message;
END;
