-- Version 15: what an edit says of a page, until its message comes.

ALTER TABLE change_wait ADD COLUMN raw BLOB;  -- the text with its preview, as in message; NULL: none
