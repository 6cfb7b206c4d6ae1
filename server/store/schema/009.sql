-- 009: reports, another number, and accounts that end.

-- What a person has told whoever runs the server of another. It holds nothing that was written.
CREATE TABLE report (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  reporter BLOB NOT NULL,
  reported BLOB NOT NULL,
  reason TEXT NOT NULL,
  ts INTEGER NOT NULL
);
CREATE INDEX report_reporter ON report (reporter, ts);
