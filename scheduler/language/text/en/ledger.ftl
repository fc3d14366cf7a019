### The auditor's program, `yicang-ledger`.

ledger-failed = yicang-ledger: { $why }
ledger-looking-again = yicang-ledger: { $why }; looking again
ledger-no-output = the output cannot be written: { $why }
ledger-wrong = wrong: { $what }
ledger-note = note: { $what }
ledger-file-unreadable = { $file } cannot be read: { $why }
ledger-file-none = there is no file { $file }
ledger-file-there = { $file } is there already; name another file
ledger-key-neither = { $key } is neither a file that can be read nor a log's public key
ledger-key-flag = { $flag } { $key }: { $why }
ledger-no-vkey = { $place } has no { $file }; give the key with --key

## A ledger's folder.

ledger-init-done =
    A new log is in { $dir }.
    Its public key, for all who shall verify it:
    {"  "}{ $vkey }
    Its private key is { $secret }: back it up, show it to nobody.
ledger-adopted = { $log }: the log goes on in { $dir }.
ledger-fsck-no-journal = { $path } is not there; is { $dir } a ledger's folder?
ledger-fsck-sound = { $dir }: sound: { $records } records, { $public } public.
ledger-fsck-unsound = { $dir }: not sound, see above: { $records } records, { $public } public.
fsck-tail = { $notice }; the next start cuts it off
fsck-head = public/{ $remark }; the next start writes it anew
fsck-behind = { $count ->
    [one] { $count } record is not public yet; the next start publishes it
   *[other] { $count } records are not public yet; the next start publishes them
}
fsck-signs-others = signs { $size } entries that are not the journal's first { $size }

## Verifying, proving, showing.

ledger-looked-at = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}, { $decisions ->
    [one] { $decisions } decision
   *[other] { $decisions } decisions
}, { $files ->
    [one] { $files } file
   *[other] { $files } files
}
ledger-verified = { $log }: no fault found: { $looked_at }.
ledger-verified-remarks = { $count ->
    [one] { $log }: no fault found, but see the remark above: { $looked_at }.
   *[other] { $log }: no fault found, but see the { $count } remarks above: { $looked_at }.
}
ledger-verified-wrong = { $count ->
    [one] { $log }: { $count } thing is wrong, see above: { $looked_at }.
   *[other] { $log }: { $count } things are wrong, see above: { $looked_at }.
}
ledger-leaf-form = a leaf hash is 64 hexadecimal digits, lower case
ledger-proof-written = { $file } proves that entry { $index } is among the { $size } that { $log } has signed.
ledger-show-head = { $entries ->
    [one] { $log }: { $entries } entry, root { $root }
   *[other] { $log }: { $entries } entries, root { $root }
}
ledger-show-not-signed = these entries are not those that were signed; `yicang-ledger verify` names the fault
ledger-show-not-trusted = entry { $index } is not to be trusted: { $why }
ledger-show-unread = ({ $bytes } bytes: { $why })
ledger-show-entry = entry { $index } of { $log }, proven under the checkpoint of { $size }
ledger-show-leaf = leaf hash { $hash }
ledger-show-foreign = { $bytes } bytes that are no entry of this program's: { $why }

## Files of evidence.

ledger-proves-nothing = { $file } proves nothing: { $why }.
ledger-breach = BREACH: { $what }.
ledger-breach-lines = BREACH: { $what }
ledger-no-breach = no breach: { $what }.
ledger-report-of = report { $report } of agent { $agent }
ledger-forked = { $log } has forked: it has signed two trees of { $size } entries, with the roots { $one } and { $other }
ledger-one-tree = both heads of { $log } are of one tree of { $size } entries
ledger-ask-agent-key = give the key of the agent that reported with --agent-key; the log's entry `enrolment` of the agent shows it
ledger-ask-receipt-key = give the centre's receipt key with --receipt-key
ledger-evidence-other-log = it is about the log { $promised }, and the key is that of { $known }
ledger-as-signed = entry { $index } of { $log } contains what was signed in { $report }
ledger-misstated =
    the centre promised entry { $index } of { $log } to { $report }, and that entry is not what the agent signed.
    Contents of the entry:{ $entry }
    Contents that the agent signed:{ $signed }
