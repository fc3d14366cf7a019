### What does not follow in a public log. Sentences without their subject, which is an entry.

replay-with-entry = { $what } (entry { $other })
replay-gap = comes after entry { $last }: entries between them are missing, so nothing is replayed
replay-no-entry = is no entry: { $why }
replay-time-back = is of { $time }, before the entry before it, { $before }
replay-unread = has { $noun } that cannot be read: { $why }
replay-a-catalogue = a catalogue
replay-a-plan = a plan
replay-a-situation = a situation
replay-a-policy = a policy
replay-a-verification = a verification
replay-a-word = a word that was recorded for somebody
replay-openings = openings
replay-attachment-missing = has no { $role }: the attachment is missing
replay-attachment-changed = has { $role } whose attachment was changed
replay-attachment-no-text = has { $role } that are no text

## Who speaks.

replay-second-catalogue = is another catalogue after that of entry { $first }, and nobody commanded it
replay-enrols-uncommanded = enrols { $agent }, and nobody commanded it
replay-number = has number { $number } of { $agent }, where { $due } is due
replay-number-after = has number { $number } of { $agent }, where { $due } is due, after entry { $entry }
replay-unknown-agent = is by { $agent }, whom no entry enrols
replay-foreign-place = is about a place that { $agent } may not report for
replay-not-signed-so = is not what { $who } has signed
replay-no-signature = shows no signature, and { $agent } has signed what the log shows since entry { $first }
replay-command-twice = is by the command of entry { $first }, once more
replay-unknown-coordinator = is by the command of { $who }, whom no entry enrols
replay-may-not-command = is by the command of { $who }, who may not command it
replay-command-no-signature = shows no signature, and { $who } has signed what the log shows of commands since entry { $first }

## What an entry would do.

replay-counts-differ = counts other things than its catalogue has
replay-verifies-other-count = verifies another number of lines than its text has
replay-rejects-none = rejects the need { $need }, which is not open
replay-unknown-site = is about the site { $site }, which the catalogue does not have
replay-unknown-item = is about the item { $item }, which the catalogue does not have
replay-unknown-order = confirms the order { $order }, which no decision makes
replay-may-not-confirm = confirms that { $order } is { $step }, and { $agent } may not report that
replay-hold-unknown = is about the lot { $lot }, which nobody has reported
replay-hold-already = holds the lot { $lot }, which was held so already
replay-hold-free = lets the lot { $lot } go, which nothing held
replay-settles-none = closes the discrepancy { $id }, which no entry shows
replay-settles-twice = closes the discrepancy { $id }, which is closed already
replay-settles-otherwise = closes the discrepancy { $id } as { $how }, which does not fit its figures
replay-unexplained-lots = { $count ->
    [one] { $count } lot has
   *[other] { $count } lots have
} a difference that nobody has explained, by the counts that plans have opened
replay-impossible = could not happen: { $why }
replay-orders-of-lines = makes { $orders } orders of { $lines } lines, and reopens { $reopened } of { $free }
replay-not-replaceable = replaces the order { $order }, which is not there to be replaced
replay-other-ways = has lanes or protected stock that the catalogue does not have
replay-opened-wrong = is opened by a plan, and { $what }
replay-opened-other = the plan's value for line { $line }, { $value }, is not what was reported
replay-opened-unproven = the plan's value for line { $line }, { $value }, is not proven
replay-opened-earmark = the plan earmarks line { $line } for another number of sites
replay-releases-none = releases the orders of entry { $entry }, which is no decision
replay-decides-none = decides { $plan }, which no entry makes
replay-decides-other-texts = decides other texts than { $plan } has
replay-decides-twice = decides { $plan }, which was decided before
replay-decides-overtaken = decides { $plan }, which a later decision has overtaken

## Plans and what they looked at.

replay-plan-called = is called { $plan }, and is entry { $index }
replay-plan-without-look = does not say what it looked at, as the program did that wrote entries before
replay-looks-not-after = looks at the entries before { $upto }, which is not after the last decision
replay-looks-less-far = looks at the entries before { $upto }, and a plan before it looked further
replay-situation-time = is of { $time }, and its situation of { $now }: not before it, or more than an hour
replay-situation-earlier = looks at an entry of { $last }, and its situation is of { $now }
replay-situation-later = leaves out an entry of { $next }, and its situation is of { $now }
replay-situation-other-time = says that its situation is of { $said }, which says { $is }
replay-not-opened = does not open reserve line { $line }, which is in force
replay-opened-not-due = opens reserve line { $line }, which is not due
replay-second-level = has the second level { $has }, and its command asks for { $asked }
replay-policy-name = names the policy { $named }, and its policy is called { $name }
replay-more-differences = { $count ->
    [one] has { $count } more difference
   *[other] has { $count } more differences
}

## A plan's situation beside what was reported.

replay-noun-need = need
replay-noun-lot = lot
replay-noun-lane = lane
replay-noun-protected = protected stock
replay-noun-last = earlier shipment
replay-noun-reopened = reopened order
replay-has-unreported = has the { $noun } { $name }, which no entry says
replay-differs = says of the { $noun } { $name }: { $said }; what was reported is: { $reported }
replay-leaves-out = leaves out the { $noun } { $name }
replay-not-in-catalogue = has { $line }, which the catalogue has not
replay-out-of-catalogue = leaves out { $line } of the catalogue
replay-has-what-no-entry-has = has what no entry has

## Whether a decided plan is lawful.

replay-its-situation = its situation: { $why }
replay-its-policy = its policy: { $why }
replay-its-plan = its plan: { $why }
replay-unlawful = its plan is not lawful: { $why }
replay-old-rule = { $items }: counted by the old rule, which does not prove class order

## What was not checked.

replay-unchecked-reports = { $count ->
    [one] contains { $count } report of version 1 or 2: not checked: its signature, which it does not show
   *[other] contains { $count } reports of version 1 or 2: not checked: the signature, which they do not show
}
replay-unchecked-commands = { $count ->
    [one] contains { $count } command of version 1: not checked: its signature, which it does not show
   *[other] contains { $count } commands of version 1: not checked: the signature, which they do not show
}
replay-unchecked-plans = { $count ->
    [one] contains { $count } plan of earlier programs: not checked: whether it follows from what was reported
   *[other] contains { $count } plans of earlier programs: not checked: whether they follow from what was reported
}
replay-unchecked-earmarks = { $count ->
    [one] contains { $count } reserve line of version 1 or 2: not checked: its earmark, which it does not commit to
   *[other] contains { $count } reserve lines of version 1 or 2: not checked: the earmark, which they do not commit to
}
replay-unchecked-quantities = { $count ->
    [one] contains { $count } reserve line: not checked: its quantity, whose salt was forgotten
   *[other] contains { $count } reserve lines: not checked: the quantity, whose salt was forgotten
}
replay-unchecked-kinds = { $count ->
    [one] contains { $count } entry of a kind that this program does not know: not checked
   *[other] contains { $count } entries of kinds that this program does not know: not checked
}

## Changes of the catalogue.

replay-a-change = edits of a catalogue
replay-change-overtaken = changes the catalogue of entry { $from }, and it was that of entry { $known } by then
replay-change-whole = publishes a whole catalogue again, where its edits would do
replay-change-impossible = changes the catalogue to what it cannot be: { $why }
replay-change-not-in-whole = publishes a whole catalogue that is not one after its edit: { $edit }
replay-public-names = public names
replay-other-names = the public names of { $field } are not those that the entry commits to
