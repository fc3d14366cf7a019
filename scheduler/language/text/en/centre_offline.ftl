### Planning without a centre: `yicang offline`.

offline-not-a-time = { $text } is not a time; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC
offline-seed-empty = it is empty; leave --seed out, or give some text
offline-seed-long = it has { $bytes } bytes; at most { $max }
offline-seed-control = it has control characters; give one line of text
offline-second-level = it is minutes or cost

offline-faults = { $count ->
    [one] the tables have { $count } fault; nothing was done{ $lines }
   *[other] the tables have { $count } faults; nothing was done{ $lines }
}
offline-minutes = { $missing }
offline-no-need = --explain { $word }: there is no such need; write SITE or SITE/ITEM as in needs.csv
offline-refused = the plan did not pass the checker and was not written; please report this with the tables: { $found }
offline-not-counted = the plan cannot be counted; please report this with the tables: { $why }

offline-written = written to { $out }:
offline-check-it = check it: { $command }
offline-policy = policy: { $policy } (sha256 { $sha256 })
offline-secondary = secondary objective: { $cost } ({ $counts } × units), { $proven }
offline-counts-minutes = minutes
offline-counts-cost = cost
offline-size = needs: { $needs }, possible shipments: { $columns }, planned in { $seconds } s
offline-efficacy = efficacy: { $share } of the weighted need is met
offline-equity = equity: { $class }: coverage { $lowest } to { $highest } (range { $range }), needs: { $needs }
offline-efficiency = efficiency: { $minutes } minutes a unit
offline-certificate-none = certificate: no item is planned by itself
offline-certificate-all = certificate: every item proven best by its shadow prices
offline-certificate-some = { $count ->
    [one] certificate: { $count } item proven best by its shadow prices
   *[other] certificate: { $count } items proven best by their shadow prices
}
offline-joint-best = planned together, proven best: { $items }
offline-joint-by-level = planned together, as proven above, level by level: { $items }
offline-left-out = left out: { $items }: { $why }

offline-title-prices = Shadow prices: gain from one more unit
offline-title-earmarks = Cost of earmarks: the best plan without each, less this plan
offline-title-vehicles = Vehicles
offline-price-reserve = reserve { $depot }/{ $item }
offline-price-lane = lane { $depot } -> { $site }
offline-price-lane-item = lane { $depot } -> { $site } for { $item }
offline-price-tonne = vehicles { $pool }, a tonne
offline-price-cubic-metre = vehicles { $pool }, a m³
offline-price-saved = { $amount } { $counts } saved
offline-price-for = for { $amount } { $counts }
offline-price-draw = a better place in the draw
offline-price-others = others, by making way
offline-gain = { $level } { $value }
offline-gains = { $gains }
offline-gain-nothing = nothing
offline-and-more = and { $count } more; --report FILE writes all
offline-more-earmarks = { $count ->
    [one] and { $count } more earmarked lot, not counted
   *[other] and { $count } more earmarked lots, not counted
}

offline-count-shipments = { $count ->
    [one] { $number } shipment
   *[other] { $number } shipments
}
offline-count-needs = { $count ->
    [one] { $number } need
   *[other] { $number } needs
}
offline-count-violations = { $count ->
    [one] { $number } violation
   *[other] { $number } violations
}
offline-valid = valid: { $shipments } for { $needs }; counted: { $counted }
offline-not-valid = not valid: { $violations } in { $shipments } for { $needs }
offline-counted-all = rows, reasons, values and prices
offline-counted-rows = rows and the sums of reasons (no exact texts beside the tables: values and prices are not checked)

## What `offline check` counts from the tables.

offline-check-no-lanes = lanes.csv is not there, and no policy to compute ways by: give one with --policy
offline-check-zero = is 0
offline-check-zero-remedy = a line moves or lacks at least 1 base unit
offline-check-not-in = { $id } is not in { $table }
offline-check-packs = { $packs } packs of { $pack } are not { $units } units
offline-check-packs-remedy = correct one of the two
offline-check-reason = { $word } is no reason
offline-check-reason-remedy = a reason is one of { $codes }
offline-check-unreadable = cannot be read: { $why }
offline-check-json = is no summary that can be read: line { $line }, column { $column }
offline-check-situation = situation.txt is not what the tables say: it has { $text }, the tables { $table }
offline-check-nothing-more = nothing more
offline-check-allocation = allocation.csv is not what plan.txt adds up to
offline-check-unmet = unmet.csv is not what plan.txt says
offline-check-levels = it has { $said } levels, counted { $counted }
offline-check-level = level { $level } is not what plan.txt adds up to
recount-no-lane = lane { $depot } -> { $site }: there is none, and { $units } units go over it
recount-lane = lane { $depot } -> { $site }: { $units } units go over it, it carries { $carries }
recount-grams = pool { $pool }: { $used } grams are loaded, it carries { $limit }
recount-millilitres = pool { $pool }: { $used } millilitres are loaded, it carries { $limit }
recount-packs = { $depot } -> { $site } item { $item }: { $units } units are not whole packs of { $pack }
recount-stock = depot { $depot } item { $item }: { $sent } units leave, { $stock } are there
recount-protected = depot { $depot } item { $item }: { $sent } of { $stock } units leave, { $held } must stay as protected reserve
recount-lots = depot { $depot } item { $item }: { $sent } units leave, but lots that may go there (earmark, shelf life, time limit, vehicles) cover { $most } of them at most
recount-serves-not = need { $need }: { $item } does not serve it, and { $units } units of it are given
recount-ratio = need { $need }: { $units } units of { $item } at { $give } for { $serve } do not come out whole
recount-kits = need { $need }: { $units } units of component { $item } do not make { $kits } kits of { $each } each
recount-unasked = need { $need }: nobody asked for it, and { $units } units are given
recount-given = need { $need }: { $units } units are given, { $asked } are asked for
recount-unasked-unmet = need { $need }: nobody asked for it, and unmet.csv says that it is unmet
recount-reasons = need { $need }: { $lacking } units are unmet, its reasons add up to { $explained }
