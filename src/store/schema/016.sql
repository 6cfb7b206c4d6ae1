-- Version 16: what the server was not told of people yet.

ALTER TABLE contact ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;  -- bits: 1 whether they are a contact, 2 whether they are blocked
CREATE INDEX contact_owed ON contact (acc) WHERE owed <> 0;
