### What the verbs of `yicang` print.

centre-cannot-write = cannot write the answer: { $why }
centre-indented = {"  "}{ $what }
centre-flag-fault = { $flag }: { $why }

## Counts.

centre-count-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
centre-count-depots = { $count ->
    [one] { $count } depot
   *[other] { $count } depots
}
centre-count-sites = { $count ->
    [one] { $count } site
   *[other] { $count } sites
}
centre-count-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
centre-count-agents = { $count ->
    [one] { $count } agent
   *[other] { $count } agents
}
centre-count-open-orders = { $count ->
    [one] { $count } open order
   *[other] { $count } open orders
}
centre-count-orders = { $count ->
    [one] { $count } order
   *[other] { $count } orders
}

## A new centre, and a running one.

centre-init-done =
    { $dir }: a dispatch centre with { $items }, { $depots } and { $sites }
    {"  "}settings           { $settings }
    {"  "}days               those of { $zone }
    {"  "}coordinator's key  { $coordinator } (keep it, and keep it secret)
    {"  "}recovery key       { $recovery } (move it to a place offline: it enrols a coordinator when all
    {"  "}                   other keys are lost, and each use of it is public)
    {"  "}for agents         { $ca }
    {"  "}                   { $receipt }
    {"  "}                   { $vkey }
    start it: yicang serve --data { $dir }
centre-listening = listening on { $url }
centre-not-running = no centre is running on { $path }; start it with `yicang serve`
centre-unreachable = the centre at { $server } does not answer ({ $why }); is `yicang serve` running?
centre-no-key = this command must be signed; give the coordinator's key with --key-file, or its folder with --data
centre-no-log = this command is signed for one public log; give its name with --log, or the centre's folder with --data
centre-answer-unreadable = the centre's answer cannot be read ({ $why }); use the same version on both sides
centre-command-unsigned = the command cannot be signed: { $why }

## Situation, plans, orders.

centre-situation = Situation { $time }: { $records }, { $agents }, { $orders }
centre-discrepancies = Discrepancies: { $count }
centre-plan-made =
    sha256 { $sha256 }
    read it: yicang show { $plan }; approve it: yicang approve { $plan }
centre-approved = { $plan } is approved: record { $record } of the public log, { $orders } released
centre-approved-waiting =
    { $plan } is approved: record { $record } of the public log
    { $orders } wait until the log's witnesses have cosigned it
    if they must not wait: yicang release { $record } --without-witnesses --reason WHY
centre-approved-changes = of the orders it was free to change, { $kept } stay as they are and { $replaced } are replaced
centre-release-needs-flag = this releases the orders of decision { $decision } although the log's witnesses have not cosigned it, and the command is recorded in the public log; if that is meant, give --without-witnesses --reason WHY. With the witnesses' cosignatures orders go out by themselves
centre-noted = noted on { $plan }: record { $record } of the public log
centre-verified = { $lines } verified: record { $record } of the public log
centre-count-needs = { $count ->
    [one] { $count } need
   *[other] { $count } needs
}
centre-needs-exported = { $lines } written to { $file }; fill in `verified` and `basis`, then: yicang needs verify { $file }
centre-needs-preview = Nothing is signed yet. If this is right: yicang needs verify { $file } --yes
centre-needs-skipped = rows without a figure in the column verified, which stay as they are: { $count }
centre-needs-none = no row of { $file } has a figure in the column verified
centre-needs-unknown = { $need }: the catalogue has no such site and item; write SITE/ITEM
centre-needs-bad-hash = { $text } is no SHA-256: write 64 hexadecimal digits
centre-heading-site = site
centre-heading-entitled = entitled
centre-heading-verified = verified
centre-heading-basis = basis
centre-heading-way = way
centre-rejected = { $need } rejected: record { $record } of the public log
centre-explain-history = {"    "}{ $time } (entry { $entry }) { $what }
reject-no-need = there is no open need { $need }
reject-reason = is not one line of 1 to { $most } bytes without blanks around it
centre-recorded = { $what } recorded on behalf of who said it: record { $record } of the public log
record-body-missing = is not given; send need or received
record-said-at = { $at } is after the centre's clock, { $now }, or more than 31 days before it
record-lines = { $count } lines; at most { $most } can be recorded so
record-received-only = of an order, only that it arrived, was received, or a correction can be recorded for somebody
verify-too-many = has { $count } lines; give 1 to { $most }
verify-again = { $need } has an earlier line, too; leave one
verify-basis = is not one line of 1 to { $most } bytes without blanks around it
verify-evidence = has { $bytes } bytes; give the 32 bytes of a SHA-256, or nothing
verify-units = { $units } is more than { $most }
centre-lot-held = lot { $lot } must not move: { $hold } (record { $record } of the public log)
centre-lot-freed = lot { $lot } may move again (record { $record } of the public log)
centre-lot-is-held = lot { $lot }: { $hold } since { $time } by { $coordinator } (record { $record }): { $reason }
centre-lot-is-free = lot { $lot }: no hold
centre-lot-stock = in stock { $on_hand }, reserved { $reserved }
centre-lot-received = received from it: { $sites }
centre-lot-coming = about to receive from it: { $sites }
centre-lot-nobody = nobody has received from it, and nobody is about to
centre-lot-open = open orders: { $count }. What nobody has picked, the next plan sends from elsewhere; what is picked, the depot reports as shipped 0.
centre-lot-words = { $words }: name the lot as DEPOT/ITEM/LOT, or by three words where an id has a slash
centre-settled = discrepancy { $id } is closed: { $how } (record { $record } of the public log)
centre-discrepancy-count = { $count ->
    [one] { $count } discrepancy
   *[other] { $count } discrepancies
}
centre-balance-count = { $count ->
    [one] { $count } lot
   *[other] { $count } lots
}, { $open } with a difference that nobody has explained
centre-discrepancy-word = { $word } is no discrepancy; write it as it is listed, for example X57-3
centre-age-hours = { $hours } h
centre-age-days = { $days } d
centre-show-note = note, { $at }, { $coordinator }: { $text }
centre-released = the orders of decision { $decision } go out without witnesses (record { $record })

