### Why the centre, or a reader of what was sent, refuses.

refused = { $what }: { $faults }
refused-more = and { $count } more
refused-more-faults = { $count } more faults; SubmitReports, the stream, names all
refused-number-used = sequence { $sent } was used already; { $due } is due
refused-number-skips = sequence { $sent } skips a report; { $due } is due
refused-broke-off = the call broke off; the centre's log says where
refused-report = the report is refused
refused-command = the command is refused
refused-question = the question is refused
refused-approval = the approval is refused
refused-enrolment = the enrolment is refused
refused-grant = the grant is refused
refused-verification = the verification is refused
refused-rejection = the rejection is refused
refused-record = the record is refused
refused-note = the note is refused
refused-release = the release is refused
refused-change = the change of the catalogue is refused
refused-hold = the hold is refused
refused-settlement = the settlement is refused
refused-plan = no plan can be made

## What comes over the wire. Each follows the name of the field.

wire-missing = is not given
wire-unreadable = cannot be read: { $why }
wire-newer-fields = has fields that are newer than this centre, which must be renewed; or its fields are not in the order of their numbers
wire-newer-version = { $version } is newer than this centre, which knows versions up to { $known }; it must be renewed
wire-salt = { $bytes } bytes; send { $wanted } random bytes
wire-too-long = { $bytes } bytes; at most { $max }
wire-log-missing = is not given; name the public log that the report is for
wire-word-of-version = is a word of version { $word }, and the report is of version { $version }; send version { $word }
wire-no-date = { $text } is no date; write YYYY-MM-DD, for example 2027-03-31
wire-no-step = { $step } is no step; send picked, shipped or received
wire-no-status = is no status that this program knows
wire-no-moment = { $seconds } s is no moment between the years −9999 and 9999
wire-moment-missing = is not given; send the moment in UTC
wire-no-reason = { $text } is not known to this program
wire-no-hash = { $bytes } bytes; a SHA-256 has 32

## Reports. Each follows the name of the field.

report-body-missing = is not given; send need, reserve, change, facts or step
report-sequence-zero = is 0; an agent counts its reports from 1
report-life-too-long = { $days } days; at most { $max }
report-item-twice = { $item } stands in line { $line } already; send one line per item
report-lot-twice = { $item } lot { $lot } stands in line { $line } already; send one line per lot
report-line-count = { $count } lines; a report has 1 to { $max }, split it
report-fact-twice = takes away what the same line states; send one of the two
report-too-long = { $bytes } bytes; a report has at most { $max }, split it
report-other-log = the report is for the log { $log }, and this centre's is { $own }; nothing was recorded. Was it meant for a drill?
report-id-used = { $id } was used for another report (record { $record }); choose a new one
report-older = is { $version }, and { $agent } has signed reports of version 3 before; what it signed earlier was due under an earlier number
agent-unknown = agent { $agent } is not enrolled
unknown-site = site { $site } is not in the catalogue
unknown-depot = depot { $depot } is not in the catalogue
unknown-item = item { $item } is not in the catalogue
unknown-place = { $place } is not in the catalogue
unknown-order = there is no order { $order }
unknown-class = { $class } is no class of the policy; use one of { $known }
foreign-site = agent { $agent } may not report for site { $site }
foreign-depot = agent { $agent } may not report for depot { $depot }
foreign-picked = only the depot's agent confirms that order { $order } is picked
foreign-shipped = only the depot's agent confirms that order { $order } is shipped
foreign-received = only the receiving site's agent confirms that order { $order } is received
lot-looks-alike = { $lot } differs from lot { $other } by case or width only; write both alike

## Steps of orders.

order-approved = approved
order-picked = picked
order-dispatched = dispatched
order-received = received
order-cancelled = cancelled
order-replaced = replaced
step-of-replaced = order { $order } is replaced by decision { $record }; it cannot go on
step-no-picking = order { $order } is { $is }; it cannot be picked now
step-no-shipping = order { $order } is { $is }; it cannot be shipped now
step-no-receiving = order { $order } is { $is }; it cannot be received now
step-picked-too-much = picked { $quantity }, but only { $limit } were ordered; report what was there, and the rest as a reserve
step-shipped-too-much = shipped { $quantity }, but only { $limit } were ordered; report what was there, and the rest as a reserve
step-received-too-much = received { $quantity }, but only { $limit } were shipped; report what was there, and the rest as a reserve

## Commands. Each follows the name of the field, or is a sentence.

command-body-missing = says nothing to do
command-other-log = the command is for the log { $log }, and this centre's is { $own }; nothing was done
command-id-used = { $id } was used for another command; choose a new one
command-older = is 1, and { $coordinator } has signed commands of version 2 before
command-other-body = is not { $body }
command-own-call = { $body } has a call of its own
command-made-no-plan = that command made no plan
command-approved-no-plan = that command approved no plan
signer-unknown = { $signer } is not enrolled
not-authentic = the signature does not verify
not-authentic-face = the signature over the public face does not verify
clock-apart = { $said } is more than { $minutes } minutes from the centre's clock, { $now }; set your clock
clock-jumped-back = the centre's clock jumped { $minutes } minutes back while it ran: nothing is recorded until somebody has set the clock right and started the centre again, if need be with `yicang serve --clock-is-right`
clock-jumped-ahead = the centre's clock jumped { $minutes } minutes ahead while it ran: nothing is recorded until somebody has set the clock right and started the centre again, if need be with `yicang serve --clock-is-right`
forbidden-unsigned = nobody has signed
forbidden-recovery = { $id } is a recovery key: it enrols coordinators, and does nothing else
forbidden-no-coordinator = { $id } is enrolled, but not as a coordinator
forbidden-no-place = agent { $agent } may report for no depot and no site; what it reported before stands
text-length = has { $bytes } bytes; write 1 to { $max }
note-no-plan = is empty; name the plan
note-no-line = is not one line of 1 to { $max } bytes without blanks around it
release-no-decision = record { $record } is no decision
release-done = the orders of decision { $record } are released already

