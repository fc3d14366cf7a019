### Help of `yicang-ledger`.

help-ledger = Makes, checks and reads the public log of who gets which emergency supplies.
    .after = Exit codes: 0 all is well; 1 something is wrong and was named; 2 wrong usage, or something cannot be read. `monitor` and `verify-evidence` have 3 as well.
    .dir = The ledger's folder.
    .public = The public folder, or its address: http://… or https://…
    .place = The ledger's folder, the public folder, or its address.
    .index = The entry's number, from 0.
    .key = The log's public key (name+…), or a file that contains it. Get it from the log's operator, not from its folder.
    .root = In place of --key, the public key of the log's root: it names the keys that may sign, through every change.
    .witness_policy = A tlog-policy file: the witnesses that must have cosigned the log.

help-ledger-init = Make a new, empty log with its key pair. Never overwrites a key.
    .dir = The ledger's folder; made if it is not there.
    .origin = The log's name, a URL without `https://`, for instance supplies.hubei.example/log.

help-ledger-verify = Recompute every file of a public folder, and check each decision's plan again.

help-ledger-prove = Write the proof that an entry is in the log (c2sp.org/tlog-proof).
    .leaf = The entry's leaf hash, 64 hexadecimal digits, in place of its number.
    .out = Where to write the proof: a file whose name should end in .tlog-proof.
    .key = The log's public key, or a file that contains it. Without it, the folder's own log.vkey.
    .root = In place of --key, the public key of the log's root.

help-ledger-show = Print entries: all, a line each, or one in full.
    .key = The log's public key, or a file that contains it. Without it, the folder's own log.vkey.
    .root = In place of --key, the public key of the log's root.

help-ledger-gift = Follow a gift through the log, by its public code: what came, which orders took of it, who received how much, what is left.
    .code = The gift code, for example 7K3M-9QXA.
    .key = The log's public key, or a file that contains it. Without it, the folder's own log.vkey.
    .root = In place of --key, the public key of the log's root.

help-ledger-consignment = Follow a consignment through the log, by its look-up code: its orders, and what was done with each, by entry.
    .code = The look-up code, for example 7K3M-9QXA.
    .key = The log's public key, or a file that contains it. Without it, the folder's own log.vkey.
    .root = In place of --key, the public key of the log's root.

help-ledger-adopt = Let the log continue in a copied folder, after a restore or a move.
    .newest_checkpoint = The newest checkpoint that anybody has, from the public address, a mirror or a witness.
    .confirm_moved = The folder was moved, and nothing was signed since.

help-ledger-fsck = Check a ledger's folder: journal, signed checkpoint and public folder against each other. Changes nothing.

help-ledger-witness = Be a witness of other people's logs (c2sp.org/tlog-witness): cosign heads of logs that only grow, report others.
    .key = A private key made by `witness-key`; several cosign each.
    .log = The public key of a log to cosign for, or a file that contains it; a log's new key beside its old one.
    .listen = Where to listen; a web server in front of it provides TLS.
    .state = The folder that remembers what was cosigned. Never put an older copy of it in its place.

help-ledger-witness-key = Make a witness's private key.
    .name = The witness's name, a URL without `https://`, for instance witness.hospitals.example/w1.
    .out = The file to make, for its owner only; one that is there is left alone.
    .algorithm = The kind of signature. Best is one key of each.
    .algorithm-ed25519 = every log understands it
    .algorithm-ml-dsa-44 = withstands quantum computers

help-ledger-mirror = Keep a verified copy of a log, which any web server can serve; run it again to bring it up to date.
    .dir = The copy's folder; the copy itself is in DIR/public.

help-ledger-monitor = Follow a log: it only grows, decisions are lawful, entries are public in time, shipped goods arrive.
    .after = Exit codes: 0 all is well; 1 something is wrong; 2 the log cannot be read; 3 the log contradicts what it had signed.
    .state = The monitor's folder: a verified copy, and what was seen.
    .every = Look again after so many seconds, until stopped. Without it, look once.
    .once = Look once.
    .witness_policy = A tlog-policy file: the witnesses that must vouch for the log.
    .leg_hours = Hours after which what was shipped should have arrived.
    .merge_delay = Seconds after which an entry should be public.
    .json = One line of JSON for each look; its texts are English.

help-ledger-verify-evidence = Check an evidence file, without network: did the log break a promise, fork, or change an entry?
    .after = Exit codes: 0 the promise is kept, or not due yet; 1 the file proves nothing; 2 wrong usage, or a file cannot be read; 3 the log broke its promise, and the file proves it.
    .file = The evidence file, for instance one that `yicang-agent audit` or `yicang-agent orders` wrote.
    .keys = With --root: the root's statements, a copy of the log's public `log.keys`.
    .receipt_key = The key that signs the centre's receipts, or a file that contains it (receipt.pub). Without it, the log's own key.
    .agent_key = The agent's key, or a file that contains it, where the file is about an entry that is not what the agent signed.
    .witness_policy = A tlog-policy file: the witnesses whose time counts, where the head does not reach the promised entry.

help-ledger-reveal = Show masked fields with a file of openings that was disclosed to you, each checked against the log.
    .after = Exit codes: 0 every field is the one that the log commits to; 1 one is not, or must not be shown; 2 wrong usage, or something cannot be read.
    .file = The file of openings that was disclosed.

help-ledger-root-key = Make the root key of a log; keep it on a machine that is never on the network.
    .name = The root's name, for instance supplies.hubei.example/root.
    .out = The file to make, for its owner only; one that is there is left alone.

help-ledger-log-key = Change the log's key: prepare the next one, certify it with the root key, activate it.
    .key = The public key that the statement is about.
    .from = The fewest entries that the key may sign.
    .until = The most; a smaller one than before revokes the key from there on. Without it, there is no end.
    .out = The file to write the statement to; one that is there is left alone.
    .statement = A file that `log-key certify` wrote; to activate a key, one for each key, the old one's first.
help-ledger-log-key-prepare = Make the next key in the ledger's folder; the log still signs with the present one.
help-ledger-log-key-certify = With the root key, offline: state which sizes of the log a key may sign. Run it again to revoke the key.
    .root = The root's private key.
help-ledger-log-key-activate = Sign with the next key from now on, by the root key's statements; the ledger must not be running.
    .root = The root's public key, or a file that contains it.
help-ledger-log-key-publish = Publish the root key's statements where the log's key stays: a first statement, or a revocation.
    .root = The root's public key, or a file that contains it.

## Names of before, which are not shown.

help-ledger-next-key = The earlier name of `log-key prepare`.
help-ledger-state-key = The earlier name of `log-key certify`.
    .root = The root's private key.
    .key = The public key that the statement is about.
    .from = The fewest entries that the key may sign.
    .until = The most.
    .out = The file to write the statement to.
help-ledger-rotate = The earlier name of `log-key activate`.
    .root = The root's public key, or a file that contains it.
    .statement = A file that `log-key certify` wrote.
help-ledger-publish-keys = The earlier name of `log-key publish`.
    .root = The root's public key, or a file that contains it.
    .statement = A file that `log-key certify` wrote.
