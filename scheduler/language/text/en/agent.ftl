### The field's program.

## The program as a whole.

agent-panic = yicang-agent stops because of a fault in the program itself. Reports that it has kept are safe in the outbox. Please pass this on to whoever maintains it: { $why }
agent-no-runtime = the system gives no timer or network: { $why }
agent-nothing-done = Nothing was stored or sent.
agent-with-command =
    { $what }:
    {"  "}{ $command }
agent-indented = {"  "}{ $what }
agent-bar = reports
agent-trying-again = { $why }; the next attempt is in { $pause } ms

## Setting up a folder, and its configuration.

agent-dir-not-there = { $path } is not an agent's folder; run `yicang-agent init` first, or name the folder with --dir
agent-dir-exists = { $path } exists already; nothing was changed. Choose another folder with --dir
agent-key-readable = others can read this key; run `chmod 600 { $path }`
agent-init-done =
    Agent { $agent } is ready in { $dir }. Its private key never leaves this folder; keep a copy of the folder.

    agent       { $agent }
    public key  { $key }

    Give both to a coordinator, who enrols the agent with `yicang enrol`. Until then, reports wait in the outbox.
agent-init-no-certificate = { $path } contains no certificate in PEM form
agent-init-key-file = { $flag }: the file { $file }: { $why }
agent-init-no-key = { $flag } is not a key ({ $why }), and no file { $file } can be read ({ $system })
agent-server-form = server { $server }: write https://, the centre's name and its port, like https://centre:7443
agent-config-entry = { $name }: { $why }
agent-config-agent = agent { $why }
agent-config-no-keys = the list is empty
agent-config-which-log = write either log_key, the log's key, or root_key, the key of its root
agent-config-time = times.{ $name } is { $milliseconds }; it goes from 1 to 3600000 milliseconds
agent-config-head = Yicang agent. Read at every start; an unknown key is refused.
agent-config-agent-id = Who reports; the coordinator enrols this id with the public key.
agent-config-server = The dispatch centre.
agent-config-ca = Who vouches for its address: a file of certificates (PEM), beside this one.
agent-config-centre-key = Signs the centre's receipts: without its signature a report counts as not delivered. While it changes: ["NEW", "OLD"].
agent-config-log-key = Signs the public log: an order whose decision is not in it is not trusted.
agent-config-root-key = Names the key that signs the public log, through every change of that key.
agent-config-policy = Which witnesses must have cosigned the log's head before an order is trusted: a tlog-policy file beside this one. Without this line no witness is asked for.
agent-config-language = The language of all output: "en" or "zh". Without this line, that of the environment.
agent-config-zone = The zone in which times are shown. Without this line, the machine's.
agent-config-times = How long things may take, in milliseconds, 1 to 3600000.
agent-config-usual = { $what } Without this line: { $usual }.
agent-config-connect = To reach the centre; a shorter time gives up on slow links.
agent-config-answer = To get an answer to one report; the report is sent again afterwards.
agent-config-keep-alive = Between signs of life; longer notices a dead link later.
agent-config-retry-first = Before the first new attempt; each further pause is twice as long.
agent-config-retry-longest = The longest such pause.

## The connection to the centre.

agent-address = the centre's address { $server } or its certificates (ca.pem) cannot be used: { $why }
agent-no-answer = { $server } did not answer within { $milliseconds } ms
agent-unreachable = { $server } cannot be reached: { $why }
agent-centre-busy = { $server } is too busy: { $why }
agent-not-enrolled = the centre does not know agent { $agent } by this key ({ $why }); ask a coordinator to enrol it
agent-no-centre = { $server } answers, but is no dispatch centre of this version
agent-centre-refuses = the centre refuses: { $why }
agent-connection-ended = the centre ended the connection
agent-proof-old-centre = the centre is of an earlier version, which cannot prove it; it must be updated first
agent-proof-refused = the centre cannot prove it: { $why }
agent-proof-no-hashes = the centre's proof is not made of hashes

