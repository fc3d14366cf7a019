# Plans side by side, and "what if".

cause-lot-came = lot { $lot } came with { $units }
cause-lot-gone = lot { $lot } is gone
cause-lot-moved = lot { $lot } can give { $after }, before { $before }
cause-lot-held = lot { $lot } is held
cause-lot-released = lot { $lot } is no longer held
cause-lot-terms = expiry, earmark or time of lot { $lot } changed
cause-reserve = { $depot } must keep { $after } of { $item }, before { $before }
cause-need-opened = need { $need } was opened
cause-need-closed = need { $need } was closed
cause-need-amended = need { $need } was amended to { $after }, before { $before }
cause-need-verified = { $need } is entitled to { $after }, before { $before }
cause-need-covered = { $after } of { $need } are received or on order, before { $before }
cause-need-terms = class or times of { $need } changed
cause-rules = the rules changed
cause-lane-closed = lane { $depot } to { $site } is closed
cause-lane-opened = lane { $depot } to { $site } is open
cause-lane-terms = time, cost or limit of lane { $depot } to { $site } changed
cause-pool-leaves = vehicles of { $pool } leave at another time
cause-pool-carries = vehicles of { $pool } carry another load
cause-item = pack, parts or substitutes of { $item } changed
cause-draw = another draw for { $need }
cause-moment = from { $lot } to { $site }, time alone decides
cause-overridden = override { $id } bounds it now
cause-override-over = override { $id } does not bound it any more
cause-first = there is no plan before

edit-unknown = { $edit } is no edit; write stock, close, open, need, pool, release or without-earmark, and what is changed
edit-no-figure = { $edit } has no figure; write one after =
edit-lane = { $words } is no lane from a known depot to a known site; write DEPOT-SITE
edit-depot-item = { $words } names no known depot and item; write DEPOT/ITEM
edit-site-item = { $words } names no known site and item; write SITE/ITEM
edit-class = { $class } is no class; write one word
edit-pool = there are no vehicles { $pool }; `pool` lists them
edit-load = { $words } has no unit; write g or ml after the number
edit-no-lot = there is no lot { $lot }; write DEPOT/ITEM/LOT
edit-lots = several lots are called { $lot }; write DEPOT/ITEM/LOT, for example { $example }
edit-no-open-lane = no open lane leads from { $depot } to { $site }
edit-no-limit = the vehicles { $pool } have no such limit; write = and the limit
edit-too-little = { $asked } is more than the { $there } that are there
edit-no-earmark = lot { $lot } is not earmarked
edit-lane-is-open = the lane from { $depot } to { $site } is open already
edit-no-way = nobody knows how long the way from { $depot } to { $site } is
edit-no-need = there is no open need { $need }
edit-unknown-class = the policy has no class { $class }; it has { $classes }
edit-need-class = { $need } is a new need; write its class after the figure, for example =400:critical
edit-no-number = { $text } is no whole number up to { $max }

refused-what-if = The question is not understood
whatif-no-cases = no case is asked; name at least one
whatif-cases = { $count } cases are asked; at most { $max } at once
whatif-empty = the case changes nothing; give an edit or a policy
whatif-edits = { $count } edits are asked; at most { $max } in a case
whatif-name = { $name } is no name of a case; write at most { $max } letters, digits, - or _
whatif-name-twice = two cases are called { $name }
whatif-seconds = { $seconds } is no time limit; write 1 to { $max } seconds
whatif-second-level = { $word } is nothing that can be made least; write minutes or cost
whatif-took-long = There is no plan after { $seconds } seconds. Allow more time, or ask for fewer cases.

plans-none = There is no plan yet.
plans-heading-plan = plan
plans-heading-made = made
plans-heading-policy = policy
plans-heading-state = state
plans-heading-met = met by level
plans-level = { $name } { $met }
plan-state-proposed = proposed
plan-state-decided = decided
plan-state-superseded = superseded

diff-title = { $plan } against { $against }
diff-title-first = No plan is decided before { $plan }: all that it sends is new.
diff-nothing = Both plans send the same.
diff-needs = Needs that get more or less
diff-lines = Shipments that are different
diff-depots = What depots send
diff-districts = What districts get
diff-vehicles = What vehicles carry, in units
diff-reasons = Units that get nothing, by reason
diff-heading-need = need
diff-heading-from = from
diff-heading-to = to
diff-heading-item = item
diff-heading-depot = depot
diff-heading-district = district
diff-heading-vehicles = vehicles
diff-heading-reason = reason
diff-heading-before = before
diff-heading-after = after
diff-heading-change = change
diff-heading-why = why
diff-follows = follows from other changes
diff-no-district = no district
diff-more-rows = { $count ->
    [one] One more row; --rows shows more.
   *[other] { $count } more rows; --rows shows more.
}

whatif-present = now
whatif-nothing-recorded = Nothing is recorded: these are plans of a changed situation.
whatif-levels = How much of each level is met
whatif-needs = Needs that gain or lose
whatif-gains = { $case }: needs that gain: { $gain }; that lose: { $lose }.
whatif-progress = Planned { $done } of { $all }.
whatif-written = The tables of { $case } are in { $out }. This command makes the same plan of them:
whatif-cannot-write = { $path } cannot be written: { $why }
whatif-nobody-answered = The centre ended before the last plan.

marks-no-mark = { $text } is no mark; write reserved, held, inbound, covered, unknown or closed
marks-no-hold = { $text } is no hold; write quarantine or recall
marks-reserved = { $units } is more than the { $there } that are there
