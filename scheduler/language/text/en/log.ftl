### What auditors find in a public log.

## A checkpoint. Sentences without their subject.

audit-the-checkpoint = the checkpoint { $what }
log-head-no-note = is not a signed note
log-head-not-signed = is not signed by { $name }
log-head-no-key = is not signed by a key that the root key names for { $size } entries
log-head-text = is signed, but its text is not an origin, a size and a root hash
log-head-origin = is of the log { $found }, not of { $expected }
log-head-foreign = has something in it that the log did not write

## Keys and the root key's statements.

log-key-form = a log's public key is written `name+8 hex digits+base64`, its private key `PRIVATE+KEY+name+…`
log-key-id = the key's id does not fit its name and its bytes: a typing error?
log-key-algorithm = the key is not an Ed25519 key
log-key-name = a log's name must not be empty and has no white space and no plus sign
log-key-label = a private key starts with `yicang-key-v1 `
log-key-encoding = a key is 32 bytes, written as 44 base64 characters or 64 hexadecimal digits
log-key-no-point = these 32 bytes are not an Ed25519 public key
log-key-weak = this Ed25519 public key is weak: anybody could sign for it
log-statement-not-signed = statement { $number } is not signed by the root key
log-statement-form = statement { $number } is not `yicang.v1 log-key` with the lines log, key, from and, if there is an end, until
log-statement-none = there is no statement of the root key
log-statement-other-log = statement { $number } is about another log than the first
trust-missing = { $file } is missing: the root key says nothing of this log
trust-taken-back = { $file } does not begin with the root key's statements that were seen before: one was taken back, perhaps one that revokes a key

## Entries, tiles and proofs.

log-leaf-length = an entry has 1 to 65535 bytes, this one { $bytes }
log-leaf-no-text = the entry is not UTF-8 text
log-leaf-mark = line 1 is not `yicang.v1 <kind>`
log-leaf-line = line { $line } is not `key value`
log-leaf-blob = line { $line } is not `blob <role> <64 hexadecimal digits>`
log-leaf-masked = line { $line } is not `masked <field> <64 hexadecimal digits>`
log-bundle-cut = entry { $entry } of the bundle is cut off
log-cosignature = the cosignature of { $name } does not hold
log-not-proven = the hashes do not lead to the root hash of the checkpoint
log-policy-log = the checkpoint of { $name } is not signed by a log of the policy
log-policy-nobody = the policy's quorum is not reached: cosigned by none of its witnesses
log-policy-quorum = the policy's quorum is not reached: cosigned by { $by }
log-proof-line = line { $line } of the proof is not what c2sp.org/tlog-proof asks for
log-proof-checkpoint = the proof's checkpoint { $what }
log-proof-entry = the proof is not one for this entry

## Receipts and files of evidence.

log-receipt-not-signed = the receipt is not signed by the receipt key; give the centre's receipt key with --receipt-key
log-receipt-form = the receipt is signed, but cannot be read; a newer program may read it
log-receipt-no-promise = the receipt promises nothing about the log: it has no { $field }
log-evidence-line = line { $line } of the file is not what an evidence file has there
log-evidence-other-log = the receipt is a promise for the log { $promised }, and the checkpoint is of { $found }
log-evidence-path = the leaf in the file is not proven to be at the promised index under the checkpoint
log-evidence-no-leaf = the checkpoint has { $size } entries, so entry { $index } is among them, and the file does not contain it
log-evidence-no-time = the checkpoint ends before entry { $index }, and no witnesses report that this was still so at a time that counts (due { $due }, as seconds since 1970): it may be an old one; with --policy, a quorum's cosignatures give the time
log-heads-line = line { $line } of the file is not what a file of two heads has there
log-heads-head = head { $number } of the file { $what }
log-heads-sizes = the heads have { $old } and { $new } entries, as two heads of one log may: it is a suspicion only. The log answers it with a proof that the first { $old } of its { $new } entries are unchanged
log-misstated-line = line { $line } of the file is not what a file of this kind has there
log-misstated-entry = the entry in the file is not the one that the receipt promises
log-misstated-both = the agent's key has signed the contents of the entry as well: the agent has signed both
log-face = the public face in the file is { $why }
log-face-not-signed = the public face in the file is not signed by the agent
log-face-no-text = the public face in the file is no text
log-face-no-entry = the public face in the file is no entry
log-face-other-log = the public face in the file is for another log than the receipt
log-face-other-report = the public face in the file is of another report than the receipt

## Openings of masked fields.

log-opening-no-field = entry { $entry } has no masked field `{ $field }`
log-opening-other = entry { $entry } commits to another `{ $field }`: the value or its salt was changed
log-opening-not-granted = the grant (entry { $grant }) does not name `{ $field }` of entry { $entry }
log-openings-no-text = it is not UTF-8 text
log-openings-head = line { $line } is not `{ $form }`
log-openings-line = line { $line } is not `open <entry> <field> <salt: 32 hexadecimal digits> <value in base64>`
log-openings-count = it opens { $count } fields; one file opens 1 to { $most }
log-openings-spelling = it is not spelt as it would be written: no spare spaces, zeros or lines

