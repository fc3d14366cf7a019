### Help of `yicang`.

help-centre = Dispatch centre for emergency supplies: takes reports in, plans by priority and need, and writes every decision to a public, append-only, signed log.
    .after = Exit codes: 0 done; 1 refused or failed; 2 wrong usage, or tables that cannot be read.
    .data = The centre's folder (or YICANG_DATA): the address, the certificates and the first coordinator's key are read from it.
    .server = The centre's address, for example https://centre.example:7585.
    .ca = Certificates (PEM) of who vouches for the centre's address.
    .key_file = The coordinator's private key.
    .coordinator_id = The coordinator's id.
    .log = The name of the centre's public log, for which commands are signed.
    .allow_extra_columns = Accept columns of the tables that are not known, with a notice.
    .text = Print the whole of it as its canonical text.
    .second_level = The secondary objective: what is made least among plans that serve equally well.
    .second_level-minutes = minutes of transport
    .second_level-cost = cost of transport

help-centre-init = Make a dispatch centre's folder: keys, certificates, settings, catalogue.
    .data = The folder to make (or YICANG_DATA).
    .from = Tables (CSV or .xlsx): depots, sites, items, lanes and, where they are needed, protected, pools, places, substitutes, kits.
    .origin = The public log's name for ever: a URL without scheme.
    .policy = The policy to plan by: floor-then-class, plain-units, plain-share, or a file.
    .zone = The centre's zone by its IANA name, for example Asia/Shanghai: a day is a day there. Without it, the machine's.
    .host = A name or address, besides localhost, under which agents reach this machine; may be given several times.

help-centre-serve = Run the dispatch centre until SIGTERM or Ctrl-C.
    .data = The centre's folder (or YICANG_DATA).
    .listen = Where to listen, instead of the address in the settings; port 0 takes a free one.
    .clock_is_right = The clock is right, although it is behind the last record or more than 31 days after it; that is recorded.

help-centre-demo = See the whole way on real input: 235 hospitals, 5 depots, 240 agents.
    .once = End after the demonstration instead of serving on.
    .data = The folder for everything; a folder of an earlier demonstration is continued. Without it, a new one in ./yicang-data.
    .listen = Where to listen; port 0 takes a free one.

help-centre-situation = Show what is known now: stock and open needs, item by item.

help-centre-plan = Make a plan of the present situation at the centre. Nothing is decided by it. Without a centre: `offline plan`.
    .policy = floor-then-class, plain-units, plain-share or a file; without it, the centre's own.

help-centre-show = Show one plan: its figures, or its text.
    .plan = For example P17; without it, the newest.

help-centre-plans = List all plans: when they were made, by which rules, and what became of them.

help-centre-diff = Compare a plan with the last one that was decided before it: what needs, depots, districts and vehicles get, and why.
    .plan = For example P17; without it, the newest.
    .against = The plan to compare with, instead of the last decided one.
    .rows = So many rows of each table.

help-centre-what-if = Plan the present situation with something changed. Nothing is recorded. Several cases stand side by side.
    .case = A name for the case that the edits after it belong to.
    .stock = More, less or all that a depot may give of an item, for example D1/N95=+2000, =-500 or =500.
    .close = Close a lane, for example D1-H1.
    .open = Open a closed lane.
    .need = What a site claims and is entitled to, for example H1/N95=400 or, for a new need, =400:critical; 0 closes the need.
    .pool = What vehicles carry, for example NIGHT=+5000000g or NIGHT=2000ml.
    .release = Let so much of the protected stock go, for example D1/N95=200.
    .without_earmark = Let everybody receive a lot: its name, or DEPOT/ITEM/LOT.
    .policy = The rules of the case: floor-then-class, plain-units, plain-share or a file.
    .second_level = What is made least among plans that serve equally well.
    .seconds = Give up after so many seconds.
    .out = A folder for the tables of the changed situation, to plan them without a centre. Several cases have a folder each in it.
    .rows = So many rows of each table.