## Reports, their states and refusals.

agent-about-need = { $lines ->
    [one] need of site { $site }, { $lines } line
   *[other] need of site { $site }, { $lines } lines
}
agent-about-facts = { $count ->
    [one] facts of site { $site }, { $count } line
   *[other] facts of site { $site }, { $count } lines
}
agent-about-reserve = { $lines ->
    [one] reserve of depot { $depot }, { $lines } line
   *[other] reserve of depot { $depot }, { $lines } lines
}
agent-about-count = count of all of depot { $depot }, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
agent-about-change = change at depot { $depot }, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
agent-about-picked = order { $order } picked { $quantity }
agent-about-shipped = order { $order } shipped { $quantity }
agent-about-received = order { $order } received { $quantity }
agent-about-unknown-step = order { $order }, an unknown step, { $quantity }
agent-about-nothing = empty report
agent-report-too-long = { $bytes } bytes; at most { $max } can be sent at once: use fewer lines
agent-fault = { $field }: { $why }
agent-fault-line = line { $line } ({ $item }), { $field }
agent-kept-report = kept report { $id } ({ $about })
agent-nothing-sent = Nothing was sent. { $waiting } in the outbox; send with `yicang-agent outbox send`.
agent-delivered = report { $id } ({ $about }): delivered, record { $entry }
agent-delivered-many = { $count } reports delivered, recorded between { $first } and { $last }; all receipts are verified.
agent-refused = report { $id } ({ $about }) was refused:
agent-refused-kept = { $count } refused and kept apart: correct and report again; `yicang-agent outbox drop-refused` clears them away.
agent-kept = { $count } not delivered yet, kept in the outbox, nothing is lost. Send with `yicang-agent outbox send`.
agent-nothing-waits = Nothing waits in the outbox.
agent-renumbered = The centre already has reports of this agent up to number { $known }, which this outbox does not know: it was probably restored from an old copy. Waiting reports were numbered anew from { $first }.
agent-moved-up = The centre waits for report { $first }, which was lost from this outbox: waiting reports were numbered anew from { $first }.

## Receipts and clocks.

agent-receipt-signature = the receipt is not signed by a centre's key of this agent's configuration; where the centre has changed its key, write the new one before the old one in config.toml: centre_key = ["NEW", "OLD"]
agent-receipt-unreadable = the receipt cannot be read; it may come from a newer centre
agent-receipt-another = the receipt is for report { $id }, not for the one that was sent
agent-receipt-other-bytes = the centre has this report under number { $sequence } as record { $entry }, but with other bytes than these; it was sent before from another copy of this outbox
agent-clocks-apart = the receipt says that the centre took the report in at { $accepted }; by this machine's clock the report was written at { $written } and the receipt arrived at { $arrived }. One of the two clocks is wrong, yours or the centre's. The report is delivered; `audit` counts its delay from the receipt's arrival at the latest
agent-report-clocks = report { $id }: { $why }.
agent-more-clocks = { $count ->
    [one] The same holds of { $count } more report; `yicang-agent audit` names it.
   *[other] The same holds of { $count } more reports; `yicang-agent audit` names all.
}

## Numbers.

agent-number-signature = it is not signed by a centre's key of this agent's configuration; where the centre has changed its key, write the new one before the old one in config.toml: centre_key = ["NEW", "OLD"]
agent-number-unreadable = it is signed, but cannot be read; it may come from a newer centre
agent-number-another-report = it is signed for another report
agent-number-another-agent = it is signed for another agent
agent-number-another-log = it is signed for another log
agent-number-another-number = it is signed for another number
agent-number-two-programs = the centre's count of this agent's reports keeps changing: another program reports with the same key; stop one of the two
agent-number-does-not-count = the centre's signed statement that report { $due } of this agent is due does not count: { $why }. Nothing was numbered anew, and every report is kept as it is
agent-number-behind = the centre waits for report { $due } of this agent, but the outbox contains its signed receipts up to { $last }: the centre has lost records or is a new one. Tell a coordinator; `outbox show` prints the receipts
agent-number-unsigned = the centre says that report { $due } of this agent is due, and this agent has never signed one above { $highest }; such a statement counts only with the centre's signature, and it has none: a centre of an earlier version does not sign it. Nothing was numbered anew, and every report is kept as it is. Tell a coordinator; the centre must be updated

