-- 007: how far a device's own store has gone on, so that a copy of it is noticed. Both only grow.
ALTER TABLE device ADD COLUMN gen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