## Grants and masked fields.

grant-no-salts = the masked fields cannot be opened: { $why }
grant-too-many-lines = { $count } lines; name at most { $max }, an entry in one line for all of its fields
grant-fields = name { $count } fields; one grant opens 1 to { $max }
grant-past = { $until } is past; name a time to come
masked-no-entry = there is no entry { $entry }: the log has { $count }
masked-unreadable = record { $entry } cannot be opened: { $why }
masked-none = entry { $entry } has no masked field
masked-only = entry { $entry } has only { $fields }
masked-forgotten = `{ $field }` of entry { $entry } cannot be opened: its salt was forgotten
masked-other-salts = { $why }; are these the salts of this log?

## Enrolment.

enrol-other-key = { $agent } is enrolled with the key { $key }; enrol the new key under a new id
enrol-done = { $agent } is enrolled already: { $grant }. Say what is added and what is removed (--add-site, --remove-site, --add-depot, --remove-depot), or replace all of it with --set
enrol-recovery-only = there is a recovery key, and only it may change which keys are recovery keys
enrol-last-coordinator = after this no coordinator would be left: { $agent } is the only one. Enrol another coordinator first (yicang enrol ID --key KEY --coordinator)
enrol-looks-alike = { $id } differs from { $other } by case or width only; choose another id
enrol-change-of-unknown = is not enrolled; enrol it first (yicang enrol ID --key KEY --site SITE)
enrol-change-and-grant = comes with a whole grant; send what is added and removed, or all of it
enrol-change-too-long = { $count } places; one command changes at most { $max }, split it
enrol-too-many-places = { $count } depots and sites; one agent reports for at most { $max }
enrol-recovery-with-more = a recovery key only enrols; it reports for no place and is no coordinator
enrol-key-length = { $bytes } bytes, not 32
enrol-added-and-removed = { $place } is added as well; say one of the two
enrol-not-there = the agent does not report for { $place }

## Plans and approvals.

plan-none-yet = there is no plan yet; make one first: yicang plan
plan-unknown = there is no plan { $plan }
plan-second-level = { $number } is none; send minutes or cost
plan-took-too-long = the plan took { $took } minutes, and its situation may be { $most } old; nothing was recorded. Use a policy of fewer sub-steps, or a faster machine
plan-not-public = the plan is recorded, but not public: { $why }
plan-too-long = the situation and its plan take { $bytes } bytes; one record holds at most { $max }
plan-of-version-1 = this plan was made by the rules of version 1, which do not prove class order; make a new plan and approve that
plan-refused-by-checker = the checker refused the plan: { $why }
plan-without-cost = the second level is cost, and no cost is given for { $lanes }
plan-without-cost-more = the second level is cost, and no cost is given for { $lanes } and { $more } more
plan-overflow = quantities, weights or costs are too large to be added up exactly
plan-checker-refused = the checker refused what was planned; please report it: { $why }
plan-broke-off = the planner broke off here, which is a mistake of the program: please report it with its input
policy-unknown = there is no policy { $name }; use one of { $names }
policy-name-and-text = give a policy's name or its text, not both
policy-name-long = its name has { $bytes } bytes; at most { $max }
minutes-for-second-level = lane { $depot } -> { $site } has no minutes, but the second level is minutes
minutes-for-latest-useful = lane { $depot } -> { $site } has no minutes, but need { $need } has a latest useful moment
minutes-for-wanted-by = lane { $depot } -> { $site } has no minutes, but need { $need } is wanted by a moment, and the policy says what lateness costs
minutes-for-last-day = lane { $depot } -> { $site } has no minutes, but need { $need } may get lot { $lot }, which has a last day of use
approve-other-text = is not the hash of that plan's text; read the plan you approve
approve-misfits = { $plan } no longer fits: { $why }
approve-done = { $plan } is approved already (record { $record })
approve-overtaken = { $plan } was overtaken: { $other } was approved after it was made (record { $record }); make a new plan
misfit-order-went-on = order { $order }: the plan may change it, but it is { $is } now
misfit-order-frozen = order { $order }: the plan changes it, but it leaves at { $departs }: it is frozen now
misfit-lot = lot { $lot }: the plan takes { $planned }, { $left } are left
misfit-held = lot { $lot }: it must not move ({ $hold }, record { $record })
misfit-need = need { $need }: the plan sends { $planned }, { $open } are still asked for

## Questions.

question-no-site = is empty
question-no-needs = { $site } has no open need in plan { $plan }
question-no-need = { $site } has no open need of { $item } in plan { $plan }
question-old-size = is { $old }; it is at least 1 and at most new_size, { $new }
question-new-size = the public log has fewer than { $size } entries, or a tile of it is missing

## What is not possible now, or the centre's own fault.

busy-reports = too many reports are waiting; try again shortly
busy-disk = the disk cannot keep up with the reports; try again shortly
unavailable-stopping = the centre is stopping; ask again
unavailable-journal = the journal cannot be written: { $why }
unavailable-index = the centre cannot look the report up; try again
unavailable-log-keys = log.keys cannot be read: { $why }
unavailable-public-log = the public log: { $why }
broken-other-answer = a command was answered as another; the centre's log says where
broken-plan-text = a recorded text of { $plan } cannot be read back; the centre's log says where
broken-journal-empty = the journal is empty