## The outbox and its files.

agent-journal-disk = { $path } cannot be read or written: { $why }
agent-journal-damaged = { $path } is damaged at byte { $at }, with good records behind it; nothing was changed: restore the folder from a copy, or keep this one for whoever can repair it and start a new one
agent-journal-stopped = { $path } could not be written before; start the program again, it then looks at what is there
agent-map-folder = { $path } cannot be made: { $why }
agent-map-locked = { $path } is in use by another yicang-agent; wait until it has ended and try again
agent-map-index = the index beside the journal fails ({ $why }); start the program again, it then rebuilds the index
agent-map-unknown = { $path } has a record that this program does not understand; use the newer version that wrote it
agent-outbox-no-log = the public log's name is not known yet: this agent knows the root key only, and no centre has shown its statements; report once with a connection
agent-outbox-unreadable = a report in the outbox cannot be read; use the version of the program that wrote it
agent-outbox-not-first = report { $id } is not the first that waits; look at `yicang-agent outbox list`
agent-outbox-beyond = number { $first } is beyond { $highest }, the highest that this agent has signed, and no centre signs for it
agent-mended-whole = The outbox was damaged or cut: everything in it was saved; { $kept }.
agent-mended-in-part = The outbox was damaged or cut: part of it was saved; { $kept }.
agent-mended-kept = the file as it was is { $file }
agent-mended-nothing-kept = its file was empty or gone
agent-lost = { $count ->
    [one] Lost from the outbox: report { $numbers }, by the number it had. The public log shows whether the centre has it; if not, report it again. `yicang-agent outbox forget-lost` ends this notice.
   *[other] Lost from the outbox: reports { $numbers }, by the numbers they had. The public log shows which of them the centre has; report the others again. `yicang-agent outbox forget-lost` ends this notice.
}
agent-outbox-refused-dropped = { $count ->
    [one] { $count } refused report cleared away.
   *[other] { $count } refused reports cleared away.
}
agent-outbox-lost-forgotten = { $count ->
    [one] The notice of { $count } lost report is ended.
   *[other] The notice of { $count } lost reports is ended.
}
agent-outbox-nothing-left = Nothing is left in the outbox.
agent-outbox-empty = The outbox is empty.
agent-outbox-said-due = By the centre's signed statement, which is kept here, the reports were numbered anew from { $due }.
agent-outbox-counts = { $waiting } waiting, { $refused } refused, { $delivered } delivered.
agent-outbox-no-such-report = no report in the outbox begins with { $beginning }; look at `yicang-agent outbox list`
agent-outbox-several = { $count } reports begin with { $beginning }; write more of the id
agent-state-waits = waits
agent-state-refused = refused
agent-state-delivered = delivered
agent-state-record = record { $entry }
agent-heading-number = no.
agent-heading-report = report
agent-heading-about = about
agent-heading-state = state
agent-show-report = report       { $id }
agent-show-about = about        { $about }
agent-show-time = reported at  { $time }
agent-show-sha256 = sha256       { $sha256 }
agent-show-note = note         { $note }
agent-show-waits = state        waits as number { $number }
agent-show-refused = state        refused:
agent-show-delivered = state        delivered as number { $number }, { $record }
agent-show-receipt = receipt      { $receipt }
agent-show-signature = signature    { $signature }
agent-show-clocks = clocks       { $why }