## Agents, and what they may do.

centre-grant = { $parts }
centre-grant-depots = depots { $depots }
centre-grant-sites = sites { $sites }
centre-grant-coordinator = coordinator
centre-grant-recovery = recovery key
centre-grant-nothing = may do nothing
centre-not-enrolled = not enrolled
centre-no-districts = no site belongs to { $districts }, nor to any other district; say where sites belong: yicang site set SITE --district DISTRICT
centre-no-such-district = no site belongs to { $districts }; districts with sites: { $known }
centre-enrolled =
    before  { $before }
    after   { $after }
    { $agent } is enrolled (record { $record })

## Masked fields of the public log.

centre-entry-not-a-number = { $text } is no entry's number; write 17 or 17/note
centre-disclosed = { $count ->
    [one] disclosed (record { $record }): { $count } field is in { $file }
   *[other] disclosed (record { $record }): { $count } fields are in { $file }
}
    the reader checks them: yicang-ledger reveal { $file } --public URL --key VKEY
centre-entry-nothing-masked = entry { $entry } has no masked field
centre-entry-only-masked = entry { $entry } has only { $fields }
centre-forget-nothing = nothing was forgotten: { $faults }
centre-forgotten = { $count ->
    [one] { $count } field is forgotten: this centre opens it no more; the log is as it was
   *[other] { $count } fields are forgotten: this centre opens them no more; the log is as it was
}
centre-forgotten-signed = of { $count } of the entries the salts follow from what the agent or coordinator signed, which the journal keeps: the centre opens them no more, and whoever has the journal or the signed message still can
centre-forgotten-backups = backups of the salts from before, and files granted before, still open them: destroy these, too
centre-salts-saved =
    { $file }: a backup of the salts; who has it can open what the log masks
    it opens, too, what is forgotten later: make a new one then, and destroy this one
centre-salts-restored = { $file }: the salts are back; the centre checks at its start that they fit the log
centre-salts-regenerated = new salts, from entry { $entry } on; what was masked before stays masked for ever
centre-salts-are-there = is there, and is not overwritten; if it is damaged, move it away first

## The key of receipts.

centre-receipt-key-prepared =
    next receipt key  { $key }
    {"  "}in config.toml of every agent: centre_key = ["{ $key }", "{ $now }"]
    {"  "}then `yicang receipt-key activate`, and start the centre anew
centre-receipt-key-activated =
    receipt key  { $key }, from the centre's next start on
    {"  "}agents keep the old key as long as they audit receipts that it signed

## Headings of tables.

centre-heading-item = item
centre-heading-free = in stock, free
centre-heading-arriving = arriving
centre-heading-expired = expired
centre-heading-held = held
centre-heading-id = no.
centre-heading-kind = kind
centre-heading-lot-full = lot
centre-heading-expected = known
centre-heading-actual = told
centre-heading-age = age
centre-heading-first = first
centre-heading-gained = came
centre-heading-on-hand = on hand
centre-heading-on-way = on way
centre-heading-received = received
centre-heading-gone = gone
centre-heading-unexplained = open
centre-heading-reserved = reserved
centre-heading-needed = needed
centre-heading-lines = lines
centre-heading-claimed = claimed
centre-heading-allocated = allocated
centre-heading-fill-rate = fill rate
centre-heading-main-reason = main reason
centre-heading-class = class
centre-heading-level = level
centre-heading-met = met
centre-heading-value = value
centre-heading-proven = proven
centre-heading-reason = reason
centre-heading-units = units
centre-heading-meaning = meaning
centre-heading-from = from
centre-heading-to = to
centre-heading-minutes = minutes
centre-heading-arrives = arrives
centre-heading-vehicles = vehicles
centre-heading-departs = depart
centre-heading-kilograms = kg loaded
centre-heading-litres = l loaded
centre-heading-limit = limit
centre-heading-order = order
centre-heading-quantity = quantity
centre-heading-status = status
centre-heading-resource = resource
centre-heading-shadow-price = shadow price
centre-heading-beneficiary = beneficiary
centre-heading-lot = lot
centre-heading-earmarked-for = earmarked for
centre-heading-service = service

