-- Version 8: large groups, their links and requests.

-- A secret of the group that is not in use here yet: of one's own change on its way, or one that came before its change.
ALTER TABLE grp ADD COLUMN next_secret BLOB;
-- The server's time of the change that said who may do what.
ALTER TABLE grp ADD COLUMN rules_time INTEGER NOT NULL DEFAULT 0;