## The place of a log, and single entries.

file-unusable = { $path } cannot be read or written: { $why }
source-unreadable = { $place } cannot be read: { $why }
source-no-folder = there is no such folder
source-certificates = the certificates
source-no-certificate = there is none in PEM form
source-not-gzip = the server calls it gzip, and it is not: { $why }
source-web-page = the server answers with a web page; is this the log's address?
source-status = the server answers with status { $status }
extract-no-checkpoint = the folder has no checkpoint
extract-file = { $file } is missing or damaged; `yicang-ledger verify` names the fault
extract-not-there = there is no entry { $index }: the log has { $size }
extract-no-leaf = no entry has this leaf hash
extract-root = the tiles do not lead to the signed root; `yicang-ledger verify` names the fault
extract-proof = { $why }; `yicang-ledger verify` names the fault

## The audit. Sentences without their subject, which is the file before them.

audit-finding = { $file }: { $what }
audit-finding-entry = { $file }, entry { $entry }: { $what }
audit-the-log = the log: { $what }
audit-entry = entry { $entry }: { $what }
audit-missing = is missing
audit-unknown-file = is no file of this log; take it away if you know what it is
audit-no-vkey = is not there; the key that was given is the one that counts
audit-other-vkey = is not the key that this log is audited with
audit-head-wrong = { $what }; nothing else here can be checked without it
audit-head-missing = is missing; nothing else here can be checked without it
audit-head-extension = has the extension line { $line }, which means nothing here
audit-head-other-signature = also carries a signature of { $name } by a key that is not known here
audit-no-witnessed = is missing: no witness vouches for this log
audit-witnessed-other = signs entries that are not the beginning of this log's
audit-blob-missing = is missing; entry { $entry } names it
audit-blob-hash = has the SHA-256 { $hash }, not the one in its name
audit-blob-unnamed = is named by no entry under the checkpoint
audit-bundle-count = { $count ->
    [one] has { $count } entry instead of { $width }
   *[other] has { $count } entries instead of { $width }
}
audit-tile-bytes = { $bytes ->
    [one] has { $bytes } byte instead of { $expected }
   *[other] has { $bytes } bytes instead of { $expected }
}
audit-tile-other-hashes = has hashes that are not those of the entries
audit-bundle-not-signed = has entries that are not those that were signed
audit-bundle-or-tile = has entries whose hashes are not in the tile beside it; one of both is wrong
audit-tile-or-bundle = has hashes that are not the entries' beside it; one of both is wrong
audit-root = signs a root hash that does not follow from the entries
audit-tile-hashes = has hashes that do not follow from the entries
audit-ahead = is ahead of the checkpoint; starting the ledger again finishes what it had begun
audit-no-beginning = is not the beginning of the file that replaced it
audit-proof-for = is a proof for entry { $entry }
audit-proof-extra = carries extra bytes that nobody vouches for
audit-proof-unread = { $size ->
    [one] is a proof for an entry that cannot be read; the log has { $size }
   *[other] is a proof for an entry that cannot be read; the log has { $size }
}
audit-proof-contradicts = contains a signed checkpoint of { $size } entries that contradicts this log's entries
audit-one-time = this entry and those after it, { $entries } in all and { $decisions } of them plans and decisions, have the same time, { $time }: the centre's clock may have stood still

## The audit of decisions and their draws. The subject is the entry.

audit-plan-older = its plan is of version 1, after one of version 2 in entry { $turned }
audit-draws-again = draws with another head than the plan in entry { $first }, and no decision is between them
audit-decides-first = decides before the first entry
audit-seed = the seed of its draw is { $seed }, by the log after entry { $after } it is { $expected }
audit-seed-missing = the seed of its draw is missing, by the log after entry { $after } it is { $expected }
audit-draws-cosigned = { $count ->
    [one] the draw of { $count } decision is made with cosignatures; that it is of the first head over the decision before cannot be seen from the log
   *[other] the draws of { $count } decisions are made with cosignatures; that each is of the first head over the decision before cannot be seen from the log
}
audit-draw-without-witnesses = its draw is made without the witnesses: who runs the log could have tried several
audit-draw-unchecked = nobody has checked the cosignatures that its draw is made with; give a policy
audit-draw-too-few = too few witnesses have cosigned the head that its draw is made with
audit-draw-head = the head that its draw is made with: { $why }
audit-head-blob-missing = its head, { $name }, is missing
audit-head-blob = its head, { $name }, { $what }
audit-head-blob-other = its head, { $name }, is none of this log
audit-head-blob-size = its head, { $name }, is over { $size } entries, not over the decision before alone
audit-attachment-count = a decision names one { $role }, this one { $count }
audit-attachment-missing = its { $role }, { $name }, is missing
audit-attachment-no-text = its { $role }, { $name }, is not text

