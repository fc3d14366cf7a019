### Help of `yicang-agent`.

help-agent = Reports needs and reserves to the dispatch centre, and receives its orders.
    .after = Exit codes: 0 done; 1 refused or faulty, and nothing was done unless the output says otherwise; 2 wrong usage; 3 not delivered yet, kept in the outbox, nothing is lost.
    .dir = The agent's folder: configuration, key and outbox.
    .wait = How long to keep trying where the centre cannot be reached.
    .note = A remark for the coordinator, at most 1000 bytes; never published.
    .no_send = Only sign and keep in the outbox; send later with `outbox send`.

help-agent-init = Make this agent's key and configuration.
    .agent = This agent's id, as the coordinator will enrol it.
    .server = The dispatch centre, https://HOST:PORT.
    .ca = Certificates (PEM) of who vouches for the centre's address; the file is copied.
    .centre_key = The centre's receipt key: base64 or hexadecimal, or a file with it. During a change of key give both, the new one first.
    .log_key = The public log's key (vkey), or a file with it.
    .root_key = Instead of it, the key of the log's root, which names the log's keys through every change.
    .witness_policy = A tlog-policy file: the witnesses that must have cosigned the log's head before an order is trusted. The file is copied.

help-agent-report = Report what a site needs or what a depot has.
    .csv = A list: a CSV file, or a workbook (FILE.xlsx, or FILE.xlsx#SHEET). Columns of needs: item_id, quantity, priority; optional: site_id, wanted_by, latest_useful, life_days_min. Columns of reserves: item_id, quantity; optional: depot_id, lot_id, expires_on, earmark, available_at. In the last three, an empty cell leaves the known value, and `none` removes it.
    .allow_extra_columns = Accept columns of the list that are not known, with a notice.
    .skip_bad = Send the good rows of the list though some are bad.

help-agent-report-need = Report what a site needs from now on, not counting what it has received.
    .site = The site, by id or name. Not needed where this agent has only one; with --csv, the column site_id may name it.
    .item = The item, by id or by a whole name of the catalogue.
    .quantity = The claimed quantity in base units: a whole number of at least 1, or `unknown`.
    .class = How urgent it is: a class of the centre's policy, for example life-saving, urgent, routine.
    .due = Wanted by; a later arrival is allowed. A time of the zone, 2026-12-01 18:00 or 18:00, or with its distance from UTC, 2026-12-01T18:00:00+08:00.
    .latest = Latest useful time: nothing is sent that would arrive later. Written likewise.
    .life = Days of shelf life that must remain on arrival, 0 to 3650.
    .yes = The figures are meant, though they are a hundred times what this agent has reported before.

help-agent-report-reserve = Report what a depot has, lot by lot. Lots that are not named stay as they are, and so do facts of a lot that are not stated.
    .depot = The depot, by id or name. Not needed where this agent has only one; with --csv, the column depot_id may name it.
    .item = The item, by id or by a whole name of the catalogue.
    .quantity = The quantity on hand in base units; 0 when nothing is left.
    .lot = The lot, where the depot distinguishes lots.
    .expires = Last day of use, YYYY-MM-DD; `none` if it does not expire. Without it, the known day stays.
    .earmark = A site that may receive the lot, and nobody else; may be given several times; `none` for everybody. Without it, the known sites stay.
    .available = When it can leave: a time of the zone, 2026-12-01 18:00, or with its distance from UTC; `none` if now. Without it, the known time stays.

help-agent-needs = Show how the open needs of this agent's sites stand: claimed, entitled, covered, and why. What waits in the outbox is shown apart.
    .site = Only this site.
    .history = Also what was said of each need.

help-agent-stock = Show what the centre knows of the stock of this agent's depots, lot by lot.
    .depot = Only this depot.

help-agent-explain = Explain what a need got in the plan that was decided last, why not more, and what would help.
    .need = SITE/ITEM; or ITEM where this agent has only one site; or SITE for all its needs.

help-agent-catalogue = Fetch the names and units of all items and of this agent's places, keep them in the folder, and show them.

help-agent-completion = Print the script by which a shell completes commands, flags, items and places.
    .shell = The shell:
    .shell-bash = source <(yicang-agent completion bash)
    .shell-zsh = source <(yicang-agent completion zsh)
    .shell-fish = yicang-agent completion fish | source

help-agent-orders = Show the orders for this agent's depots and sites; each is verified against the public log.
    .watch = Stay and print every change, until Ctrl-C.
    .closed = Also orders that are received, cancelled or replaced.

help-agent-fact = Report facts of a site, by which its entitlements are counted. They are public.
    .site = The site; not needed where this agent has only one.
    .facts = For example patients=212, beds=300, staff=90, heads=4000, or stock/N95=40 for what the site has itself.
    .note = A remark for the coordinator; never published.

help-agent-withdraw = Withdraw needs: the site needs nothing more of these items. The same as a report with quantity 0.
    .site = The site; not needed where this agent has only one.
    .items = The items, by id or by a whole name.
    .note = A remark for the coordinator; never published.

help-agent-amend = Change what this agent has reported of a need. What is not said stays.
    .need = The site and the item, for example H1/N95; the item alone, if it was reported for one site.
    .quantity = The quantity that is needed now, in base units, or `unknown`; 0 withdraws the need.
    .class = How urgent it is now.
    .due = Wanted by; a later arrival is allowed.
    .latest = Latest useful time: nothing is sent that would arrive later.
    .life = Days of shelf life that must remain on arrival, 0 to 3650.
    .yes = The figure is meant, though it is a hundred times what this agent has reported before.
    .note = A remark for the coordinator; never published.

help-agent-renew = Report again what this agent has reported of needs, as it was, so that it does not grow stale.
    .needs = The items, or SITE/ITEM.
    .all = All needs that this agent has reported and not withdrawn.
    .yes = The figures are meant.
    .note = A remark for the coordinator; never published.

help-agent-raise = Report a need again in another class.
    .need = The item, or SITE/ITEM.
    .class = The class from now on.
    .yes = The figure is meant.
    .note = A remark for the coordinator; never published.

help-agent-contest = Contest what a coordinator has recorded for a place of this agent: it was not said so.
    .what = What:
    .what-record = records made on somebody's behalf
    .records = The numbers of the records.
    .note = What was said instead, for the coordinator; never published.

help-agent-confirm = Confirm a step of an order: picked, shipped or received.
    .step = The step:
    .step-picked = taken from the shelf, by the depot
    .step-shipped = left the depot: the stock goes down; less than ordered voids the rest
    .step-received = accepted by the site; less than shipped stays needed
    .step-record = what a coordinator has recorded for a place of this agent was said so; the number of the record stands in the place of the order
    .order = The order, for example P17-3.
    .quantity = Base units that were picked, shipped or accepted; 0 if none.
    .left_already = The goods have left although their lot must not move.
    .damaged = Of what was received, base units that are of no use, besides the quantity.
    .lost = Base units that were missing out of what was opened, besides the quantity.
    .expired = Base units whose last day is over, besides the quantity.

help-agent-count = Report what was counted: all that lies in a depot, or one lot.
    .full = A list of all that lies in the depot. What it does not name is 0, and is shown before anything is signed.
    .depot = The depot; not needed where this agent has only one.
    .item = The item that was counted.
    .lot = The lot that was counted; without it the unnamed heap.
    .quantity = Base units that were counted.
    .yes = Sign it, also where lots that are not named become 0.
    .note = Free text for the coordinator; never published.

help-agent-change = Report what came to the stock or went from it, apart from orders, and why. It is public.
    .depot = The depot; not needed where this agent has only one.
    .item = The item.
    .lot = The lot; without it the unnamed heap.
    .quantity = Base units.
    .reason = Why:
    .reason-damaged = less: of no use any more
    .reason-lost = less: nobody knows where it is
    .reason-expired = less: its last day is over, and it was taken out
    .reason-consumed = less: used where it lay
    .reason-sampled = less: taken for a test
    .reason-found = more: it was there, and nobody knew
    .reason-donated = more: a gift
    .reason-returned = more: it came back from where it had gone
    .reason-delivered = more: a supplier brought it
    .note = Free text for the coordinator; never published.

help-agent-inbound = Report what a supplier has confirmed and has not brought yet. It is public, but for supplier and donor. Quantity 0 takes it back.
    .depot = The depot that it is to come to.
    .item = The item.
    .lot = The lot that it will be; nothing may lie in it yet.
    .quantity = Base units; 0 takes the announcement back.
    .supplier = Who sends it; masked in the public log.
    .expected = By when: a day, by its end, or a moment.
    .confidence = How sure it is, 1 to 100 percent.
    .expires = Last day of use.
    .earmark = A site that alone may receive it; several sites by several flags.
    .donor = Whose gift it is; masked in the public log. The program answers with the gift code.
    .csv = A list in place of the flags: its columns are in the handbook of the exchange.
    .allow_extra_columns = Let columns pass that are not known.
    .skip_bad = Send the good rows of a list, although others are bad.
    .note = Free text for the coordinator; never published.

help-agent-excess = Report what a site has and offers to others. It is public. The site is a depot of the same id from then on.
    .site = The site.
    .item = The item.
    .lot = The lot; without it the unnamed heap.
    .quantity = Base units that are offered; 0 ends the offer.
    .expires = Last day of use.
    .do_not_send = The site needs no more of the item: its open need of it is withdrawn.
    .csv = A list in place of the flags: its columns are in the handbook of the exchange.
    .allow_extra_columns = Let columns pass that are not known.
    .skip_bad = Send the good rows of a list, although others are bad.
    .note = Free text for the coordinator; never published.

help-agent-outbox = Show what waits, send it, or clear away what was refused. Without a command: list.
help-agent-outbox-list = List what waits, what was refused, and the newest that were delivered.
help-agent-outbox-send = Send everything that waits.
help-agent-outbox-show = Show one report whole, with its receipt or the reasons of its refusal.
    .id = The report's id, or the beginning of it.
help-agent-outbox-undo = Take back the last report that was never sent; with a number, that one and all behind it.
    .number = The number of the first report to take back.

help-agent-outbox-export = Write what waits to a file that is carried to a link: signed as it is. It stays here until its receipts are back.
    .file = The file; it must not be there yet.

help-agent-outbox-import = File the receipts that were brought back.
    .file = FILE.receipts, as `import` wrote it.

help-agent-import = Send a file of another agent's reports over this agent's link, and write its signed receipts to FILE.receipts.
    .file = The file, as `outbox export` wrote it.

help-agent-outbox-drop-refused = Clear away what was refused.
help-agent-outbox-forget-lost = End the notice of reports that a damaged outbox has lost.

help-agent-notices = Show what this agent's depots and sites must take note of: needs that become stale, recalls, discrepancies, orders that must leave.
help-agent-notices-seen = Acknowledge notices: they are not shown again. It is signed and public.
    .ids = Their ids, as they are listed, for example N57-recall-H1.
    .all = All that there are now.

help-agent-watch = Stay connected as a service: send what waits in the outbox whenever the centre can be reached, and print each change on a line. SIGTERM or ctrl-c ends it.

help-agent-audit = Verify that every report with a receipt is in the public log, and keep the proofs. Also called verify-receipts.
    .after = Exit codes: 0 every report with a receipt is public, or still has time; 1 a report is not public or cannot be verified, or the log cannot be read, or it does not continue the one seen before; 2 wrong usage.
    .log = The log's public folder, or its address: http://… or https://…
    .witness_policy = A tlog-policy file: the witnesses whose time proves to others that a report is late. Without it, the configuration's policy, if it names one.
    .ca = Certificates (PEM) of who vouches for an https address, if it is not one of the usual authorities.
