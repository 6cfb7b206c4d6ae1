-- 010: objects too big for one request come in parts, to an upload that the blob store has a name for.
ALTER TABLE media ADD COLUMN upload TEXT;
