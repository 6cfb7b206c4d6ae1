-- Version 3: a copy of this store is noticed.

CREATE TABLE generation (                 -- one row
  one INTEGER PRIMARY KEY CHECK (one = 1),
  was INTEGER NOT NULL,                   -- the number the server let this device in with
  next INTEGER NOT NULL,                  -- the one it is being told; the same when it has answered
  sealed INTEGER NOT NULL                 -- how often this device has sealed something
);
INSERT INTO generation (one, was, next, sealed) VALUES (1, 0, 0, 0);

ALTER TABLE account ADD COLUMN copied INTEGER NOT NULL DEFAULT 0; -- beside revoked: that is why
