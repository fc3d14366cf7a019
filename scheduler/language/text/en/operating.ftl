### The operator's verbs: backup, restore, doctor.

operating-not-empty = { $path } is not empty; name a new folder
operating-journal-empty = it is empty
operating-journal-not-signed = the journal is not the one whose first { $size } { $size ->
    [one] entry was
   *[other] entries were
  } signed
operating-no-manifest = its first line is not `{ $wanted }`: this is no backup of this program
operating-manifest-line = line { $line } is damaged; take another backup
operating-no-backup = { $path } is no whole backup: it lacks the file `backup`, which is written last
operating-backup-damaged = the backup in { $path } is damaged; take another one: { $faults }
operating-part-changed = { $file } has changed since the backup
operating-part-unread = { $file } cannot be read: { $why }

backup-done = { $dir }: a backup of log { $log } with { $records ->
    [one] one record
   *[other] { $records } records
  }; { $size } of them were signed when it began
backup-with-keys = The private keys are in it: whoever has this folder can act as the centre.
backup-without-keys = The private keys are not in it. Keep a copy of { $keys } elsewhere: without the log's key the log ends.

restore-refused = nothing was restored: { $faults }
restore-no-head = a backup cannot know what came after it; show the newest head of log { $log } with --from-mirror or --newest-checkpoint
restore-no-checkpoint = { $place } has no checkpoint: it is no public folder of a log
restore-head-unread = the checkpoint from { $place } is not of this log: { $why }
restore-behind = { $place } has { $size } { $size ->
    [one] entry
   *[other] entries
  }, and the backup lacks the last { $missing } of them; the log does not go on under its name from a smaller tree; take a newer backup
restore-other-tree = { $place } has { $size } { $size ->
    [one] entry
   *[other] entries
  } that are not those of the backup: one of them is another history
restore-head-old = the head from { $place } has { $seen } { $seen ->
    [one] entry
   *[other] entries
  }, fewer than the { $size } that were signed when the backup began; show a newer one
restore-done = { $dir }: log { $log } as of { $time } with { $records ->
    [one] one record
   *[other] { $records } records
  }; the newest head that was shown has { $seen }, all of them in it
restore-keys-missing = The backup had no private keys. Put these into { $dir } before the start, each with mode 0600: { $files }
restore-next = Next: `yicang doctor --data { $dir }`, then `yicang serve --data { $dir }`.

doctor-good = ok
doctor-doubtful = warn
doctor-bad = fail
doctor-runs = The centre in { $dir } is running; its settings and its policy can be read.
doctor-stands = The centre in { $dir } is not running; its settings and its policy can be read.
doctor-modes = Private files can be read by their owner only.
doctor-modes-open = Others can read private files: { $files }. Run `{ $command }`, and change every key that others may have seen.
doctor-log-key = The log's key signs for { $log }.
doctor-log-key-other = keys/log.skey is not the key of { $log }, which public/log.vkey names. Bring back the right file.
doctor-receipt-key = The key of receipts is the one that agents have.
doctor-receipt-key-other = keys/receipt.key does not belong to keys/receipt.pub, which agents have. Bring back the right file.
doctor-recovery-key = { $path } is on this machine. Keep it offline, and delete it here.
doctor-journal = The journal is whole: { $records ->
    [one] one record
   *[other] { $records } records
  }.
doctor-journal-torn = Behind { $records ->
    [one] one record
   *[other] { $records } records
  } the journal has an unfinished batch. Nobody was answered for it; the next start cuts it off.
doctor-journal-bad = The journal cannot be used: { $why }. Do not start the centre; keep the file, and restore a backup with `yicang restore`.
doctor-head = The public log has { $size ->
    [one] one entry
   *[other] { $size } entries
  } under its signed head.
doctor-head-behind = The public head is missing, or older than what was signed ({ $size }). The next start makes it anew.
doctor-clock = The clock says { $now }, which fits the last record.
doctor-salts = The salts that open masked fields can be read.
doctor-disk = The disk has { $free } MiB free; the journal takes { $journal } MiB.
doctor-disk-low = The disk has only { $free } MiB free; the journal takes { $journal } MiB. Make room soon.
doctor-disk-full = The disk has only { $free } MiB free; the journal takes { $journal } MiB. Make room now: a full disk stops the centre.
doctor-disk-unknown = How much room the disk has cannot be found out: { $why }
doctor-certificate = The certificate holds until { $day }.
doctor-certificate-soon = The certificate in { $path } ends on { $day }, in { $days ->
    [one] one day
   *[other] { $days } days
  }. Put a new one in its place, and start the centre again.
doctor-certificate-over = The certificate in { $path } ended on { $day }: agents cannot connect. Put a new one in its place, and start the centre again.
doctor-certificate-none = there is no certificate in it
doctor-index = The look-up of reports is there.
doctor-index-none = The look-up of reports is not there. The next start makes it anew.
doctor-versions = Program { $version }; it writes journals, salts and backups of version 1.
doctor-sound = All is as it should be.
doctor-to-see-to = The centre works; { $count ->
    [one] one thing is
   *[other] { $count } things are
  } to be seen to.
doctor-to-mend = { $count ->
    [one] One thing is
   *[other] { $count } things are
  } to be mended.