## Lists and flags of a report.

agent-list-empty = The list has no rows below its header; nothing was sent.
agent-list-all-bad = { $bad ->
    [one] { $bad } bad row and no good one; nothing was sent. Correct the bad row.
   *[other] { $bad } bad rows and no good one; nothing was sent. Correct the bad rows.
}
agent-list-some-bad = { $bad ->
    [one] { $bad } bad row
   *[other] { $bad } bad rows
}, { $good ->
    [one] { $good } good row
   *[other] { $good } good rows
}; nothing was sent. Correct the bad rows, or send the good ones with --skip-bad.
agent-list-skipped = skipped: { $fault }
agent-list-sent-in-part = { $bad ->
    [one] { $bad } bad row
   *[other] { $bad } bad rows
} skipped, { $good ->
    [one] { $good } good row
   *[other] { $good } good rows
} reported.
agent-earmark-both = --earmark: names sites, and none as well; give one of the two

## Orders.

agent-heading-order = order
agent-heading-item = item
agent-heading-lot = lot
agent-heading-quantity = quantity
agent-heading-depot = from
agent-heading-site = to
agent-heading-leaves = leaves
agent-heading-arrives = arrives
agent-heading-status = status
agent-status-approved = approved
agent-status-picked = picked { $quantity }
agent-status-dispatched = dispatched { $quantity }
agent-status-received = received { $quantity } of { $shipped }
agent-status-cancelled = cancelled
agent-status-replaced = replaced
agent-status-held = { $status }; must not move: { $hold }
agent-status-unknown = unknown
agent-no-orders = No orders now.
agent-orders-proven = { $count ->
    [one] { $count } order, each proven to be in the public log.
   *[other] { $count } orders, each proven to be in the public log.
}
agent-orders-not-trusted = { $count ->
    [one] { $count } order NOT TRUSTED: not proven to be decided in public. Do not act on it; tell a coordinator.
   *[other] { $count } orders NOT TRUSTED: not proven to be decided in public. Do not act on them; tell a coordinator.
}
agent-order-not-trusted = order { $order }: NOT TRUSTED: { $why }
agent-confirm-not-trusted = order { $order } is NOT TRUSTED: { $why }. Do not act on it; nothing was stored or sent.
agent-confirm-too-much = { $quantity } are more than the { $ordered } of order { $order }
agent-confirm-held = lot { $lot } of order { $order } must not move ({ $hold }); report shipped 0, and the goods go from elsewhere. If they have left already, say so with --left-already.
agent-count-zero = The count does not name { $count ->
    [one] this lot
   *[other] these lots
}, which will be 0:
agent-count-zero-lot = { $lot }: { $on_hand } by the centre's books
agent-count-none-left-out = The count names every lot that the centre knows at depot { $depot }.
agent-count-say-yes = Nothing was signed. If nothing of them is there, repeat with --yes.
agent-count-not-asked = The centre cannot be asked which lots it knows: { $why }
agent-count-say-yes-unseen = Nothing was signed. Every lot that the count does not name would be 0; repeat with --yes to sign it unseen.
agent-count-one-depot = A count of all that lies in a depot is of one depot; the list has { $depots }.
agent-count-needs = Name --full FILE, or --depot, --item and --quantity of the lot that was counted.
agent-confirm-no-order = the centre has no order { $order } for this agent; look at `yicang-agent orders --closed`
agent-confirm-never-verified = Order { $order } was never verified in this folder, and that takes the centre once; nothing was stored or sent.
agent-order-none = the centre sent no order
agent-order-keys = the log's keys are not known: { $why }
agent-order-witnesses = the log's head behind it is not cosigned by the witnesses that this agent's policy asks for: cosigned by { $by }, not by { $missing }
agent-order-no-witness = none of them
agent-order-record = the order names record { $named } as its decision, the proof is for record { $proven }
agent-order-leaf = the decision's public entry cannot be read: { $why }
agent-order-not-a-decision = the public record { $index } is a { $kind }, not a decision
agent-order-another-plan = the public decision is not about the plan that the order names
agent-order-plan-not-shown = the centre does not show the plan behind the order: { $why }
agent-order-no-plan = the order's id { $order } names no plan
agent-order-other-plan = the plan that the centre shows is not the one that was decided: its hash is { $sha256 }
agent-order-plan-unreadable = the decided plan cannot be read: { $why }
agent-order-no-such-line = { $lines ->
    [one] the decided plan has { $lines } line, the order names line { $line }
   *[other] the decided plan has { $lines } lines, the order names line { $line }
}
agent-order-differs = the decided plan has in line { $line } { $field } { $decided }, the order has { $ordered }
agent-field-depot = depot
agent-field-item = item
agent-field-lot = lot
agent-field-site = site
agent-field-quantity = quantity
agent-field-departure = departure (seconds)
agent-field-arrival = arrival (seconds)