help-centre-explain = Explain what a site's needs get in a plan, why not more, and what would help.
    .need = A site, or one need of it.
    .plan = For example P17; without it, the newest.

help-centre-note = Remark on a plan. The remark is signed, public, and shown with the plan.
    .plan = For example P17.
    .text = One line of at most 1,000 bytes; everybody can read it.
help-centre-lot = Hold a lot so that it does not move, let it go, or see where it went.
    .lot = DEPOT/ITEM/LOT; the lot is - where the depot keeps one heap. Three words where an id has a slash.
    .reason = Why, at most 1,000 bytes. The public log only commits to it.
help-centre-lot-quarantine = Hold a lot until something is found out. No plan gives it away.
help-centre-lot-recall = Hold a lot that must come back. Every site that received from it, or is about to, is listed.
help-centre-lot-release = Let a held lot go.
help-centre-lot-trace = Show how a lot is held, what is there, and every order that was for it.
help-centre-discrepancy = List figures that differ, explain one, or write it off.
    .id = The discrepancy as it is listed, for example X57-3.
    .reason = Why, at most 1,000 bytes. The public log only commits to it.
help-centre-discrepancy-list = List the open discrepancies: what was known, what was told, and for how long.
    .all = Also those that are closed.
help-centre-discrepancy-explain = Say what became of the goods, or where they came from.
    .cause = What became of the goods, or where they came from:
    .cause-damaged = less: of no use any more
    .cause-lost = less: nobody knows where it is
    .cause-expired = less: its last day is over, and it was taken out
    .cause-consumed = less: used where it lay
    .cause-sampled = less: taken for a test
    .cause-found = more: it was there, and nobody knew
    .cause-donated = more: a gift
    .cause-returned = more: it came back from where it had gone
    .cause-delivered = more: a supplier brought it
    .cause-miscounted = one of the two counts was wrong
help-centre-discrepancy-write-off = Close a discrepancy that nobody can explain. It stays on the record.

help-centre-balance = Show lot by lot where all that ever came is now: first count + inbound + came = on hand + on the way + received + gone + unexplained.
    .depot = Only this depot's lots.
    .item = Only lots of this item.
    .lot = Only lots of this name.

help-centre-notices = List what depots and sites must be told now, since when, and whether they have acknowledged it.
    .place = Only notices to this depot or site.
    .kind = Only this kind: stale-soon, stale, recall, quarantine, discrepancy, rejected, verified-less, needed-by, overdue, expired or asked-back.

help-centre-cancel-order = Cancel an order of which nothing was picked, also inside the freeze fence. Its goods are free.
    .order = The order, for example P17-3.
    .reason = Why, at most 1,000 bytes. The public log only commits to it.
help-centre-dispute = List disputed needs, or decide one: shipments to them came short.
    .need = The need as it is listed: SITE/ITEM.
    .reason = What was found out, at most 1,000 bytes. The public log only commits to it.
help-centre-dispute-list = List the needs to which no plan sends anything, with the orders that came short.
help-centre-dispute-settle = Decide a disputed need: it is served again.
help-centre-consignments = Show what vehicles carry together: orders of one plan that leave a depot at one time.
    .code = Only the one with this look-up code, for example 7K3M-9QXA; closed orders, too.
    .depot = Only from this depot.
help-centre-gift = Show what became of a gift, by the code that its donor was given.
    .code = The gift code, for example 7K3M-9QXA.

help-centre-offers = List what sites offer to others, and whether a way leads from there.

help-centre-verify-need = Verify what a site is entitled to of an item. It is signed and public; the grounds are masked.
    .need = The site and the item, for example H1/N95.
    .entitlement = Base units; 0 is nothing.
    .revoke = Take the verification back: the rule or the median counts again. Without --entitlement and --class.
    .class = The class, if it was looked at, too; without it, as the site says, up to the policy's class-limit.
    .basis = On what grounds: one line of at most 500 bytes, for example "212 patients, 3 days".
    .evidence = The SHA-256 of a document that shows it: 64 hexadecimal digits.

