-- 004: a device that was linked waits until the account's signed list names it.
ALTER TABLE device ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;
