# Goods that are to come, gifts, what sites offer, receipts of what is of no use, counts in parts.

inbound-policy = inbound is discounted, full or none, not { $word }
inbound-confidence = { $said } is no confidence; write a whole number of percent from 1 to { $most }
inbound-party = a name is one line of at most { $max } bytes, without spaces around it
inbound-supplier-missing = the supplier is missing; say who sends the goods
inbound-gift-alone = a donor and a gift code belong together; give both, or neither
inbound-lot-is-there = { $on_hand } lie in lot { $lot } already; give what is to come a lot of its own
inbound-not-announced = nothing is announced of lot { $lot }; there is nothing to take back
inbound-change = what lot { $lot } is to get was announced; report it as delivered, or donated
inbound-not-come = the goods of order { $order } have not come: lot { $lot } is expected at { $expected }; report the delivery first, then ship
inbound-line = lot { $lot }: { $units } are to come by { $expected }, confidence { $confidence } %, record { $entry }.
inbound-late = lot { $lot }: { $units } were to come by { $expected }, confidence { $confidence } %, record { $entry }. They are late: no plan counts on them until they are announced anew.
amiss-inbound = inbound
amiss-inbound-differs = { $id }: of lot { $lot }, { $expected } were announced and { $actual } came; explain it, or write it off.
amiss-unusable-differs = { $id }: of order { $order } from lot { $lot }, { $expected } were left to accept and { $actual } after those that are { $kind }; explain it, or write it off.

receipt-only = only what is received can be damaged, lost or expired; leave the figure out

excess-awaited = a supplier is still to bring lot { $lot }; report the delivery first
excess-not-offered = nothing of lot { $lot } is offered; there is nothing to end
excess-line = { $units } of lot { $lot }, of which { $reserved } are promised to orders.
excess-line-no-way = { $units } of lot { $lot }: no way leads from there. It is an offer only until somebody adds a lane.
change-lane-to-itself = a lane from { $place } to itself leads nowhere; take it out

count-part-number = { $part } of { $of } is no part; a count has 2 to { $most } parts, which are numbered from 1
count-part-not-next = this is part { $part } of { $of }, and the last that came is { $last }; send the parts in their order, or begin again with part 1
count-part-again = { $item } lot { $lot } stands in an earlier part of this count already; each lot is counted once

gift-no-code = { $word } is no gift code; write it as it was given, for example 7K3M-9QXA
gift-code-used = this gift code is another depot's; report without it to get a new one
gift-announced = { $units } announced
gift-came = { $units } came
gift-counted = { $units } counted, where { $before } were known
gift-changed = { $units } { $reason }
gift-ordered = order { $order } takes { $units } for { $site }
gift-replaced = order { $order } was taken back
gift-shipped = { $units } left for order { $order }
gift-received = { $site } received { $units } of order { $order }; of no use { $unusable }
gift-settled = difference of { $units } closed: { $how }

gift-lot = lot { $lot } is of the gift { $gift }; give other goods a lot of their own
gift-unknown = nobody has announced a gift { $gift }
gift-heading-entry = entry
gift-heading-what = what happened
gift-sums = Gift { $gift }: { $awaited } still to come; { $came } came = { $lies } in depots + { $way } on the way + { $received } received + { $lost } gone + { $unexplained } unexplained.
gift-log-wrong = The log has { $count } faults: run verify before you believe these figures.

inbound-no-expected = { $text } is neither a day nor a moment; write 2026-12-03, or 2026-12-03T18:00:00+08:00
inbound-party-remedy = shorten the name
inbound-count = What suppliers are to bring: { $count }
excess-count = What sites offer to others: { $count }
lane-to-itself-remedy = take the row out
centre-heading-inbound = inbound
centre-heading-announced = announced
centre-explain-inbound = { $from } (still to come)

agent-about-inbound = to come to depot { $depot }, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
agent-about-excess = offer of site { $site }, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
agent-about-part = count of all of depot { $depot }, part { $part } of { $of }, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
agent-about-receipt = order { $order } received { $quantity }, of no use { $unusable }
agent-gift-code = The gift code of { $donor } is { $gift }. Give it to the donor: anybody can follow the gift by it, and nobody can tell from it whose it is.
agent-inbound-missing = What is to come needs { $flags } as well.
agent-inbound-calendar = The calendar ends before that day; name an earlier one.
agent-count-too-many = The list has { $lots } lots; a count has at most { $most }. Count the depot in two lists, of which the smaller is a reserve report.