help-centre-reject-need = Close a need that is not to be served. It is signed and public; the reason is masked.
    .need = The site and the item, for example H1/N95.
    .reason = Why: one line of at most 500 bytes.

help-centre-record = Record what somebody said who cannot sign it: by telephone, by radio, on paper. Public as such.
    .who = Who said it; masked in the public log.
    .how = How it was said, for example telephone; public.
    .at = When it was said; without it, now.
help-centre-record-need = Record what a site needs.
    .need = The site and the item, for example H1/N95.
    .quantity = Base units; 0 withdraws the need; `unknown` where nobody knows how much.
    .class = How urgent: a class of the policy.
help-centre-record-count = Record what lies in a depot of an item. Its quantity is public.
    .stock = The depot and the item, for example D1/N95.
    .lot = The lot, where the depot distinguishes lots.
    .quantity = Base units on hand; 0 when nothing is left.
    .expires = Last day of use, YYYY-MM-DD; without it, the known day stays.
help-centre-record-received = Record that an order was received.
    .order = The order, for example P17-3.
    .quantity = Base units that were accepted.

help-centre-needs = See what open needs are entitled to, and verify them in bulk.
help-centre-needs-list = List open needs: what is claimed, what they are entitled to, and by which way.
    .site = Only of this site.
    .item = Only of this item.
    .queued = Only those that wait for somebody to look at them, and why.
help-centre-needs-export = Write open needs to a table, to be filled in and verified.
    .site = Only of this site.
    .item = Only of this item.
    .file = The CSV file to write.
help-centre-needs-verify = Verify the rows of a table that have a figure in the column verified, all by one signature.
    .file = The table, as `needs export` writes it.
    .basis = The grounds of rows that give none.
    .yes = Sign it; without this, it is only shown.

help-centre-approve = Approve a plan: it becomes public, and its orders go out.
    .plan = For example P17.

help-centre-orders = List orders, newest decision first.
    .depot = Only from this depot.
    .site = Only to this site.
    .plan = Only of this plan.
    .closed = Also orders that are received, cancelled or replaced.

help-centre-release = Let a decision's orders go out although the log's witnesses have not cosigned it. The command becomes public. With cosignatures, orders go out by themselves.
    .decision = The record of the decision, as `approve` printed it.
    .without_witnesses = Required: says that this is meant.
    .reason = Why it cannot wait; kept with the command, its hash is public.

help-centre-enrol = Make an agent's key known, and say what it may report for; or change that.
    .agent = The agent's id.
    .key = Its public key, as `yicang-agent init` printed it; not needed for an agent that is enrolled.
    .depot = A depot it reports for; all of them, with --set or for a new agent.
    .site = A site it reports for; all of them, with --set or for a new agent.
    .district = All sites that belong to this district now.
    .make_coordinator = It may sign commands.
    .recovery = It is a recovery key: it may enrol, and nothing else.
    .set = For an agent that is enrolled: this command line names all that it may do.
    .add_depot = A depot it reports for besides.
    .remove_depot = A depot it no longer reports for.
    .add_site = A site it reports for besides.
    .remove_site = A site it no longer reports for.
    .no_coordinator = It may no longer sign commands.

help-centre-disclose = Let somebody see fields that the public log only commits to. The disclosure becomes public.
    .fields = Entries, for all their masked fields, or single fields: 17 or 17/note.
    .reader = Who may look: a person or an office.
    .reason = Why; kept with the disclosure, masked in the public log.
    .until = Until when, for example 2027-03-31T00:00:00Z.
    .out = The file to write for the reader: `yicang-ledger reveal` reads it.

help-centre-forget = Destroy what opens masked fields of the public log: for good, and without touching the log.
    .data = The centre's folder (or YICANG_DATA).
    .fields = Entries, for all their masked fields, or single fields: 17 or 17/note.

help-centre-backup = Copy what the centre cannot make again into a folder, also while it runs.
    .data = The centre's folder (or YICANG_DATA).
    .to = The new folder.
    .with_keys = The private keys too: then the backup is as secret as they are.
