### Orders on their way: steps, corrections, what is cancelled, returned, disputed and carried together.

moving-step-picked = picked
moving-step-shipped = shipped
moving-step-received = received
moving-step-confirmed = confirmed
moving-step-arrived = arrived
moving-step-returned = returned

## What is wrong with a step. Each follows the name of the field.

moving-no-quantity = the step { $step } has no quantity; send 0
moving-not-correctable = the step { $step } has no quantity to correct; report the next step
moving-takes-back-nothing = a step is taken back by naming its entry; send it in corrects
moving-takes-back-quantity = what was never done has no quantity; send 0 throughout
moving-no-confirming = order { $order } is { $is }; it cannot be confirmed now
moving-no-arriving = order { $order } is { $is }; it cannot arrive now
moving-no-returning = of order { $order }, which is { $is }, nothing is on its way back
moving-returned-too-much = { $quantity } came back, and only { $limit } were on their way; report what was on its way, and the rest as stock
moving-not-shipped-yet = the depot has not said what it shipped of order { $order }; report what was found, at least 1 and not above what was ordered
moving-not-over = { $found } were found of { $shipped } shipped, and { $over } are said to be too many; correct one of the two
moving-no-such-step = entry { $entry } is no step of order { $order }
moving-other-step = entry { $entry } says that order { $order } is { $is }; correct it by a step of that kind with a quantity
moving-corrected-before = entry { $entry } is corrected already by entry { $by }; correct that one
moving-corrected-too-often = entry { $entry } has been corrected { $most } times already; ask the coordinator to close the discrepancy
moving-later-step = order { $order } is { $step } since; correct that first
moving-lot-forgotten = nothing is known of lot { $lot } any more; count it with quantity 0 and its last day of use first, then report what came back
moving-foreign-depot = only the depot's agent reports that of order { $order }
moving-foreign-site = only the receiving site's agent reports that of order { $order }
moving-foreign-correction = entry { $entry } is another's word; its own agent corrects it, or a coordinator on behalf
moving-policy-leaves = leaves-within ends in free or keep, not { $word }
moving-misfit-disputed = need { $need }: shipments to it came short and it is disputed; decide that first

## Discrepancies.

moving-amiss-surplus = surplus
moving-amiss-return = return
moving-amiss-corrected = correction
moving-surplus-differs = { $id }: of order { $order } from lot { $lot }, { $expected } were left to accept and { $actual } were found; explain it, or write it off.
moving-return-differs = { $id }: of order { $order } from lot { $lot }, { $expected } were to come back and { $actual } came; explain it, or write it off.
moving-corrected-differs = { $id }: of lot { $lot }, order { $order } took { $expected } by the first word and { $actual } by the correction, and the lot was counted in between; explain it, or write it off.
moving-notice-surplus = { $id }: of your order { $order }, the site had { $expected } left to accept and found { $actual }.
moving-notice-return = { $id }: of order { $order }, { $expected } were to go back to the depot and { $actual } came.
moving-notice-corrected = { $id }: the depot has corrected what left for order { $order } from { $expected } to { $actual }, and had counted the lot in between.
moving-history-reopened = open again: a receipt was corrected, and { $units } have come
moving-gift-returned = { $units } of order { $order } came back
moving-gift-corrected = a step of order { $order } is corrected to { $units }
moving-gift-taken-back = order { $order } was cancelled

## Replay.

moving-replay-foreign = is a correction by { $agent } of entry { $entry }, which is another's word
moving-replay-cancels = cancels order { $order }, which is { $is }
moving-replay-no-dispute = decides { $need }, of which nothing is disputed

## The centre.

moving-refused-cancellation = the order is not cancelled
moving-refused-dispute = the dispute is not decided
moving-reason = is { $bytes } bytes; give a reason of 1 to { $most }
moving-cancel-unknown = there is no order { $order }
moving-cancel-gone-on = order { $order } is { $is }; only an order of which nothing was picked can be cancelled
moving-dispute-none = nothing of { $need } is disputed
moving-cancelled = Order { $order } is cancelled: record { $record }. Its goods are free, and the need is open again.
moving-settled = The dispute of { $need } is decided: record { $record }. The next plan serves it.
moving-no-disputes = No need is disputed.
moving-disputes = { $count ->
    [one] 1 need is disputed; no plan sends anything to it
   *[other] { $count } needs are disputed; no plan sends anything to them
}. Decide each: yicang dispute settle SITE/ITEM --reason WHY
moving-heading-need = need
moving-heading-orders = orders that came short
moving-heading-record = record
moving-heading-code = consignment
moving-heading-count = orders
moving-heading-boxes = boxes
moving-consignment-unknown = there is no consignment { $code }
moving-no-code = { $word } is no look-up code; write it as it is listed, for example 7K3M-9QXA
moving-no-consignments = Nothing is to be carried.
moving-consignments = { $count ->
    [one] 1 consignment
   *[other] { $count } consignments
}.
moving-dispute-words = { $words } is no need; write SITE/ITEM

## The agent.

moving-about-confirmed = order { $order } confirmed
moving-about-arrived = order { $order } arrived
moving-about-returned = order { $order }: { $quantity } came back
moving-about-correction = { $what }, in place of entry { $entry }
moving-about-taken-back = { $what }, which was never done, entry { $entry }
moving-status-confirmed = confirmed
moving-status-arrived = arrived ({ $quantity })
moving-status-returned = returned ({ $quantity } of { $shipped })
moving-status-silent = { $status }; the depot has not said what it shipped
moving-status-rejected = { $status }; { $rejected } refused
moving-confirm-one = say which: one order or consignment, --all, or --csv FILE
moving-confirm-nothing = there is no order that can be reported as { $step } now
moving-confirm-no-consignment = this agent has no consignment { $code } of which an order can be reported as { $step } now
moving-confirm-single = --damaged, --lost, --expired, --rejected, --over, --corrects and --taken-back are of one order; name it
moving-confirm-all-quantity = with --all, --csv and a consignment each order has its own quantity; leave it out
moving-confirm-said = { $count ->
    [one] 1 order is reported as { $step }
   *[other] { $count } orders are reported as { $step }
}.
moving-csv-empty = { $file } names no order
moving-csv-twice = order { $order } stands in row { $first } already
moving-csv-unknown = order { $order } is none of this agent's open orders
moving-csv-less = { $quantity } of { $ordered } are less, and no reason is given
moving-csv-more = { $quantity } are more than { $ordered }
moving-csv-held = lot { $lot } must not move: { $hold }
moving-consignment-head = consignment { $code }: { $depot }, leaves { $departs }, { $orders ->
    [one] 1 order
   *[other] { $orders } orders
}, { $boxes ->
    [one] 1 box
   *[other] { $boxes } boxes
}
moving-csv-twice-remedy = name each order once
moving-csv-unknown-remedy = take the ids from `yicang-agent orders`
moving-csv-less-remedy = write why in the column reason
moving-csv-more-remedy = write at most that
moving-csv-held-remedy = write 0
moving-no-moment = { $word } is no moment; write 2026-02-01 08:00, or with its distance from UTC
moving-confirm-held = { $count ->
    [one] 1 order is left out: its lot must not move
   *[other] { $count } orders are left out: their lots must not move
}.
moving-consignments-agent = { $count ->
    [one] 1 consignment
   *[other] { $count } consignments
}. Report all of one: yicang-agent confirm shipped CODE
moving-leg = { $step } { $units }
moving-leg-corrected = { $what } (entry { $by } counts in its place)
