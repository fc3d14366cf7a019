# Notices: what a depot or a site must be told.

## The notices

notice-stale-soon = Your need of { $item } becomes stale at { $at }. Report it again if you still need it.
notice-stale = Your need of { $item } is stale since { $at }. Report it again if you still need it.
notice-recall-site = Lot { $lot } is recalled, and you have received some of it or it is on its way. Do not use it, and set it apart.
notice-recall-depot = Lot { $lot } is recalled. Do not ship it, and set apart what is left.
notice-quarantine-site = Lot { $lot } is quarantined, and you have received some of it or it is on its way. Set it apart until it is released.
notice-quarantine-depot = Lot { $lot } is quarantined. Do not ship it until it is released.
notice-differs-count = { $id }: lot { $lot } had { $expected } by the books, and { $actual } were counted. Tell a coordinator what you know.
notice-differs-short = { $id }: of order { $order }, you shipped { $expected } and the site accepted { $actual }. Tell a coordinator what you know.
notice-differs-inbound = { $id }: for lot { $lot }, { $expected } were announced and { $actual } came. Tell a coordinator what you know.
notice-differs-unusable = { $id }: of order { $order }, of { $expected } shipped { $actual } are of use ({ $kind }). Tell a coordinator what you know.
notice-differs-over = { $id }: for order { $order } to you, { $actual } were shipped where { $expected } were known. Count what arrives.
notice-rejected = Your need of { $item } was rejected by entry { $entry }.
notice-verified-less = Of the { $claimed } of { $item } that you claim, { $verified } are verified. Only those count before others.
notice-needed-by = Order { $order } must leave by { $at }: pick and ship { $units } of lot { $lot } to { $site }.
notice-overdue = Order { $order } was to leave at { $at } and is not shipped: { $units } of lot { $lot } to { $site }. Ship it, or report 0.
notice-expired = Your need of { $item } has expired: it was useful until { $at }. Nothing more is sent. Report it again if you still need it.
notice-asked-back = Of { $item } you claim { $claimed }: { $times } times what is usual ({ $usual }). If it is a slip, amend it. If it is meant, tell a coordinator why: somebody looks at it first.
notice-with-reason = { $what } The reason: { $reason }
notice-history-expired = expired: the latest useful time is over

## Kinds, in a table

notice-kind-stale-soon = stale soon
notice-kind-stale = stale
notice-kind-discrepancy = discrepancy
notice-kind-rejected = rejected
notice-kind-verified-less = verified for less
notice-kind-needed-by = to ship
notice-kind-overdue = overdue
notice-kind-expired = expired
notice-kind-asked-back = asked back
notice-kind-unknown = { $kind } is not known to this program; use a newer one

## Faults

notice-id-unreadable = { $id } is no notice; write it as it is listed, for example N57-recall-H1
notice-count = has { $count } notices; a report has 1 to { $most }
notice-again = { $id } is named in line { $line } already
notice-foreign = { $id } is for { $place }, which is not a place of this agent
notice-unknown = there is no notice { $id }; `notices` lists those that there are
notice-kind-word = { $word } is no kind of notice; write one of { $all }
replay-seen-later = acknowledges the notice { $id }, whose entry is not before it
notice-policy-line = stale-notice is { $hours } hours; it must be less than the hours of the stale line, which must be there

## The agent

notice-line-count = { $count ->
    [one] { $count } notice
   *[other] { $count } notices
  } for you: yicang-agent notices
notice-none = There is nothing to take note of.
notice-heading-id = NOTICE
notice-heading-kind = KIND
notice-heading-place = PLACE
notice-heading-since = SINCE
notice-heading-entry = ENTRY
notice-heading-what = WHAT
notice-list-end = { $count ->
    [one] one notice
   *[other] { $count } notices
  }; acknowledge with `notices seen ID` or `notices seen --all`
notice-none-named = Name the notices that you have seen, or write --all.
notice-about-seen = { $count ->
    [one] one notice
   *[other] { $count } notices
  } acknowledged
notice-unreadable = the centre sends notice { $id }, which this program cannot read: { $why }

## The agent as a service

notice-watch-begins = watching the centre { $server } as { $agent }; ctrl-c ends it
notice-watch-linked = connected to the centre
notice-watch-lost = no connection, trying again: { $why }
notice-watch-ended = ended
notice-watch-order = order { $order }: { $units } { $item } from { $depot } to { $site }, leaves { $leaves }: { $status }
notice-watch-notice = notice { $id }: { $what }
notice-watch-delivered = delivered: { $about } (report { $id }, record { $entry })
notice-watch-kept = not delivered, { $count ->
    [one] one report waits
   *[other] { $count } reports wait
  }: { $why }

## The centre

notice-heading-age = AGE
notice-heading-seen = SEEN
notice-seen-yes = yes
notice-seen-no = no
notice-listed = { $count ->
    [one] one notice
   *[other] { $count } notices
  }, { $open } not acknowledged
