-- Version 4: receipts that are faster than the history they speak of.

CREATE TABLE early (                      -- for messages that are not here yet
  author BLOB NOT NULL,
  id BLOB NOT NULL,
  acc BLOB NOT NULL,                      -- who has it
  state INTEGER NOT NULL,
  PRIMARY KEY (author, id, acc)
) WITHOUT ROWID;
