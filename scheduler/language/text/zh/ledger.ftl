### 审计程序 `yicang-ledger`。

ledger-failed = yicang-ledger：{ $why }
ledger-looking-again = yicang-ledger：{ $why }；将再次查看
ledger-no-output = 无法写出结果：{ $why }
ledger-wrong = 有误：{ $what }
ledger-note = 注意：{ $what }
ledger-file-unreadable = 无法读取 { $file }：{ $why }
ledger-file-none = 没有文件 { $file }
ledger-file-there = { $file } 已经存在；请另取文件名
ledger-key-neither = { $key } 既不是可读取的文件，也不是日志的公钥
ledger-key-flag = { $flag } { $key }：{ $why }
ledger-no-vkey = { $place } 中没有 { $file }；请用 --key 给出密钥

## 日志的文件夹。

ledger-init-done =
    新日志已在 { $dir } 中建立。
    供所有验证者使用的公钥：
    {"  "}{ $vkey }
    私钥为 { $secret }：请备份，不要给任何人看。
ledger-adopted = { $log }：日志在 { $dir } 中继续。
ledger-fsck-no-journal = 没有 { $path }；{ $dir } 是日志的文件夹吗？
ledger-fsck-sound = { $dir }：完好：{ $records } 条记录，已公开 { $public } 条。
ledger-fsck-unsound = { $dir }：不完好，见上：{ $records } 条记录，已公开 { $public } 条。
fsck-tail = { $notice }；下次启动时会截去
fsck-head = public/{ $remark }；下次启动时会重写
fsck-behind = 有 { $count } 条记录尚未公开；下次启动时会公开
fsck-signs-others = 所签的 { $size } 个条目不是日记的前 { $size } 条

## 验证、证明、查看。

ledger-looked-at = 条目 { $entries } 个，决定 { $decisions } 个，文件 { $files } 个
ledger-verified = { $log }：未发现异常：{ $looked_at }。
ledger-verified-remarks = { $log }：未发现异常，但请看上面 { $count } 条说明：{ $looked_at }。
ledger-verified-wrong = { $log }：有 { $count } 项异常，见上：{ $looked_at }。
ledger-leaf-form = 叶哈希为 64 位小写十六进制
ledger-proof-written = { $file } 证明条目 { $index } 在 { $log } 已签署的 { $size } 个条目之中。
ledger-show-head = { $log }：{ $entries } 个条目，根 { $root }
ledger-show-not-signed = 这些条目不是所签署的条目；`yicang-ledger verify` 会指出问题
ledger-show-not-trusted = 条目 { $index } 不可信：{ $why }
ledger-show-unread = （{ $bytes } 字节：{ $why }）
ledger-show-entry = { $log } 的条目 { $index }，已证明在 { $size } 个条目的检查点之下
ledger-show-leaf = 叶哈希 { $hash }
ledger-show-foreign = { $bytes } 字节，不是本程序的条目：{ $why }

## 证据文件。

ledger-proves-nothing = { $file } 不能作为证据：{ $why }。
ledger-breach = 违约：{ $what }。
ledger-breach-lines = 违约：{ $what }
ledger-no-breach = 未违约：{ $what }。
ledger-report-of = 上报端 { $agent } 的上报 { $report }
ledger-forked = { $log } 已分叉：它签署了两棵都有 { $size } 个条目的树，根分别为 { $one } 和 { $other }
ledger-one-tree = { $log } 的两个检查点属于同一棵有 { $size } 个条目的树
ledger-ask-agent-key = 请用 --agent-key 给出上报端的密钥；日志中该上报端的 `enrolment` 条目载有它
ledger-ask-receipt-key = 请用 --receipt-key 给出调度中心的回执密钥
ledger-evidence-other-log = 它是关于日志 { $promised } 的，而密钥属于 { $known }
ledger-as-signed = { $log } 的条目 { $index } 与{ $report }中签署的内容一致
ledger-misstated =
    调度中心承诺将{ $report }列为 { $log } 的条目 { $index }，而该条目与上报端签署的内容不符。
    条目的内容：{ $entry }
    上报端签署的内容：{ $signed }
