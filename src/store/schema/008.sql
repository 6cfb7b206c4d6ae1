-- Version 8: large groups, their links and requests.

-- A secret of the group that is not in use here yet: of one's own change on its way, or one that came before its change.
ALTER TABLE grp ADD COLUMN next_secret BLOB;
-- The server's time of the change that said who may do what.
ALTER TABLE grp ADD COLUMN rules_time INTEGER NOT NULL DEFAULT 0;

-- The number of the set of devices that the server has of a group; 0 when it has to be asked for.
ALTER TABLE grp ADD COLUMN devset INTEGER NOT NULL DEFAULT 0;
-- Of a message to such a set, in place of outbox_to; and the state of the group it was sealed in.
ALTER TABLE outbox ADD COLUMN devset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN state_n INTEGER NOT NULL DEFAULT 0;

-- Grows with every change of who can be reached, by which devices, and which of them has which sender key.
CREATE TABLE reach (one INTEGER PRIMARY KEY CHECK (one = 1), stamp INTEGER NOT NULL);
INSERT INTO reach VALUES (1, 1);
CREATE TRIGGER reach_peer AFTER INSERT ON peer BEGIN UPDATE reach SET stamp = stamp + 1; END;
CREATE TRIGGER reach_peer_changed AFTER UPDATE OF list, trust ON peer BEGIN UPDATE reach SET stamp = stamp + 1; END;
CREATE TRIGGER reach_peer_gone AFTER DELETE ON peer BEGIN UPDATE reach SET stamp = stamp + 1; END;
CREATE TRIGGER reach_device AFTER INSERT ON device BEGIN UPDATE reach SET stamp = stamp + 1; END;
CREATE TRIGGER reach_device_gone AFTER DELETE ON device BEGIN UPDATE reach SET stamp = stamp + 1; END;
CREATE TRIGGER reach_sent_gone AFTER DELETE ON group_sent BEGIN UPDATE reach SET stamp = stamp + 1; END;

CREATE TABLE group_request (              -- who wants to come in by a link
  grp BLOB NOT NULL,
  acc BLOB NOT NULL,
  name TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (grp, acc)
) WITHOUT ROWID;
