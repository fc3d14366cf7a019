### The words of the field: reasons, discrepancies, ids and numbers.

## Why units are unmet.

reason-supply-exhausted = all stock within reach is given out
reason-equal-share-level = shared with needs of the same standing, to the same coverage
reason-higher-class = given to a more urgent class
reason-protected-reserve = kept back as a depot's protected reserve
reason-earmarked = the stock left is earmarked for others
reason-held = the stock left must not move
reason-lead-time = the stock left would arrive too late
reason-transport-capacity = the lanes to the stock left are full
reason-lane-closed = no open lane leads from the stock left, or its vehicles have left
reason-remaining-life = the stock left has expired, or would arrive with too little life
reason-pack-size = rounded to whole packs
reason-claim-over-entitlement = claimed above the verified entitlement
reason-frozen-order = held by an approved order
reason-unverified = the claim is not verified
reason-stale = not reported anew for too long
reason-override = a coordinator decided otherwise
reason-draw = others of equal standing came first in the public draw
reason-unknown-class = the policy does not know the class of this need
reason-not-planned = the planner could not plan this item; report it

## What a need is entitled to, and why.

entitled-verified = entitled to { $units }: verified (entry { $entry })
entitled-rule = entitled to { $units }: nothing is verified; by the policy's rule, { $each } for each of { $count } { $per } and day over { $days } days are { $needed }, less { $stock } of its own (what the site said in entry { $entry })
entitled-claim = entitled to { $units }: the claim; the policy takes claims as they are until they are verified
entitled-zero = entitled to 0: nothing is verified, and the policy takes claims for nothing until then
entitled-median = entitled to { $units }: nothing is verified; of { $of } verified sites of the same kind, { $site } is in the middle with { $middle }, and the claim is the most
entitled-median-of-beds = entitled to { $units }: nothing is verified; of { $of } verified sites of the same kind, { $site } is in the middle with { $verified } for { $theirs } beds, which makes { $middle } for { $own } beds, and the claim is the most
entitled-default = entitled to { $units }: nothing is verified; the policy's default for sites of kind { $kind } is { $default }, and the claim is the most
entitled-nothing = entitled to 0: nothing is verified, and { $like } sites of the same kind are, where the median needs { $least }; the claim is served from true surplus only
entitled-waits = { $way }. { $why }
rule-waits = The policy has a rule ({ $each } for each of { $per } and day over { $days } days); it counts as soon as the site has said its { $facts }
rule-waits-stale = The policy has a rule ({ $each } for each of { $per } and day over { $days } days); it counts as soon as the site says anew its { $facts }: what it has said is too old
entitled-class-limited = { $way }. The site says { $said }; until it is verified, that counts as { $class }

## Facts of a site.

fact-patients = patients
fact-beds = beds
fact-staff = staff
fact-heads = heads
fact-stock = own stock of { $item }
fact-unknown = { $text } is no fact and its number; write one of { $known }, and a whole number after =
fact-lines = { $count } facts; a report has 1 to { $most }
fact-too-large = { $value } is more than { $most }
fact-again = { $fact } stands in line { $line } already; send each fact once

## The life of a need.

need-history-claimed = claimed { $units } ({ $class })
need-history-recorded = claimed { $units } ({ $class }), recorded by a coordinator; the site has not signed it
need-history-verified = verified: { $units }
need-history-verified-class = verified: { $units } ({ $class })
need-history-withdrawn = withdrawn by the site
need-history-rejected = rejected by { $who }
need-history-fulfilled = fulfilled: { $units } received

## Figures that differ.

discrepancy-shipped-above-count = Order { $order } shipped { $shipped } of lot { $lot }, where { $counted } were known; count the lot.
discrepancy-shipped-above-picked = Order { $order } shipped { $shipped } of lot { $lot }, but { $picked } were picked; count the lot.
discrepancy-shipped-while-held = Order { $order } shipped { $shipped } of lot { $lot }, which must not move ({ $hold }); ask for them back.
discrepancy-held-above-stock = Approved orders hold { $held } of lot { $lot }, where { $on_hand } are; ship less, or count the lot.
discrepancy-lot-gone = Order { $order } is to send { $quantity } of lot { $lot }, of which nothing is there; ship 0, or count the lot.

## Ids and numbers that are none. Each follows the name of the field, or the flag.

id-empty = is empty; give an id of 1 to { $max } bytes
id-too-long = is { $bytes } bytes long; an id has at most { $max } bytes
id-bad-character = contains { $character }; an id has no white space, control character, comma, semicolon, double quote or leading '#'
quantity-not-a-number = { $text } is not a whole number; write digits only, for example 1200
quantity-negative = { $text } is negative; a quantity is a whole number of base units
quantity-fractional = { $text } is not whole; count in base units, or choose a smaller unit for the item
quantity-too-large = { $text } is too large; one line carries at most { $max } base units
quantity-zero = is 0; a line must ask for or move at least 1 base unit
decimal-not-a-number = { $text } is not a number from 0 to { $max }; write digits with a point, for example 12.5

## Lots that must not move
hold-quarantine = quarantine
hold-recall = recall
hold-none = no hold
hold-unknown-lot = there is no lot { $lot }; nobody has reported it, and no order is for it
hold-already = lot { $lot } is held already ({ $hold }, record { $record })
hold-is-free = lot { $lot } is not held
hold-not-said = is not given; say quarantine, recall or none
hold-reason = has { $bytes } bytes; say why in 1 to { $most }

## Changes of stock
change-damaged = damaged
change-lost = lost
change-expired = expired
change-consumed = consumed
change-sampled = sampled
change-found = found
change-donated = donated
change-returned = returned
change-delivered = delivered
change-miscounted = miscounted
change-not-said = { $said } is no reason; send one of the list
change-not-reported = { $reason } explains a discrepancy, and is no change that anybody reports; count the lot
change-line-again = { $item } lot { $lot } stands in line { $line } already; send one line per lot
change-unknown-lot = nobody has counted lot { $lot }; report it with report reserve first
change-above-stock = { $units } of lot { $lot }, where { $on_hand } are known; count the lot first
change-too-much = { $units } more of lot { $lot }, where { $on_hand } are, is more than a lot may have; use another lot
change-foreign = agent { $agent } may not report for depot { $depot }
change-old-version = is a word of version 3, and the report is of an earlier one; send version 3

## Discrepancies with a number
amiss-count = count
amiss-short = short
amiss-over = over
amiss-open = open
amiss-written-off = written off
amiss-explained = explained: { $reason }
amiss-count-differs = { $id }: lot { $lot } had { $expected } by the books, and { $actual } were counted; explain it, or write it off.
amiss-short-differs = { $id }: of order { $order } from lot { $lot }, { $expected } were shipped and { $actual } accepted; explain it, or write it off.
amiss-over-differs = { $id }: order { $order } shipped { $actual } of lot { $lot }, where { $expected } were known; explain it, or write it off.
amiss-unknown = there is no discrepancy { $id }
amiss-settled = discrepancy { $id } is closed already (record { $record })
amiss-other-way = { $reason } does not fit: { $missing ->
    [missing] goods are missing; say where they went
   *[more] there is more than was known; say where it came from
}
amiss-no-way = is not given; say one reason, or that it is written off
