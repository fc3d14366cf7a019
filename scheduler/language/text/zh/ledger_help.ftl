### `yicang-ledger` 的帮助。

help-ledger = 建立、检查和读取应急物资分配的公开日志。
    .after = 退出码：0 一切正常；1 有异常，已指出；2 用法有误，或有内容无法读取。`monitor` 和 `verify-evidence` 另有 3。
    .dir = 日志的文件夹。
    .public = 公开文件夹，或其地址：http://… 或 https://…
    .place = 日志的文件夹、公开文件夹或其地址。
    .index = 条目的序号，从 0 起。
    .key = 日志的公钥（名称+…），或含有它的文件。请向日志的运行方索取，不要取自其文件夹。
    .root = 代替 --key：日志根的公钥，它指明可签名的密钥，密钥更换后依然有效。
    .witness_policy = tlog-policy 文件：须为日志联署的见证方。

help-ledger-init = 建立新的空日志及其密钥对。绝不覆盖密钥。
    .dir = 日志的文件夹；不存在则新建。
    .origin = 日志的名称，即不带 `https://` 的网址，如 supplies.hubei.example/log。

help-ledger-verify = 重新计算公开文件夹中的每个文件，并再次核算每个决定的方案。

help-ledger-prove = 写出条目在日志中的证明（c2sp.org/tlog-proof）。
    .leaf = 代替序号：条目的叶哈希，64 位十六进制。
    .out = 写出证明的文件，其名称应以 .tlog-proof 结尾。
    .key = 日志的公钥，或含有它的文件。不写则用文件夹自带的 log.vkey。
    .root = 代替 --key：日志根的公钥。

help-ledger-show = 显示条目：全部条目，每条一行；或一个条目的全部内容。
    .key = 日志的公钥，或含有它的文件。不写则用文件夹自带的 log.vkey。
    .root = 代替 --key：日志根的公钥。

help-ledger-gift = 凭公开的捐赠码在日志中追踪捐赠物资：到货多少、哪些指令调用、谁签收多少、还剩多少。
    .code = 捐赠码，例如 7K3M-9QXA。
    .key = 日志的公钥，或含公钥的文件。不写则用该文件夹自己的 log.vkey。
    .root = 代替 --key，日志根的公钥。

help-ledger-consignment = 凭查询码在日志中追踪托运批：其指令及每个环节的条目。
    .code = 查询码，例如 7K3M-9QXA。
    .key = 日志的公钥，或含公钥的文件。不写则用该文件夹自己的 log.vkey。
    .root = 代替 --key，日志根的公钥。

help-ledger-adopt = 恢复或搬迁之后，让日志在复制的文件夹中继续。
    .newest_checkpoint = 所能得到的最新检查点，取自公开地址、镜像或见证方。
    .confirm_moved = 文件夹是搬迁来的，此后没有签署过任何内容。

help-ledger-fsck = 检查日志的文件夹：日记、已签名的检查点和公开文件夹相互对照。不作任何改动。

help-ledger-witness = 为他人的日志作见证方（c2sp.org/tlog-witness）：为只增不减的日志的检查点联署，对其他情形报警。
    .key = `witness-key` 生成的私钥；多个则各自联署。
    .log = 要联署的日志的公钥，或含有它的文件；日志的新密钥与旧密钥可并列。
    .listen = 监听的地址；TLS 由前置的网页服务器提供。
    .state = 记录已联署内容的文件夹。绝不要用旧副本替换它。

help-ledger-witness-key = 生成见证方的私钥。
    .name = 见证方的名称，即不带 `https://` 的网址，如 witness.hospitals.example/w1。
    .out = 要生成的文件，仅所有者可读；已有的文件不会改动。
    .algorithm = 签名的种类。最好两种密钥各生成一个。
    .algorithm-ed25519 = 所有日志都支持
    .algorithm-ml-dsa-44 = 可抵御量子计算机