help-centre-restore = Bring a backup back into a new folder, where the log goes on under its name.
    .from = The backup.
    .data = The new folder.
    .from_mirror = A mirror of the public log, which knows its newest head; may be given again.
    .newest_checkpoint = A newest checkpoint that an agent, a witness or an auditor has kept; may be given again.
    .after = A backup that lacks entries which somebody has seen is refused.
help-centre-doctor = Look at the centre's folder: what is well, what is to be mended, and how.
    .data = The centre's folder (or YICANG_DATA).

help-centre-salts = Back up, or bring back, what opens masked fields of the public log.
    .data = The centre's folder (or YICANG_DATA).
help-centre-salts-backup = Copy the salts to a file, which is as secret as the salts are.
    .file = The file to make.
help-centre-salts-restore = Bring the salts back from a backup, where they were lost.
    .file = The backup.
help-centre-salts-regenerate = Make new salts where they were lost and there is no backup: earlier masked fields stay masked for ever.

help-centre-receipt-key = Change the key that signs receipts.
    .data = The centre's folder (or YICANG_DATA).
help-centre-receipt-key-prepare = Make the next key, or show it: give it to every agent, beside the one in use.
help-centre-receipt-key-activate = Sign with the next key from the centre's next start on.

help-centre-offline = Plan, and check plans, from tables, without a centre.
    .from = The folder with depots, sites, items, reserves, needs, lanes and, where they are needed, protected, pools, places, substitutes, kits, last: as .csv or .xlsx.
    .last = An earlier schedule (allocation.csv or plan.txt of a former run, or its folder), instead of last.csv.
help-centre-offline-plan = Plan from tables, and write the plan to a folder.
    .policy = floor-then-class, plain-units, plain-share, or a policy file.
    .second_level = The secondary objective, made least among plans that serve equally well: minutes or cost.
    .out = The folder to write to; it is made if need be.
    .now = The time to plan for, for example 2020-02-01T08:00:00+08:00; without it, now.
    .zone = The zone that days are counted in, by its IANA name, for example Asia/Shanghai; without it, the offset of --now, else UTC.
    .seed = What the public draw among equals is made with: any text. Without it, the SHA-256 of the situation's other lines.
    .threads = The number of threads; without it, as many as the machine runs at once. The plan does not depend on it.
    .explain = Explain a site's needs: what they get, why not more, and what would help; may be given several times.
    .report = Write the output to a file, too, with every price and with the cost of earmarks.
help-centre-offline-check = Check a plan made by `offline plan`, or by anybody.
    .plan = The folder with allocation.csv and unmet.csv.
    .policy = The policy by which travel times are computed, where the plan's folder has no policy.txt and the tables no lanes.

help-centre-catalogue = Take the catalogue out as tables, and bring back what was changed in them.
    .dir = The folder with the tables.
    .mine = Where a thing was changed here and at the centre: take what is here, for example "lane D1 H1".
    .theirs = Where a thing was changed here and at the centre: leave what is there.
help-centre-catalogue-export = Write every table of the catalogue to a new folder.
help-centre-catalogue-diff = Show what a folder's tables would change: conflicts first.
help-centre-catalogue-apply = Change the catalogue to what a folder's tables say: all of it, or nothing.
    .after = Rows that were taken out are retired; their ids are never given again. A folder that was not exported adds to what is there.

help-centre-item = Add, change or retire kinds of material.
    .item = The item's id.
    .name = What people call it; masked in the public log.
    .unit = The base unit that quantities count.
    .grams = What a base unit weighs.
    .millilitres = The room that a base unit takes.
    .pack = Base units that leave together.
help-centre-item-add = A new kind of material.
help-centre-item-set = Change what is said of an item; what is not given stays, none takes it away.
help-centre-item-retire = An item is no longer there; refused while it has stock, open needs or open orders.

help-centre-depot = Add, change or retire depots.
    .depot = The depot's id.
    .name = What people call it; masked in the public log.
    .at = Where it is, for example 30.593,114.305.
help-centre-depot-add = A new depot.
help-centre-depot-set = Change what is said of a depot; what is not given stays, none takes it away.
help-centre-depot-retire = A depot is no longer there; refused while it has stock or open orders.

