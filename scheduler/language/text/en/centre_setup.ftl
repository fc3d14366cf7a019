### The centre's folder, settings, start and end.

setup-cannot-read = cannot read { $path }: { $why }
setup-cannot-make = cannot make { $path }: { $why }
setup-cannot-rename = cannot rename { $path }: { $why }
setup-cannot-write = cannot write { $path }: { $why }
setup-exists = { $path } holds a dispatch centre already; start it with `yicang serve --data { $path }`, or choose another folder
setup-missing = { $path } holds no dispatch centre; make one with `yicang init --data { $path }`
setup-ledger = the ledger in { $path }: { $why }
setup-certificate = cannot make the TLS certificate: { $why }
setup-no-zone = there is no zone { $name }; write an IANA name, for example Asia/Shanghai, Europe/Berlin or UTC
setup-no-policy = there is no policy { $name }: it is none of { $known }, and no file of that name can be read: { $why }
setup-policy-fault = policy { $path }: { $why }
setup-receipt-key-half-changed = a change was broken off; run `yicang receipt-key activate` first, which ends it
setup-receipt-key-none = there is no next receipt key; make one with `yicang receipt-key prepare` and give it to the agents first
setup-cannot-listen = cannot listen on { $address }: { $why }; { $advice }
setup-listen-in-use = another program listens there; stop it, or choose another with --listen
setup-listen-denied = choose a port above 1023 with --listen
setup-listen-elsewhere = choose an address of this machine with --listen
setup-cannot-serve = the server cannot listen: { $why }
setup-server-stopped = { $why }; what was acknowledged is safe. See to the disk, then start again