## Heads of the public log.

agent-head-fork = the public log has forked: it has signed two different trees of { $size } entries, the one that this agent accepted before and the one that is shown now; { $file } proves it to anyone
agent-head-not-proven = this agent accepted a head of the public log with { $kept } entries before, and the one that is shown now has { $met }; that both are of one log is not proven: { $why }. It is a suspicion, not a proof of a fork; both heads are kept in { $file }
agent-head-key-gone = the head of the public log that this agent accepted before is signed by a key that does not count any more (revoked, or another key is in config.toml), and the head that is shown does not continue it. Both are kept in { $file }. Ask the log's operator what that key has signed; to begin anew with the head that is shown, move { $head } away
agent-head-another-log = { $file } is a head of the log { $kept }, and the head that is shown is of { $met }; if another log was meant in config.toml, move the file away
agent-head-unreadable = { $why }; restore it from a copy, or move it away to begin anew
agent-head-shown-unreadable = the head that is shown cannot be read: { $why }
agent-head-wrong-proof = the hashes that should prove it do not lead from one head to the other

## The audit of receipts.

agent-audit-counts = { $all ->
    [one] { $all } report acknowledged: { $included } in the public log, { $waiting } waiting within the promised delay, { $wrong } not as promised.
   *[other] { $all } reports acknowledged: { $included } in the public log, { $waiting } waiting within the promised delay, { $wrong } not as promised.
}
agent-audit-proofs = The proofs are kept in { $folder }.
agent-audit-latest = The last is due at { $time }.
agent-audit-unsent = { $count } in the outbox have no receipt yet: nothing is promised for them.
agent-audit-report = report { $id } ({ $about }): { $problem }
agent-audit-breach =
    BREACH: the log promised entry { $entry } to this report by { $time } and has not kept it. { $file } proves it to anyone:
    {"  "}{ $command }
agent-audit-overdue = OVERDUE: it was due in the log at { $time } and is not there. { $file } keeps the receipt and the log's head, but no witnesses' time that would prove it to others; run this again with --witness-policy when there is one
agent-audit-misstated =
    the entry that was promised is there, and has other contents:{ $lines }
    { $file } proves it to anyone:
    {"  "}{ $command }
agent-audit-misstated-unsigned =
    the entry that was promised is there, and has other contents:{ $lines }
    A report of an earlier version signs no public face, so nothing proves it to others.
agent-audit-no-promise = cannot be held against the log: { $why }
agent-audit-not-served = the log does not show it: { $why }
agent-audit-fork = FORK: { $what }
agent-audit-suspicion = SUSPICION: { $what }
agent-audit-no-tiles = this place has not the tiles that would prove it, perhaps because it is behind, and { $why }
agent-entry-unreadable-report = the report cannot be read any more
agent-entry-reported = reported { $line }
agent-entry-in-the-log = in the log { $line }
agent-entry-other-order = the same lines in another order