help-centre-site = Add, change or retire sites.
    .site = The site's id.
    .name = What people call it; masked in the public log.
    .kind = What it is, in a word: hospital, clinic, shelter.
    .district = The district it belongs to.
    .at = Where it is, for example 30.593,114.305.
help-centre-site-add = A new site.
help-centre-site-set = Change what is said of a site; what is not given stays, none takes it away.
help-centre-site-retire = A site is no longer there; refused while it has open needs or open orders.

help-centre-lane = Add, change, retire, close or open lanes.
    .depot = Where it begins.
    .site = Where it ends.
    .minutes = Travel time.
    .cost = Cost of a base unit.
    .capacity = Base units that it carries in one plan.
    .pool = The vehicles that serve it.
    .from = From when on it is closed, for example 2027-02-01T08:00:00+08:00; without it, now.
    .until = When it is open again; without it, until it is opened.
    .reason = Why; everybody can read it.
help-centre-lane-add = A new lane.
help-centre-lane-set = Change what is said of a lane; what is not given stays, none takes it away.
help-centre-lane-retire = A lane is no longer there; refused while it has open orders.
help-centre-lane-close = Close a lane, written down or computed: plans made in that time send nothing over it. Approved orders stay.
help-centre-lane-open = Open a lane: its closures end.
    .at = From when on; without it, now.

help-centre-pool = Add, change or retire vehicles that leave together.
    .pool = The pool's id.
    .departs = When they leave: a moment with its zone, or "daily 18:00" at the centre; none: as soon as goods are ready.
    .grams = Grams that all of them carry.
    .millilitres = Millilitres that all of them carry.
help-centre-pool-add = New vehicles.
help-centre-pool-set = Change what is said of vehicles; what is not given stays, none takes it away.
help-centre-pool-retire = Vehicles are no longer there; refused while a lane names them.

help-centre-kit = Add, change or retire parts of kits.
    .kit = The kit.
    .component = The part of it.
    .units = Units of the part in a kit.
help-centre-kit-add = A new part of a kit.
help-centre-kit-set = Change how many units of a part are in a kit.
help-centre-kit-retire = A part is no longer in a kit; refused while it counts for open needs.

help-centre-substitute = Add, change or retire what may stand in for what.
    .needed = The item that is needed.
    .given = The item that may stand in for it.
    .ratio = Units given for so many needed, for example 3/2.
    .penalty = What each unit costs besides, in the secondary objective.
help-centre-substitute-add = An item may stand in for another.
help-centre-substitute-set = Change how an item stands in for another.
help-centre-substitute-retire = An item may no longer stand in for another; refused while it counts for open needs.

help-centre-protected = Add, change or retire what depots must keep.
    .depot = The depot.
    .item = The item.
    .quantity = Base units that it must keep.
help-centre-protected-add = A depot must keep some of an item.
help-centre-protected-set = Change how much of an item a depot must keep.
help-centre-protected-retire = A depot need not keep an item any more.
help-centre-override = Decide about one lot and one need, whatever plans would do, or take that back. The next plan is the best that keeps it.
    .units = How much, in base units of the lot's item.
    .lot = DEPOT/ITEM/LOT; the lot is - where the depot keeps one heap.
    .site = The site whose need it is.
    .serves = The item of the need, where it is not the lot's own.
    .because = A word of the public list: medical, road, safety, quality, donor, promise, order or other.
    .reason = Why, at most 1,000 bytes. The public log only commits to it.
    .id = The override as it is listed, for example V57.
help-centre-override-pin = Keep a shipment as it is: exactly this quantity.
help-centre-override-forbid = Send nothing of this lot for this need.
help-centre-override-at-least = Send this quantity or more.
help-centre-override-at-most = Send this quantity or less.
help-centre-override-exactly = Change a shipment to exactly this quantity.
help-centre-override-take-back = End an override.
help-centre-overrides = List every override that was ever signed: what is decided, why, by whom, and whether it is open.
