### The demonstration: `yicang demo`.

demo-title = Yicang · a demonstration on real reports: Hubei, January–March 2020
demo-other-centre = { $folder } holds a dispatch centre that is no demonstration's; choose another folder with --data
demo-continued = Continuing the demonstration in { $folder }; nothing in it is deleted.
demo-serving = Dispatch centre at { $url }, data in { $folder }
demo-time = All of it took { $seconds } s.
demo-still-serving =
    Still serving. In another terminal: yicang situation --data { $folder }
    {"                                "}or: yicang explain H001 --data { $folder }
    Ctrl-C ends it.
demo-agent-failed = agent { $agent }: { $why }
demo-not-verified = the public log does not verify: { $why }
demo-findings = { $count ->
    [one] { $count } finding: { $first }
   *[other] { $count } findings, the first: { $first }
}
demo-log-too-short = { $size } entries with { $decisions } decisions do not hold ours
demo-interrupted = stopped before the end; what was recorded is kept

demo-bar-agents = Agents
demo-bar-enrolment = Enrolment
demo-bar-reports = Reports
demo-bar-orders = Orders
demo-bar-shipping = Shipping
demo-bar-receiving = Receiving

demo-enrolled = { $count ->
    [one] Enrolment: { $count } agent, a key each ({ $seconds } s)
   *[other] Enrolment: { $count } agents, a key each ({ $seconds } s)
}
demo-verified = { $count ->
    [one] Verification: { $count } need by one signature, record { $record }; { $ruled } by the rule of each hospital's patients ({ $seconds } s)
   *[other] Verification: { $count } needs by one signature, record { $record }; { $ruled } by the rule of each hospital's patients ({ $seconds } s)
}
demo-not-looked-at = { $count ->
    [one] { $count } need is neither: it is served from surplus
   *[other] { $count } needs are neither: they are served from surplus
}
demo-needs = { $lines } needs of { $sites } sites
demo-delivered = { $count ->
    [one] { $title }: { $count } signed report, with its receipt, { $what } ({ $seconds } s)
   *[other] { $title }: { $count } signed reports, each with its receipt, { $what } ({ $seconds } s)
}
demo-shipped = { $count } of { $all } orders, { $short } short
demo-received = { $count } of { $all } shipped, { $short } short
demo-orders = Orders: { $count } open at { $depots } depots, each proven to be in the public log ({ $seconds } s)
demo-new-orders = {"  "}{ $count ->
    [one] { $count } new order since the first plan
   *[other] { $count } new orders since the first plan
}
demo-first-plan = First plan
demo-second-plan = Second plan, on what is left
demo-planned = { $title }: { $plan }, { $needs } needs, { $shipments } shipments, planned and checked in { $time } ms
demo-log-verified =
    Public log: { $size } entries, { $decisions } decisions checked again, { $files } files verified in { $seconds } s
    {"  "}ledger  { $public }
    {"  "}key     { $vkey }
    Verify it yourself:
    {"  "}cargo run --release --locked -p yicang-ledger -- verify { $public } --key { $key_file }