ledger-verdict-kept = { $report } is in { $log } as entry { $index }, as promised
ledger-verdict-not-due = { $report } was to be in { $log } by { $due }; the file shows the log at { $seen } only
ledger-verdict-other-leaf = { $log } promised entry { $index } to { $report } (leaf hash { $promised }), and has signed a tree of { $size } entries in which another leaf is there ({ $leaf })
ledger-verdict-late = { $log } promised that { $report } is public as entry { $index } by { $due }, and its witnesses still saw a tree of { $size } entries at { $seen }
ledger-seconds = { $seconds } s after 1970

## Disclosed fields.

ledger-opens-nothing = { $file } opens nothing: { $why }
ledger-opens-other-log = { $file } opens fields of { $opened }, and the key is that of { $known }
ledger-grant = { $kind }: entry { $index } of { $log }, by { $by }, until { $until }
ledger-revealed = { $count ->
    [one] { $count } field is what the log commits to
   *[other] { $count } fields are what the log commits to
}
ledger-no-grant = entry { $index } is no grant but { $kind }
ledger-grant-without-end = the grant (entry { $index }) does not say until when
ledger-grant-over = the grant (entry { $index }) ran out at { $until }; ask for a new one
ledger-entry-changed = entry { $index } is not what was proven a moment ago; `yicang-ledger verify` names the fault
ledger-empty = (empty)

## Keys.

ledger-root-key-done =
    The private key is { $file }: keep it, and a copy, off the network.
    The public key, for all who shall follow the log through changes of its key:
    {"  "}{ $vkey }
ledger-until-before-from = --until is smaller than --from: the key could sign nothing
ledger-certified = { $file } states: { $key } may sign from { $from } entries, { $until }.
ledger-no-end = without end
ledger-until = up to { $size }
ledger-next-key-done =
    The next key is made; the log still signs with the present one. Its public half, for the root key:
    {"  "}{ $vkey }
ledger-activated =
    The log now signs with:
    {"  "}{ $vkey }
    Whoever knows the root key follows by itself; whoever knows the old key alone must be given this one.
ledger-published-keys = The root key's word on the log's keys, as it is public now:
ledger-published-key = {"  "}{ $vkey } from { $from } entries, { $until }

ledger-key-there = { $path } is there already; a log keeps its key for life. Choose another folder for a new log
ledger-key-missing = { $path } is not there; `yicang-ledger init` makes a new log with its key
ledger-key-readable = { $path } can be read or changed by others than its owner. Run `chmod 600 { $path }`; if others use this machine, make a new key as well

## Watching a log.

ledger-witness-cosigns = cosigns { $log }
ledger-witness-as = as { $vkey }
ledger-witness-at = at http://{ $address }/ (POST add-checkpoint)
ledger-witness-no-address = cannot listen on { $address }: { $why }; choose another with --listen
ledger-witness-ended = the witness answers no more: { $why }; start it again
ledger-witness-key-done =
    The private key is { $file }: back it up, show it to nobody.
    The public key, for logs' policies:
    {"  "}{ $vkey }
ledger-mirrored = { $size ->
    [one] { $log }: { $size } entry verified, { $new } of them new; the copy is { $copy }.
   *[other] { $log }: { $size } entries verified, { $new } of them new; the copy is { $copy }.
}
ledger-mirror-does-not-follow = { $count ->
    [one] { $log }: { $count } thing does not follow from what was reported, see above.
   *[other] { $log }: { $count } things do not follow from what was reported, see above.
}
ledger-mirror-as-it-was = { $log }: the copy stays as it was.
ledger-all-is-well = all is well
ledger-things-wrong = { $count ->
    [one] { $count } thing is wrong, see above
   *[other] { $count } things are wrong, see above
}
ledger-look = { $log }: { $verdict }: { $size ->
    [one] { $size } entry
   *[other] { $size } entries
} ({ $new } new), { $decisions ->
    [one] { $decisions } decision
   *[other] { $decisions } decisions
} checked, { $legs } under way.
ledger-stage-entries = entries
ledger-stage-tiles = tiles
ledger-stage-attachments = attachments
ledger-stage-proofs = proofs
ledger-stage-decisions = decisions
ledger-stage-replay = replay
ledger-stage-journal = journal
