-- 002: the key directory. The server hands out what devices left, and understands none of it.

-- kind: 0 signed prekey, 1 last resort, 2 post-quantum last resort (one of each); 3 one-time, 4 post-quantum one-time.
CREATE TABLE prekey (
  device INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (device, kind, id)
) WITHOUT ROWID;

-- The highest id ever left of a one-time kind: no key is handed out twice, whatever is sent again.
CREATE TABLE prekey_top (device INTEGER NOT NULL, kind INTEGER NOT NULL, top INTEGER NOT NULL, PRIMARY KEY (device, kind)) WITHOUT ROWID;

-- The signed device list of an account.
CREATE TABLE list (acc BLOB PRIMARY KEY, version INTEGER NOT NULL, list TEXT NOT NULL) WITHOUT ROWID;
