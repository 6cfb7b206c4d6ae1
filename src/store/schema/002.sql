-- Version 2: groups.

CREATE TABLE grp (
  grp BLOB PRIMARY KEY,
  secret BLOB NOT NULL,                   -- opens what the server keeps of the group
  state BLOB,                             -- packed; NULL before it is known
  name TEXT NOT NULL DEFAULT '',          -- as the state says
  photo BLOB,                             -- as the state says: media id, and how it is opened
  photo_key BLOB,
  photo_sha256 BLOB,
  photo_size INTEGER NOT NULL DEFAULT 0,
  avatar TEXT,                            -- path, once it is here
  inside INTEGER NOT NULL DEFAULT 0,      -- this account is a member
  place INTEGER NOT NULL DEFAULT 0,       -- the server's number of the last change that was looked at
  tip BLOB,                               -- and its hash
  seen INTEGER NOT NULL DEFAULT 0,        -- the last number that the mailbox told of
  asked INTEGER NOT NULL DEFAULT 0,       -- a change cannot be proven: another member is to say what it made
  pending BLOB,                           -- one's own change that the server has not answered, sealed
  pending_to BLOB,                        -- who is in the group after it
  doubt INTEGER NOT NULL DEFAULT 0,       -- a state that somebody spoke of and that is not in this history
  doubt_hash BLOB,
  doubt_by BLOB,
  own_key BLOB,                           -- this device's sender key
  profile_sent INTEGER NOT NULL DEFAULT 0, -- the profile_version that all members have
  given BLOB,                             -- parts of a state that another member gives
  given_acc BLOB,
  given_dev INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE group_change (               -- the last of a group, for a server that has lost some
  grp BLOB NOT NULL REFERENCES grp ON DELETE CASCADE,
  place INTEGER NOT NULL,
  change BLOB NOT NULL,                   -- sealed
  members BLOB NOT NULL,                  -- who is in the group after it
  PRIMARY KEY (grp, place)
) WITHOUT ROWID;

CREATE TABLE group_key (                  -- the sender keys of others
  grp BLOB NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  chain BLOB NOT NULL,
  state BLOB NOT NULL,
  made INTEGER NOT NULL,                  -- when it came
  PRIMARY KEY (grp, acc, dev, chain)
) WITHOUT ROWID;

CREATE TABLE group_sent (                 -- the devices that have this device's sender key
  grp BLOB NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  PRIMARY KEY (grp, acc, dev)
) WITHOUT ROWID;

CREATE TABLE group_owed (                 -- members that are to be given the state
  grp BLOB NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL DEFAULT 0,         -- this one only; 0: all
  PRIMARY KEY (grp, acc, dev)
) WITHOUT ROWID;

CREATE TABLE group_wait (                 -- messages to groups that are not known yet
  entry INTEGER PRIMARY KEY,
  grp BLOB NOT NULL,
  acc BLOB NOT NULL,
  dev INTEGER NOT NULL,
  id BLOB NOT NULL,
  cseq INTEGER NOT NULL,
  time INTEGER NOT NULL,
  ct TEXT NOT NULL,
  UNIQUE (acc, id)
);

CREATE TABLE receipt (                    -- how far one's own message to a group has got, by member
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  acc BLOB NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (message, acc)
) WITHOUT ROWID;

ALTER TABLE outbox ADD COLUMN ct TEXT;    -- for those of outbox_to that have an empty one
ALTER TABLE outbox ADD COLUMN aside INTEGER NOT NULL DEFAULT 0; -- to some devices, outside of the order
