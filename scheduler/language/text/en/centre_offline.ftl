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
