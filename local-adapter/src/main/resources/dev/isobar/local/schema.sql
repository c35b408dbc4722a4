-- One row: the counters of the broker. Times are "broker time": milliseconds that start at the
-- wall clock's 1970 and then follow the machine's monotonic clock, so that a wall clock that is
-- set wrong moves no lease and no delay.
CREATE TABLE broker (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  next_id      INTEGER NOT NULL, -- the next number of an event, a resource or an owner
  clock        INTEGER NOT NULL, -- the latest broker time that was used
  clock_offset INTEGER NOT NULL, -- broker time minus the monotonic clock
  topology     INTEGER NOT NULL  -- rises with each change of a resource
);

-- Topics, subscriptions, queues, buses, routes, and the dead letters of each subscription or queue.
CREATE TABLE resource (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL
               CHECK (kind IN ('topic', 'subscription', 'queue', 'bus', 'route', 'dead')),
  ordered      INTEGER NOT NULL, -- 1: the events of one key keep their order
  source       TEXT,             -- the topic of a subscription, the bus of a route
  target       TEXT,             -- the topic or queue of a route
  filter       TEXT NOT NULL,    -- of a subscription or route, in the portable language
  max_receives INTEGER NOT NULL  -- the backstop of a subscription or queue, 0: none
);

-- Each event once, however many subscriptions it waits in; gone with its last delivery.
CREATE TABLE event (
  id           INTEGER PRIMARY KEY, -- rises in the order of publishing
  accepted     INTEGER NOT NULL,    -- wall clock, milliseconds since 1970
  content_type TEXT,
  key          TEXT,                -- the event's partitionkey
  attributes   TEXT NOT NULL,       -- a JSON object; CloudEvents attributes begin with ce-
  body         BLOB NOT NULL
);

-- An event that waits in a subscription, a queue or among dead letters, or is leased from there.
CREATE TABLE delivery (
  queue        INTEGER NOT NULL, -- resource.id
  due          INTEGER NOT NULL, -- waiting: available from; leased: leased until (broker time)
  event        INTEGER NOT NULL, -- event.id
  owner        INTEGER,          -- the receiver that leased it last, NULL when given back
  receives     INTEGER NOT NULL, -- how often it was leased, which is the epoch of the lease
  shared       INTEGER NOT NULL, -- 1: the event may have other deliveries
  key          TEXT,             -- the ordering key, only where order is kept
  PRIMARY KEY (queue, due, event)
) WITHOUT ROWID;
CREATE INDEX delivery_key ON delivery (queue, key, event) WHERE key IS NOT NULL;
CREATE INDEX delivery_shared ON delivery (event) WHERE shared = 1;

-- Why a dead letter was given up on.
CREATE TABLE story (
  queue        INTEGER NOT NULL, -- resource.id of the dead letters
  event        INTEGER NOT NULL, -- event.id
  cause        TEXT NOT NULL,    -- exhausted, rejected, undecodable or backstop
  reason       TEXT NOT NULL,
  attempts     INTEGER NOT NULL,
  origin       TEXT NOT NULL,    -- the logical name of the subscription or queue
  time         INTEGER NOT NULL, -- wall clock, milliseconds since 1970
  PRIMARY KEY (queue, event)
) WITHOUT ROWID;

-- For people: how much waits where.
CREATE VIEW backlog AS
  SELECT r.name, r.kind, count(d.event) AS events,
         count(CASE WHEN d.owner IS NOT NULL AND d.due > b.clock THEN 1 END) AS leased,
         count(CASE WHEN d.owner IS NULL AND d.due > b.clock THEN 1 END) AS delayed
  FROM broker b
  JOIN resource r ON r.kind IN ('subscription', 'queue', 'dead')
  LEFT JOIN delivery d ON d.queue = r.id
  GROUP BY r.id;

-- For people: dead letters with their story.
CREATE VIEW dead_letter AS
  SELECT s.origin, s.cause, s.reason, s.attempts, datetime(s.time / 1000, 'unixepoch') AS time,
         json_extract(e.attributes, '$.ce-type') AS type,
         json_extract(e.attributes, '$.ce-source') AS source,
         json_extract(e.attributes, '$.ce-id') AS id, e.body
  FROM story s
  JOIN event e ON e.id = s.event;
