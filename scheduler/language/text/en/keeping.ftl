### Needs that stay true, and the outbox that is carried.

## Needs without a quantity, and slips.

need-unknown-and-known = says a quantity, and that nobody knows it; leave one of the two out
need-amount-unknown = how much is not known
entitled-unknown = entitled to 0: the site does not know how much it needs, and nothing else says it; a verification would
entitled-of-unknown = { $way }. The site does not know how much it needs: this is what is planned for
entitled-as-usual = { $way }. The claim counts as usual until somebody verifies it: { $why }
text-implausible = what is implausible counts as usual, not as { $word }
implausible = { $claimed } is { $times } times what is usual: { $usual }. { $slip }
usual-own = { $usual }, the middle of the last { $of } figures of this site
usual-like = { $usual }, the middle of { $of } verified sites of the same kind
slip-factor = Was { $meant } meant (a factor of { $factor })?
slip-pack = Was { $meant } meant? One pack holds { $pack }: pieces may have been told as packs
queued-unknown = how much is needed is not known, and nothing says it
queued-contested = the site contests record { $record }, which counts

## What was said of a need.

need-voice-recorded = a coordinator's record
need-history-amended = amended: { $was } → { $is } ({ $class })
need-history-amended-class = amended: { $was } ({ $before }) → { $is } ({ $class })
need-history-raised = raised: { $before } → { $class } ({ $units })
need-history-lowered = lowered: { $before } → { $class } ({ $units })
need-history-reclassed = class changed: { $before } → { $class } ({ $units })
need-history-retimed = amended: { $units } ({ $class }), by other times
need-history-renewed = renewed: { $units } ({ $class })
need-history-beside = { $who } says { $units } ({ $class }); another's word counts
need-history-beside-withdrawn = { $who } says so no more; the others' words stay
need-history-confirmed = record { $record } confirmed by the site
need-history-contested = record { $record } contested by the site
need-history-revoked = the verification was taken back
need-word-own = { $who } (the site's own key): { $units } ({ $class })
need-word-many = { $who }: { $units } ({ $class })
need-word-recorded = recorded by a coordinator, not confirmed: { $units } ({ $class })
need-word-confirmed = recorded by a coordinator, confirmed by the site (record { $record }): { $units } ({ $class })
need-word-contested = recorded by a coordinator, contested by the site (record { $record }): { $units } ({ $class })

## Records on behalf, and their confirmation.

confirm-count = { $count } records; a report confirms or contests 1 to { $most }
confirm-twice = names record { $entry } a second time
confirm-no-record = record { $entry } is nothing that a coordinator has recorded on somebody's behalf
confirm-foreign = record { $entry } is not on behalf of a place that agent { $agent } reports for
record-count-earmark = earmarks are not recorded on behalf of somebody: have the depot report them
record-count-full = a full count is not recorded on behalf of somebody: leave `full` out
replay-unknown-depot = counts depot { $depot }, which the catalogue does not have
replay-no-record = answers record { $entry }, which is nothing that was recorded on behalf of a place
replay-foreign-record = answers record { $entry }, which is not of a place of agent { $agent }
replay-revokes-none = takes back a verification of { $need } that there is none of

## Verification taken back.

verify-revokes-units = takes a verification back: it has no entitlement and no class
verify-revokes-none = { $need } is not verified: there is nothing to take back
centre-revoke-with = with --revoke there is no --entitlement and no --class
centre-revoke-or-entitlement = say --entitlement UNITS, or --revoke
centre-revoked = verification of { $need } taken back: record { $record } of the public log

## The centre's list.

centre-heading-why = why
centre-needs-none-queued = No need waits for somebody to look at it.
centre-needs-word = { $site } { $item }: { $word }
centre-needs-word-counts = { $site } { $item }: { $word } – this counts
centre-stock-unknown = { $stock } is no depot and item of the catalogue: say DEPOT/ITEM
centre-explain-word = {"    "}{ $word }
centre-explain-word-counts = {"    "}{ $word } – this counts
centre-explain-words = {"  "}what reporters say of it, of which one counts:
centre-explain-queued = {"  "}to be looked at: { $why }

## The agent.

agent-about-confirm-record = { $count ->
    [one] record { $first } confirmed
   *[other] { $count } records confirmed, { $first } the first
}
agent-about-contest-record = { $count ->
    [one] record { $first } contested
   *[other] { $count } records contested, { $first } the first
}
agent-quantity = { $text } is no quantity and not `unknown`: { $why }
agent-implausible = { $site }/{ $item }: { $why }
agent-implausible-yes = If it is meant, add --yes.
agent-known-none = this agent has never reported { $need }: report it with `report need` first
agent-known-withdrawn = this agent has withdrawn { $need }: report it anew with `report need`
agent-known-several = { $item } was reported for { $sites }: name the site, SITE/ITEM
agent-known-nothing = this agent has no open need to renew
agent-change-need = { $need }: { $before } → { $after }
agent-need-words = { $units } ({ $class })
agent-need-words-due = { $units } ({ $class }), { $rest }
agent-confirm-needs-quantity = say how much: confirm { $step } { $order } QUANTITY
agent-confirm-record-number = { $text } is no number of a record
list-class-taken = no column of the class: every row is taken as { $class }
list-quantity-unknown = how much is needed is not known; nobody reports that of what has a quantity
list-quantity-unknown-remedy = empty the quantity, or the mark that only a need is reported
list-unknown-rows = { $count ->
    [one] 1 row says
   *[other] { $count } rows say
} that something is needed, and not how much: reported as not known
list-withdrawn-rows = { $count ->
    [one] 1 row has
   *[other] { $count } rows have
} quantity 0: that withdraws the need
cell-no-flag = is not 0 or 1

## The outbox.

agent-outbox-undone = { $count ->
    [one] 1 report taken back; it was never sent.
   *[other] { $count } reports taken back; none of them was ever sent.
}
agent-outbox-undo-none = Nothing waits that could be taken back.
agent-outbox-undo-unknown = report { $number } does not wait in the outbox
agent-outbox-undo-sent = report { $number } ({ $about }) may have been sent: it cannot be taken back. { $opposite }
agent-outbox-undo-carried = report { $number } ({ $about }) was written to a file to be carried: it cannot be taken back. { $opposite }
agent-opposite-need = Report the opposite once it is delivered: { $command }
agent-opposite-other = Once it is delivered, report what is right: the last word counts.
agent-state-carried = waits, carried
agent-carried-out = { $count ->
    [one] 1 report
   *[other] { $count } reports
} written to { $file }, signed as they are. They stay in the outbox until their receipts are back: outbox import { $receipts }
agent-carry-nothing = Nothing waits that could be carried.
agent-carry-exists = { $file } is there already: name another file
agent-carry-not-ours = { $file } is no file of this kind
agent-carry-cut = { $file } is cut off: it has { $found } bytes of { $wanted }. Have it copied again; nothing was done
agent-carry-damaged = { $file } is damaged: its contents do not have their checksum. Have it copied again; nothing was done
agent-carry-unreadable = { $file } is whole, but a newer program wrote it; nothing was done
agent-carry-file = { $file }: { $why }
agent-carry-other-log = { $file } is for the log { $log }, and this agent's centre has { $own }; nothing was done
agent-carry-other-agent = { $file } is of agent { $agent }, and this is { $own }; nothing was done
agent-carry-receipts-wanted = { $file } has reports, not receipts: send it with `import`
agent-carry-reports-wanted = { $file } has receipts, not reports: file it with `outbox import`
agent-carry-empty = { $file } has nothing in it
agent-carried-sent = report { $number } of { $agent }: record { $entry }
agent-carried-refused = report { $number } of { $agent }: the centre does not take it: { $why }
agent-carried-out-of-turn = report { $number } of { $agent }: not its turn, the centre waits for { $due }; what comes after it was not sent
agent-carried-false = report { $number } of { $agent }: the answer is not the centre's: { $why }
agent-carried-receipts = { $count ->
    [one] 1 signed receipt
   *[other] { $count } signed receipts
} in { $file }. Take it back to { $agent }: outbox import
agent-carried-broken = the link broke: { $why }. What was answered is in { $file }; import again to go on
agent-receipts-filed = { $filed } filed as delivered, { $before } were filed before.
agent-receipts-foreign = { $count ->
    [one] 1 receipt is
   *[other] { $count } receipts are
} for reports that do not wait here, and { $count ->
    [one] was
   *[other] were
} not filed.
agent-receipts-false = the receipt of report { $number } does not count: { $why }; nothing was filed
agent-receipts-refused = report { $number }: the carrier was told that the centre does not take it: { $why }. That is not signed, so it waits; it is asked again over a link
agent-receipts-gap = report { $number } has its receipt, and one before it has none; it waits for that
