### What an agent asks about itself, and what it calls things.

told-draw = {"    "}{ $what }
told-what-helps = {"  "}{ $what }

## Names of things.

names-items = item
names-depots = depot of this agent
names-sites = site of this agent
names-candidate = { $id } ({ $name })
names-found = { $text } → { $id }
names-unknown = no { $kind } is called { $text }
names-unknown-near = no { $kind } is called { $text }; did you mean { $near }?
names-several = no { $kind } is called { $text } alone; it could be { $candidates }; write the id or a whole name
names-several-more = no { $kind } is called { $text } alone; it could be { $candidates }, or { $more } more; write the id or a whole name

## Moments.

when-no-moment = { $text } is no moment; write 2026-12-01 18:00, or 18:00 for the next time it is that late, or 2026-12-01T18:00:00+08:00
when-read = { $text } → { $moment }
when-read-today = { $text } → { $moment }, today
when-read-tomorrow = { $text } → { $moment }, tomorrow
when-skipped = { $text } does not exist there: the clocks are put forward over it; write { $one } or { $other }
when-twice = { $text } is there twice: the clocks are put back over it; write { $one } or { $other }
list-read-so = column { $column }: { $what }

## The centre's answers.

question-none = is not set
question-nothing-decided = no plan has been decided yet
forbidden-other-site = { $site } is not one of this agent's sites

## What the agent prints.

agent-ask-old-centre = { $server } is of an earlier version, which cannot answer this; it must be updated first
agent-ask-strange = { $server } answers something else; it is perhaps of a newer version
agent-needs-none = The centre knows no open need of this agent's sites.
agent-needs-none-of = The centre knows no open need of site { $site }.
agent-needs-way = { $need }: { $way }
agent-needs-basis = { $need }: grounds: { $basis }
agent-needs-class = { $need }: planned as { $class }; you say { $claimed }
agent-needs-stale = { $need }: nobody has renewed it for too long; report it again
agent-needs-wait = Waiting in the outbox, not sent:
agent-needs-waiting = {"  "}{ $need }: { $quantity } ({ $class }), report { $id }
agent-needs-withdrawn = {"  "}{ $need }: withdrawn, report { $id }
agent-heading-class = class
agent-heading-claimed = claimed
agent-heading-entitled = entitled
agent-heading-covered = covered
agent-heading-way = way
agent-heading-site-own = site
agent-heading-depot-own = depot
agent-heading-on-hand = on hand
agent-heading-promised = promised
agent-heading-hold = held
agent-heading-unit = unit
agent-heading-name = name
agent-stock-none = The centre knows no stock of this agent's depots.
agent-stock-none-of = The centre knows no stock of depot { $depot }.
agent-explain-plan = Plan { $plan }, decided by record { $record }
agent-explain-which = write SITE/ITEM, or ITEM where this agent has only one site
agent-catalogue-is = Catalogue of record { $record }, fetched { $time }: { $items } items, { $depots } of this agent's depots, { $sites } of its sites.
agent-catalogue-kept = Kept is the catalogue of record { $record }, fetched { $time }.
agent-catalogue-not-asked = The catalogue here was fetched { $time }, and the centre cannot be asked for a newer one: { $why }
agent-catalogue-see = All names: yicang-agent catalogue
agent-place-unsaid = { $flag } is not given, and this folder does not know the agent's places yet; give it, or run `yicang-agent catalogue` when the centre can be reached
agent-place-several = { $flag } is not given, and this agent has several: { $places }
agent-place-none = { $flag } is not given, and this agent has no such place