help-ledger-mirror = 保存经过验证的日志副本，任何网页服务器都可提供；再次运行则更新到最新。
    .dir = 副本的文件夹；副本本身在其中的 public 里。

help-ledger-monitor = 跟踪日志：只增不减，决定合规，条目按时公开，发运的物资送达。
    .after = 退出码：0 一切正常；1 有异常；2 日志无法读取；3 日志与其先前签署的内容相矛盾。
    .state = 监测的文件夹：经过验证的副本，以及所见的内容。
    .every = 每隔若干秒再次查看，直至停止。不写则只查看一次。
    .once = 只查看一次。
    .witness_policy = tlog-policy 文件：须为日志作证的见证方。
    .leg_hours = 发运后应在多少小时之内送达。
    .merge_delay = 条目应在多少秒之内公开。
    .json = 每次查看输出一行 JSON；其中的文字为英文。

help-ledger-verify-evidence = 不用网络检查证据文件：日志是否违背承诺、分叉或改动条目？
    .after = 退出码：0 承诺已履行或尚未到期；1 文件不能作为证据；2 用法有误，或有文件无法读取；3 日志违背承诺，文件可以证明。
    .file = 证据文件，例如 `yicang-agent audit` 或 `yicang-agent orders` 所写的文件。
    .keys = 与 --root 同用：根的声明，即日志公开的 `log.keys` 的副本。
    .receipt_key = 签署调度中心回执的密钥，或含有它的文件（receipt.pub）。不写则用日志自己的密钥。
    .agent_key = 上报端的密钥，或含有它的文件；用于条目与上报端所签内容不符的文件。
    .witness_policy = tlog-policy 文件：检查点未到所承诺的条目时，由哪些见证方给出时间。

help-ledger-reveal = 用披露给你的文件显示脱敏字段，逐一与日志核对。
    .after = 退出码：0 每个字段都与日志承诺一致；1 有字段不一致，或不可显示；2 用法有误，或有内容无法读取。
    .file = 披露的文件。

help-ledger-root-key = 生成日志的根密钥；请保存在从不联网的机器上。
    .name = 根的名称，如 supplies.hubei.example/root。
    .out = 要生成的文件，仅所有者可读；已有的文件不会改动。

help-ledger-log-key = 更换日志的密钥：准备下一个，用根密钥认证，再启用。
    .key = 声明所针对的公钥。
    .from = 该密钥可签署的最少条目数。
    .until = 可签署的最多条目数；比先前小则自该处起吊销密钥。不写则没有终止。
    .out = 写出声明的文件；已有的文件不会改动。
    .statement = `log-key certify` 写出的文件；启用密钥时每个密钥一份，旧密钥的在前。
help-ledger-log-key-prepare = 在日志的文件夹中生成下一个密钥；日志仍用现在的密钥签名。
help-ledger-log-key-certify = 用根密钥离线声明某个密钥可签署日志的哪些条目数。再次运行可吊销密钥。
    .root = 根的私钥。
help-ledger-log-key-activate = 依据根密钥的声明，从现在起用下一个密钥签名；日志程序须已停止。
    .root = 根的公钥，或含有它的文件。
help-ledger-log-key-publish = 日志密钥不变而公开根密钥的声明：首次声明，或吊销。
    .root = 根的公钥，或含有它的文件。

## 以前的名称，不再显示。

help-ledger-next-key = `log-key prepare` 以前的名称。
help-ledger-state-key = `log-key certify` 以前的名称。
    .root = 根的私钥。
    .key = 声明所针对的公钥。
    .from = 该密钥可签署的最少条目数。
    .until = 可签署的最多条目数。
    .out = 写出声明的文件。
help-ledger-rotate = `log-key activate` 以前的名称。
    .root = 根的公钥，或含有它的文件。
    .statement = `log-key certify` 写出的文件。
help-ledger-publish-keys = `log-key publish` 以前的名称。
    .root = 根的公钥，或含有它的文件。
    .statement = `log-key certify` 写出的文件。
