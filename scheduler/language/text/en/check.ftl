### What is wrong with a plan, as the checker counts it.

check-version-1 = this is a plan of version 1: it is counted by the rules of that, and can no longer be approved
check-disorder = { $what } stands twice or out of order
check-empty = { $what } has quantity 0
check-unknown-lot = shipment from lot { $lot }: the situation has no such lot
check-unknown-need = need { $need }: the situation has no such need
check-inadmissible = shipment { $lot } -> { $site }: { $why }
check-wrong-times = shipment { $lot } -> { $site }: departs and arrives { $said }, counted { $counted }
check-over-stock = lot { $lot }: { $shipped } shipped, { $available } available
check-over-reserve = depot { $depot } item { $item }: { $shipped } shipped, { $limit } may leave above the protected reserve
check-over-claim = need { $need }: { $given } given, { $open } asked for
check-over-capacity = lane { $depot } -> { $site }: { $shipped } shipped, capacity { $capacity }
check-over-grams = pool { $pool }: { $used } grams shipped, capacity { $capacity }
check-over-millilitres = pool { $pool }: { $used } millilitres shipped, capacity { $capacity }
check-unknown-class = need { $need }: the policy does not know its class, so it gets nothing
check-broken-pack = shipment { $lot } -> { $site }: { $quantity } are not whole packs of { $pack }
check-broken-ratio = shipment { $lot } -> { $site }: { $quantity } units at { $given } for { $needed } do not make whole units
check-uneven-kit = need { $need }: { $received } of component { $component } do not make { $kits } kits of { $units } each
check-reasons-sum = need { $need }: reasons add up to { $reasons }, { $unmet } are unmet
check-unfounded = need { $need }: reason { $reason } for { $quantity } is not borne out
check-wrong-levels = the plan has { $said } levels, the policy { $counted }
check-wrong-value = { $what } is said to be { $said }, counted { $counted }
check-bad-price = { $what }: a price of what is not there, or below zero
check-wrong-joint = joint { $item }: { $why }
check-wrong-claim-value = claim of { $of }: its value is said to be { $said }, counted { $counted }
check-wrong-claim-bound = claim of { $of }: its bound is said to be { $said }, counted { $counted }
check-not-claimed = claim of { $of }: { $what }
check-not-proven = not proven best: { $what }, by { $by }

## What forbids a shipment.

check-no-lane = no open lane
check-earmarked = the lot is earmarked for others
check-too-late = it arrives too late
check-other-item = the lot's item does not serve the need
check-short-life = too little shelf life on arrival
check-held = the lot must not move
check-departed = its vehicles have left

## What it is about.

check-shipment = shipment { $lot } -> { $site }
check-unmet = unmet { $need } { $reason }
check-claim = claim of { $of }
check-joint = joint { $item }
check-lot = lot { $lot }
check-reserve = reserve { $depot }/{ $item }
check-need = need { $need }
check-lane = lane { $depot } -> { $site }
check-lane-for = lane { $depot } -> { $site } for { $item }
check-pool = pool { $pool }
check-level = level { $level }
check-cost = cost
check-value-of-level = value of level { $level }
check-bound-of-level = bound of level { $level }
check-column = { $lot } -> { $site }
check-column-for = { $lot } -> { $site } for { $item }

## Which condition of the prices fails.

check-overdrawn = { $what } is overdrawn
check-overfull = { $what } is overfull
check-need-over = need { $need } gets too much
check-forbidden = { $what } is not admissible or has no cost
check-need-room = need { $need } has room for units worth more than their price
check-need-dear = need { $need } gets units worth less than their price
check-more = sending more { $what } would improve the plan
check-less = sending less { $what } would improve the plan
check-lot-idle = lot { $lot } has a price and is not used up
check-reserve-idle = { $what } has a price and is not reached
check-lane-idle = { $lane } has a price for { $item } and is not full
check-no-cost = { $lot } -> { $site }: a lane that is used has no cost
check-only-claims = item { $item } has ratios, kits or several sizes of packs: only claims can price it

## Why it cannot be counted.

check-too-large = the value is too large to be counted
check-no-way = { $what } takes no admissible way
check-lane-no-cost = a lane that is used has no cost

## Items that are planned jointly, and claims about them.

check-joint-unasked = nobody needs it
check-joint-left-out = it stands in for or is part of what is joint, and is not
check-joint-alone = it competes with nothing: it is proven by itself
check-claim-no-item = no item is joint
check-claim-no-level = the policy has no such level
check-claim-weight = it gives level { $level } a weight, which does not come before
check-claim-not-full = level { $level } has no weight and is not full
check-claim-price = { $what } has a price, and has no limit or is not there, or its price is below zero
check-claim-not-joint = need { $need } has a price, and is not joint
check-claim-no-part = need { $need } has a price of { $component }, which is no part of a joint kit
check-claim-value-too-large = its value is too large to be counted
check-claim-bound-too-large = its bound is too large to be counted
check-claim-more = sending more { $what } would gain { $gain }
check-claim-more-kits = sending more kits to { $need } would gain { $gain }

## Plans of version 1.

check-base = base { $lot } -> { $site }
check-wrong-rounding = base { $lot } -> { $site }: { $base } is not what could be rounded to { $shipped } in packs of { $pack }
check-wrong-first = first-level value is said to be { $said }, counted { $counted }
check-wrong-second = second-level value is said to be { $said }, counted { $counted }
check-wrong-joint-value = joint value is said to be { $said }, counted { $counted }
check-wrong-joint-bound = joint bound is said to be { $said }, counted { $counted }
check-not-proven-ranks = not proven best: { $what }, by { $ranks } ranks and { $millionths } millionths
check-only-joint-lane = lane { $depot } -> { $site } leads to several needs: only a joint proof can price it
check-only-joint-item = item { $item } has ratios or kits: only a joint proof can price it
check-joint-value-too-large = the joint value is too large to be counted
check-joint-bound-too-large = the joint bound is too large to be counted
check-more-kits = sending more kits to { $need } would improve the plan
check-class-weightless = class { $class } is not in policy { $policy }, and the need has no weight
check-class-unknown = class { $class } is not in policy { $policy }
check-shared-lane = shared lane { $depot } -> { $site }