## A copy.

mirror-keys = the log's { $what }
mirror-in-use = { $path } is in use by another mirror or monitor
mirror-copy-checkpoint = the copy's /checkpoint { $what }
mirror-log-checkpoint = the log's /checkpoint { $what }
mirror-file = the log's { $file } { $what }
mirror-contradiction = { $what }. Both heads, signed by the log's key, are kept in { $file }: they prove it to anyone
mirror-gone-again = was fetched and is gone again
mirror-gone = is gone from the copy
mirror-blob-hash = does not have the SHA-256 in its name
mirror-blob-missing = is missing; an entry names it
mirror-fewer = the log shows { $new } entries, and had signed { $old } before
mirror-two-trees = the log has signed two different trees of { $size } entries
mirror-other-beginning = the log has signed a tree that does not begin with the { $size } entries it had signed
mirror-root = signs a root hash that does not follow from the entries that the log serves and the copy has; `yicang-ledger verify` on the copy reports whether it is the copy

## A monitor.

monitor-found = { $kind }: { $what }
monitor-found-entry = { $kind } (entry { $entry }): { $what }
monitor-contradiction = The log contradicts itself
monitor-damaged = Published files are missing or wrong
monitor-decision = A decision is not lawful
monitor-merge-delay = An entry came out late
monitor-witnesses = Witnesses do not vouch for the log
monitor-leg = Shipped and not received
monitor-clock = The centre's clock stood still
monitor-replay = An entry does not follow from the reports
monitor-discrepancy = The field's figures do not fit together
monitor-late = entry { $index } of { $time } was not public { $late } s after it was due ({ $promised } s are promised)
monitor-stood = { $stood } s went by, and entries up to { $index } have the same time: { $time }
monitor-not-received = order { $order } left at { $time } and is not received after { $hours } h (limit { $limit } h)
monitor-no-witnessed = there is no { $file }
monitor-witnesses-behind = witnesses have cosigned { $cosigned } entries; { $public } were public at the look before

## A witness.

witness-setup = a witness needs at least one --key and one --log
witness-in-use = { $path } is in use by another witness; a witness with two processes could cosign two histories
witness-state = { $path } { $what }. It contains what this witness has cosigned, and it cosigns nothing without knowing that. Restore it from a backup that is newer than the last cosignature, or begin again in another folder under a new key
witness-state-not-signed = is not signed by a key of its log
witness-state-not-own = is not cosigned by a key of this witness
witness-alarm = ALARM { $kind }: { $log }: { $what } ({ $size } entries, root { $root })
witness-alarm-unkept = { $file } cannot be written: { $why }
witness-fork = the log has signed two different trees of one size
witness-rollback = the log offers fewer entries than were cosigned already
witness-inconsistent = the log has shown no proof that its new tree begins with the one cosigned before

## Why cosignatures cannot be collected.

collect-other-log = the policy lists logs, but not this one, { $log }; add a `log` line with that key, or take the others out
collect-no-address = the policy demands witnesses, but names no address of any; put each one's URL at the end of its line

## A witness policy in a file. Sentences without their subject, where they are of a line.

witness-policy-faults = { $faults }
witness-policy-unread = { $file }: { $why }
witness-policy-whole = { $file }: { $what }
witness-policy-line = { $file }: line { $line }: { $what }
witness-policy-line-break = the last line has no line break; add one
witness-policy-no-quorum = there is no `quorum` line; end the file with `quorum <name>` or `quorum none`
witness-policy-control = has the control character { $byte }; only tabs and line breaks are allowed
witness-policy-form = is not `{ $form }`
witness-policy-word = begins with `{ $word }`; it is log, witness, group, quorum or a # comment
witness-policy-log-algorithm = the log's key is of a kind that this program cannot check: only Ed25519
witness-policy-log-key = the log's key: { $why }
witness-policy-log-twice = names a log's key that another line names already
witness-policy-witness-algorithm = the witness's key is neither Ed25519 (type 4) nor ML-DSA-44 (type 6)
witness-policy-witness-key = the witness's key: { $why }
witness-policy-witness-twice = names a witness's key that another line names already
witness-policy-undefined = `{ $name }` is not defined on a line above
witness-policy-member = `{ $name }` is a member of a group already
witness-policy-empty = the group has no members
witness-policy-threshold = `{ $word }` is not all, any or a number from 1 to { $count }
witness-policy-quorum-twice = there is a `quorum` line above already
witness-policy-none = `none` is a name of the format's own; choose another
witness-policy-twice = `{ $name }` is defined on a line above already
