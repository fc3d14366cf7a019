### Things, as people name them.

thing-item = item { $ids }
thing-substitute = substitute { $ids }
thing-kit = kit { $ids }
thing-pool = pool { $ids }
thing-depot = depot { $ids }
thing-site = site { $ids }
thing-protected = protected stock { $ids }
thing-lane = lane { $ids }

## The catalogue: how it changes.

## Faults of a change.

change-twice = is the second edit of one thing, after edit { $first }; say all of it in one
change-there-already = { $thing } is there already; use set
change-id-retired = { $thing } was retired, and an id is never given again; choose another
change-not-there = { $thing } is not in the catalogue
change-closure-empty = ends before it begins
change-closure-reason = the reason is not one line of 1 to { $max } bytes without blanks around it
change-not-closed = lane { $lane } is not closed at { $at } or later
change-lane-flag = a lane is closed with a reason: lane close
change-named-by = { $by } names { $missing }, which would not be there
change-name-alone = { $thing } has a name, and is not added or set
change-name-wrong = the name of { $thing } is longer than { $max } bytes, or has control characters
change-has-stock = { $thing } still has stock: { $which }
change-has-earmarks = { $thing } is still the only one that may receive: { $which }
change-has-needs = { $thing } still has open needs: { $which }
change-covers-needs = { $thing } still counts for open needs: { $which }
change-has-orders = { $thing } still has open orders: { $which }
change-more = { $count } more
change-unit = the unit { $was } cannot change: { $why }
change-overtaken = the change was written against the catalogue of record { $from }; it is that of record { $now } now. Look again, and send it anew
change-alike = { $id } differs from { $other } by case or width only; choose another id
departure-none = { $text } is no departure; write a moment with its zone, or daily 18:00 (at most { $max } times a day)
misfit-lane-closed = lane { $depot } -> { $site }: the plan ships over it, and it is closed now: { $reason }

## What the program says.

catalogue-changed = Done: { $edit } (record { $record })
catalogue-flag-missing = { $flag } is missing: something new needs it
catalogue-no-place = { $text } is no place; write latitude and longitude, for example 30.593,114.305
catalogue-no-thing = { $text } names nothing; write it as diff does, for example "lane D1 H1"
catalogue-exported = { $dir } has the catalogue of record { $from }. Change its tables, then run: yicang catalogue diff { $dir }
catalogue-export-there = { $path } is there already; export to another folder
catalogue-base-changed = { $path } is not what was exported; export anew, and change the tables beside it
catalogue-state-broken = { $path } is not as it was exported
catalogue-other-log = { $dir } was exported from { $exported }; this centre's log is { $log }
catalogue-no-base = { $dir } was not exported: its tables are compared with an empty catalogue
catalogue-conflicts = { $count ->
    [one] 1 conflict: one thing was changed here and at the centre, to different things.
   *[other] { $count } conflicts: things were changed here and at the centre, to different things.
}
catalogue-conflict = {"  "}{ $thing }
    {"    "}exported: { $base }
    {"    "}here: { $mine }
    {"    "}now: { $now }
catalogue-absent = not there
catalogue-edits = { $count ->
    [one] 1 edit:
   *[other] { $count } edits:
}
catalogue-same = No edits: the centre has all of it.
catalogue-settle = { $count ->
    [one] 1 conflict is not settled
   *[other] { $count } conflicts are not settled
}, and nothing was applied. Settle each: --mine "{ $thing }" or --theirs "{ $thing }"
catalogue-not-open = { $thing } is in no conflict, or is settled twice
catalogue-applied = { $count ->
    [one] 1 edit is done
   *[other] { $count } edits are done
} (record { $record }). Before the next changes, export anew.
catalogue-part-applied = part { $number } of { $of } is done: { $count } edits (record { $record })
catalogue-part-refused = part { $number } of { $of } is refused, see below. The parts before it are done: export anew, or give the same command again to go on.
centre-explain-closed = {"    "}lane { $depot } -> { $site } is closed since { $from }: { $reason }
centre-explain-closed-until = {"    "}lane { $depot } -> { $site } is closed from { $from } until { $until }: { $reason }