centre-title-levels = Service, level by level
centre-title-by-item = By item
centre-title-by-class = By class
centre-title-unmet = Unmet, and why
centre-title-longest = Longest trips

## Figures of a plan.

centre-figure-plan = plan
centre-figure-made-at = made at
centre-figure-status = status
centre-figure-policy = policy
centre-figure-level = level: { $name }
centre-figure-service = service
centre-figure-secondary = secondary objective
centre-figure-needs = needs
centre-figure-shipments = shipments
centre-figure-reopened = orders it may change
centre-figure-columns = possible shipments
centre-figure-time = planned in
centre-figure-start = started from
centre-figure-certificate = certificate
centre-figure-left-out = left out
centre-left-out-items = { $items }: { $why }
centre-value-proven = { $value }, { $proof }
centre-status-approved = approved: record { $record }
centre-status-not-approved = not yet approved
centre-start-warm = the plan before
centre-start-scratch = scratch
centre-departs-when-ready = when ready
centre-departs-left = has left { $time }

centre-level-floor = floor
centre-level-above-entitlement = above entitlement
centre-level-service = service
centre-proof-full = full
centre-proof-nothing-more = full: nothing more can be sent
centre-proof-best = exactly best
centre-proof-within = within { $near } of the best
centre-proof-conditional = within { $near } of the best, if no level above gets less
centre-proof-none = no bound said
centre-proof-least = exactly least
centre-proof-within-least = within { $near } of the least
centre-certificate-version-1 = counted by the rules of version 1, which do not prove class order
centre-certificate-joint = items planned alone are proven best by shadow prices, those planned together level by level, as above
centre-certificate-every-item = every item is proven best by shadow prices
centre-certificate-planned-items = every item that is planned is proven best by shadow prices

## How far an order is.

centre-order-held = { $status }, { $hold }

## One need.

centre-explain-plan = Plan { $plan }
centre-explain-need = { $site } { $item } ({ $class })
centre-explain-amounts = {"  "}claimed { $claimed }, already covered { $covered }, gets { $allocated } ({ $share })
centre-explain-entitled = {"  "}{ $way }
centre-explain-basis = {"    "}grounds: { $basis }
centre-explain-entitled-then = {"  "}entitled to { $then } in this plan; by what is known now:
centre-explain-lot = { $depot } lot { $lot }
centre-explain-from = {"  "}from { $from }: { $quantity }
centre-explain-from-by = {"  "}from { $from }: { $quantity }, arrives { $time }
centre-explain-lacks = {"  "}lacks { $quantity }: { $reason } { $why }
centre-explain-earliest = {"    "}could arrive { $time } at the earliest
centre-explain-held = {"    "}held by { $order }: { $quantity } { $item } for { $site }, { $status }
centre-explain-other = {"  "}also got { $site } ({ $class }): { $allocated } of { $claimed }

## One change that would help a need.

what-if-more-of = { $units } more { $item }
what-if-and = { $one } and { $other }
what-if-stock = With { $what } at depot { $depot }
what-if-lane = With capacity for { $units } more units on the lane { $depot } -> { $site }
what-if-grams = { $units } more grams
what-if-millilitres = { $units } more millilitres
what-if-pool = If pool { $pool } carried { $what }
what-if-helps = { $change }, this need would get { $gets } instead of { $allocated }, of { $open } open.
what-if-no-lane = No open lane leads to { $site }: one would have to be opened first.
what-if-departed = All vehicles to { $site } have left: another departure would have to be arranged first.
what-if-too-late = Nothing can arrive in time: the nearest depot is { $minutes } minutes away.
what-if-nothing = { $change }, this need would get no more than now: others stand before it, whole packs do not fit, or lane or vehicles are full.

## Where the seed of a draw comes from.

draw-of-log = Drawn by the root of the public log right after entry { $entry }. No witness's cosignature is in it: who runs the log could have tried several.
draw-of-witnesses = Drawn by the root of the public log right after entry { $entry }, hashed with the cosignatures of { $names }.
draw-given = Drawn by the seed { $seed }, which was given with --seed.
draw-own = Drawn by the SHA-256 of the situation's other lines.