ledger-verdict-kept = { $report }已如承诺列为 { $log } 的条目 { $index }
ledger-verdict-not-due = { $report }应于 { $due } 之前列入 { $log }；而文件所示只是 { $seen } 时的日志
ledger-verdict-other-leaf = { $log } 承诺将{ $report }列为条目 { $index }（叶哈希 { $promised }），却签署了一棵有 { $size } 个条目的树，其中该处是另一个叶（{ $leaf }）
ledger-verdict-late = { $log } 承诺于 { $due } 之前将{ $report }公开为条目 { $index }，而其见证方在 { $seen } 看到的树仍只有 { $size } 个条目
ledger-seconds = 1970 年以来第 { $seconds } 秒

## 披露的字段。

ledger-opens-nothing = { $file } 没有公开任何字段：{ $why }
ledger-opens-other-log = { $file } 公开的是 { $opened } 的字段，而密钥属于 { $known }
ledger-grant = { $kind }：{ $log } 的条目 { $index }，由 { $by } 授权，至 { $until } 为止
ledger-revealed = { $count } 个字段与日志承诺一致
ledger-no-grant = 条目 { $index } 不是授权，而是 { $kind }
ledger-grant-without-end = 授权（条目 { $index }）没有写明期限
ledger-grant-over = 授权（条目 { $index }）已于 { $until } 到期；请索取新的授权
ledger-entry-changed = 条目 { $index } 与片刻前所证明的不同；`yicang-ledger verify` 会指出问题
ledger-empty = （空）

## 密钥。

ledger-root-key-done =
    私钥为 { $file }：请与其副本一起离线保存。
    公钥，供在日志更换密钥后继续跟踪日志者使用：
    {"  "}{ $vkey }
ledger-until-before-from = --until 小于 --from：该密钥不能签署任何内容
ledger-certified = { $file } 声明：{ $key } 可自 { $from } 个条目起签署，{ $until }。
ledger-no-end = 没有终止
ledger-until = 至 { $size } 个为止
ledger-next-key-done =
    下一个密钥已生成；日志仍用现在的密钥签名。其公钥，供根密钥声明：
    {"  "}{ $vkey }
ledger-activated =
    日志现在用以下密钥签名：
    {"  "}{ $vkey }
    知道根密钥者会自行跟随；只知道旧密钥者须得到此密钥。
ledger-published-keys = 根密钥对日志密钥的声明，现已公开：
ledger-published-key = {"  "}{ $vkey } 自 { $from } 个条目起，{ $until }

ledger-key-there = { $path } 已经存在；日志的密钥终身不变。请为新日志另选文件夹
ledger-key-missing = 没有 { $path }；`yicang-ledger init` 可建立新日志及其密钥
ledger-key-readable = { $path } 可被所有者以外的人读取或改动。请运行 `chmod 600 { $path }`；若有他人使用本机，还请生成新密钥

## 跟踪日志。

ledger-witness-cosigns = 为 { $log } 联署
ledger-witness-as = 署名为 { $vkey }
ledger-witness-at = 地址为 http://{ $address }/（POST add-checkpoint）
ledger-witness-no-address = 无法在 { $address } 上监听：{ $why }；请用 --listen 另选
ledger-witness-ended = 见证方不再应答：{ $why }；请重新启动
ledger-witness-key-done =
    私钥为 { $file }：请备份，不要给任何人看。
    公钥，供日志的见证规则使用：
    {"  "}{ $vkey }
ledger-mirrored = { $log }：已验证 { $size } 个条目，其中新增 { $new } 个；副本在 { $copy }。
ledger-mirror-does-not-follow = { $log }：有 { $count } 处不能由上报推出，见上。
ledger-mirror-as-it-was = { $log }：副本保持原样。
ledger-all-is-well = 一切正常
ledger-things-wrong = 有 { $count } 项异常，见上
ledger-look = { $log }：{ $verdict }：条目 { $size } 个（新增 { $new } 个），已核决定 { $decisions } 个，在途 { $legs } 批。
ledger-stage-entries = 条目
ledger-stage-tiles = 瓦片
ledger-stage-attachments = 附件
ledger-stage-proofs = 证明
ledger-stage-decisions = 决定
ledger-stage-replay = 推演
ledger-stage-journal = 日记
