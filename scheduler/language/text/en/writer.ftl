### The journal, and the writer of the public log.

writer-signed = { $path } { $what }. It says what this log has signed, and nothing is signed without knowing that. If it is the file that is damaged, restore it from a backup, or put a copy of the newest checkpoint that anybody has seen in its place
writer-inconsistent = { $path } signs { $size } entries that are not the first { $size } of the journal, which holds { $records }. The journal or the checkpoint is another log's or an older copy; this log must not sign anything that contradicts it
writer-copied = { $path } is a copy: restored from a backup, or moved by copying. This log may have signed more since the copy was made, and signing on an older state would fork it, so nothing is signed. Get the newest checkpoint that anybody has (from the public address, a mirror or a witness) and run `yicang-ledger adopt { $path } --newest-checkpoint FILE`; or, if the log was moved and nothing was signed since, `yicang-ledger adopt { $path } --confirm-moved`
writer-old-copy = the checkpoint signs { $signed } entries, the journal here holds { $records } or others; this copy is older than what the log has signed. Restore a newer copy; to go on without these entries would need a new log under a new key
writer-other-log = { $path } is the key of another log; this folder was not made with this log's key
writer-no-entry = there is no entry { $entry }: the log has { $size }
writer-not-public = entry { $entry } is recorded but not public yet: { $why }
writer-not-proven = entry { $entry } cannot be proven: { $why }
writer-public-behind = the public folder is behind
writer-closed = the ledger is closed
writer-cannot-write = { $path } cannot be written: { $why }

## Records.

writer-leaf-length = a leaf has 1 to 65,535 bytes, this one { $bytes }
writer-record-length = a record has at most 67,108,864 bytes with its lengths, this one { $bytes }
writer-busy = the ledger is busy: { $waiting } records wait to be written or made public; try again in a moment
writer-conflict = the journal stands at record { $next }, not at { $expected }
writer-fenced = epoch { $epoch } is over: a writer of epoch { $current } has taken over
writer-unavailable = the journal is not available: { $why }
writer-refused = record { $at } of the batch is refused: { $why }
writer-not-named = its leaf does not name the attachment { $blob }
writer-not-sent = its leaf names the attachment { $blob }, which nobody has sent
writer-record-unreadable = record { $record } of the journal cannot be read: { $why }
writer-record-checksum = its checksum is wrong; it was right when the journal was opened. Check the disk
writer-record-count = the journal has { $count } records
writer-disk-unknown = { $path }: { $why }. What the disk holds behind record { $records } is not known, so nothing more is taken in; check the disk, then start again

## The journal's file.

writer-in-use = { $path } is in use by another process; stop that one first
writer-no-journal = { $path } is no journal that this program can open: { $why }
writer-journal-begins = it does not begin as a journal of Yicang does
writer-journal-version = it is of another version than this program's
writer-journal-header = its header is damaged
writer-damaged = { $path } is damaged at byte { $byte }, in or after record { $record }: { $why }. This is not what a power cut leaves behind, so nothing was cut off. Copy the file away, check the disk, and restore the journal from a backup or another copy of it
writer-batch-head = the head of a batch does not fit its checksum
writer-batch-place = a batch stands in a place that is not its own
writer-batch-record = a record does not fit its checksum
writer-batch-bytes = a batch has more bytes than records
writer-later-batch = { $what }, and a later batch follows at byte { $byte }
writer-batch-whole = { $what }, and no part of it is missing
writer-journal-short = { $path } holds { $found } whole records, but { $signed } were already signed into the public log; the end of the journal is missing. Restore it from a backup or another copy; to go on without these records would need a new log under a new key
writer-torn = { $path }: the last { $bytes } bytes, from byte { $at } on, are a batch that was never finished nor acknowledged; { $records } records before it are whole
writer-cut-off = { $notice }; they were cut off
writer-proof-anew = public/{ $file } was damaged and has been made anew
writer-index-off = the look-up in index/ is off: { $why }; deleting that folder is safe

## The log's key.

writer-key-refuses = the key refuses: it has signed { $signed } entries, and is asked to sign { $asked } that do not begin with them. This folder, or { $path }, is another log's or an older copy; find the newest copy of the folder, and sign nothing before
writer-key-forgot = { $path } { $what }. It says what this key has signed, and the key signs nothing without knowing that. Put the newest checkpoint that anybody has seen, signed by this key alone, in its place
writer-key-disk = { $path } cannot be read or written: { $why }; nothing was signed
writer-root-key-silent = the root key does not say that { $key } may sign { $size } entries
writer-after-statements = after these statements the checkpoint { $what }
writer-nothing-signed = the log has signed nothing yet; make it with the key it shall have
