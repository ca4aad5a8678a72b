-- The mix of a day: 70 % pages, 25 % events, 5 % searches, of members drawn at random, at a steady pace.
-- wrk ... -s load.lua -- MEMBERS ITEMS PAUSE_MILLISECONDS
local thread_number = 0
function setup(thread)
  thread:set("id", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  members, items, pause = tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
  math.randomseed(os.time() + id * 7919)
  sent, bad, began = 0, 0, os.time()
  json = { ["Content-Type"] = "application/json" }
  devices = { "tv", "desktop", "phone", "tablet" }
  words = { "title", "person", "genre", "tag", "titel", "gener" }
end

function delay()
  return math.random(0, 2 * pause)
end

local function event()
  sent = sent + 1
  local kinds = { "impression", "impression", "open", "play", "play", "thumb", "dismiss" }
  local kind = kinds[math.random(#kinds)]
  local value = kind == "thumb" and ',"value":1' or ""
  local seconds = kind == "play" and ',"seconds":' .. math.random(10, 7000) or ""
  return string.format(
    '{"event_id":"w%d-%d-%d","kind":"%s","member":"m%d","item":"i%d","at":%d%s%s}',
    id, began, sent, kind, math.random(0, members - 1), math.random(0, items - 1), os.time(), value, seconds)
end

function request()
  local draw = math.random(100)
  if draw <= 70 then
    return wrk.format("GET", string.format("/v1/members/m%d/home?device=%s", math.random(0, members - 1), devices[math.random(4)]))
  elseif draw <= 95 then
    return wrk.format("POST", "/v1/events", json, event())
  end
  return wrk.format("GET", string.format("/v1/search?q=%s%%20%d&member=m%d", words[math.random(#words)], math.random(0, 400), math.random(0, members - 1)))
end
