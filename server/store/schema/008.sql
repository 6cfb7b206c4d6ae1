-- 008: large groups. The devices of a group are numbered as a set, so that a sender need not name them; a message to the
-- set is stored once, and its mailbox rows follow in slices.
ALTER TABLE grp ADD COLUMN devset INTEGER NOT NULL DEFAULT 1;
-- The change that brought the member in.
ALTER TABLE member ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

-- What is still to be put into mailboxes: a message (kind 0, mid) or the notice of a change (kind 3, body), to the devices
-- up to number `top` but `skip`, of the members from before `n` on who are not out before `till`. Members come by account:
-- `done` is the last who has it. Of each group only the oldest job runs, so that its order is kept.
CREATE TABLE fanout (
  job INTEGER PRIMARY KEY AUTOINCREMENT,
  grp BLOB NOT NULL,
  kind INTEGER NOT NULL,
  mid INTEGER,
  body TEXT NOT NULL,
  n INTEGER NOT NULL,
  till INTEGER NOT NULL,
  skip INTEGER NOT NULL,
  top INTEGER NOT NULL,
  done BLOB NOT NULL DEFAULT x'',
  turns INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX fanout_grp ON fanout (grp, job);
CREATE INDEX fanout_mid ON fanout (mid);

CREATE TRIGGER devset_device_new AFTER INSERT ON device BEGIN
  UPDATE grp SET devset = devset + 1 WHERE grp IN (SELECT grp FROM member WHERE acc = NEW.acc AND until = 0);
END;
CREATE TRIGGER devset_device AFTER UPDATE OF tok, pending ON device WHEN
  (OLD.tok IS NULL) != (NEW.tok IS NULL) OR OLD.pending != NEW.pending BEGIN
  UPDATE grp SET devset = devset + 1 WHERE grp IN (SELECT grp FROM member WHERE acc = NEW.acc AND until = 0);
END;
CREATE TRIGGER devset_device_gone AFTER DELETE ON device BEGIN
  UPDATE grp SET devset = devset + 1 WHERE grp IN (SELECT grp FROM member WHERE acc = OLD.acc AND until = 0);
END;
CREATE TRIGGER devset_change AFTER UPDATE OF n ON grp WHEN OLD.n != NEW.n BEGIN
  UPDATE grp SET devset = devset + 1 WHERE grp = NEW.grp;
END;

-- How somebody who has the link of a group finds it: the hash of a token that is in the link, what the link opens, and the
-- members who are to be asked (accounts, one after another). It goes with the group.
CREATE TABLE group_link (
  grp BLOB PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  preview TEXT NOT NULL,
  asks BLOB NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER group_link_gone AFTER DELETE ON grp BEGIN DELETE FROM group_link WHERE grp = OLD.grp; END;
