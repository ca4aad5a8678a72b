-- A guest leads to the last one that they became: chains of guests that an older program made are shortened, and those
-- who became each other lead nowhere.
DELETE FROM links AS one WHERE anonymous = member
    OR EXISTS (SELECT 1 FROM links AS back WHERE back.anonymous = one.member AND back.member = one.anonymous);
UPDATE links SET member = (SELECT next.member FROM links AS next WHERE next.anonymous = links.member)
WHERE member IN (SELECT anonymous FROM links);
UPDATE links SET member = (SELECT next.member FROM links AS next WHERE next.anonymous = links.member)
WHERE member IN (SELECT anonymous FROM links);

-- Members who withdrew consent: nothing more of them is kept.
CREATE TABLE IF NOT EXISTS silent (member TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO silent SELECT member FROM members WHERE CAST(body AS TEXT) ->> '$.consent' = 0;
