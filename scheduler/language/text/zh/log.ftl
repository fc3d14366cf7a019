### 审计方在公开日志中发现的问题。

## 检查点。各句省略主语。

audit-the-checkpoint = 检查点{ $what }
log-head-no-note = 不是已签名的笔记
log-head-not-signed = 没有 { $name } 的签名
log-head-no-key = 没有根密钥所指明的、可签 { $size } 个条目的密钥的签名
log-head-text = 已签名，但其文本不是日志名称、条目数和根哈希
log-head-origin = 属于日志 { $found }，而不是 { $expected }
log-head-foreign = 含有并非日志所写的内容

## 密钥与根密钥的声明。

log-key-form = 日志的公钥写作“名称+8 位十六进制+base64”，私钥写作“PRIVATE+KEY+名称+…”
log-key-id = 密钥的标识与其名称和内容不符：是否输入有误？
log-key-algorithm = 此密钥不是 Ed25519 密钥
log-key-name = 日志名称不能为空，不能含空白和加号
log-key-label = 私钥以 `yicang-key-v1 ` 开头
log-key-encoding = 密钥为 32 字节，写作 44 个 base64 字符或 64 位十六进制
log-key-no-point = 这 32 字节不是 Ed25519 公钥
log-key-weak = 此 Ed25519 公钥强度不足：任何人都能以其名义签名
log-statement-not-signed = 第 { $number } 条声明没有根密钥的签名
log-statement-form = 第 { $number } 条声明不是含有 log、key、from 各行（有终止时还有 until）的 `yicang.v1 log-key`
log-statement-none = 没有根密钥的声明
log-statement-other-log = 第 { $number } 条声明与第一条所述不是同一日志
trust-missing = 缺少 { $file }：根密钥对此日志没有任何声明
trust-taken-back = { $file } 不以先前见过的根密钥声明开头：有声明被收回，可能是吊销密钥的声明

## 条目、瓦片与证明。

log-leaf-length = 条目应为 1 至 65535 字节，此条为 { $bytes } 字节
log-leaf-no-text = 条目不是 UTF-8 文本
log-leaf-mark = 第 1 行不是“yicang.v1 <类型>”
log-leaf-line = 第 { $line } 行不是“键 值”
log-leaf-blob = 第 { $line } 行不是“blob <角色> <64 位十六进制>”
log-leaf-masked = 第 { $line } 行不是“masked <字段> <64 位十六进制>”
log-bundle-cut = 条目包中的条目 { $entry } 被截断
log-cosignature = { $name } 的联署无效
log-not-proven = 这些哈希不能推到检查点的根哈希
log-policy-log = { $name } 的检查点没有规则所列日志的签名
log-policy-nobody = 未达到规则要求的见证方数量：没有见证方联署
log-policy-quorum = 未达到规则要求的见证方数量：已联署的有 { $by }
log-proof-line = 证明的第 { $line } 行不符合 c2sp.org/tlog-proof
log-proof-checkpoint = 证明中的检查点{ $what }
log-proof-entry = 此证明不是该条目的证明

## 回执与证据文件。

log-receipt-not-signed = 回执没有回执密钥的签名；请用 --receipt-key 给出调度中心的回执密钥
log-receipt-form = 回执已签名，但无法读取；较新版本的程序或可读取
log-receipt-no-promise = 回执对日志没有任何承诺：缺少 { $field }
log-evidence-line = 文件第 { $line } 行不符合证据文件的格式
log-evidence-other-log = 回执是对日志 { $promised } 的承诺，而检查点属于 { $found }
log-evidence-path = 文件中的叶未被证明在检查点之下位于所承诺的序号
log-evidence-no-leaf = 检查点有 { $size } 个条目，其中包括条目 { $index }，而文件中没有该条目
log-evidence-no-time = 检查点在条目 { $index } 之前结束，而没有见证方证实在应公开的时间（1970 年以来第 { $due } 秒）之后仍是如此：它可能是旧的检查点；用 --policy 时，足够见证方的联署可以给出时间
log-heads-line = 文件第 { $line } 行不符合两个检查点的文件格式
log-heads-head = 文件中的第 { $number } 个检查点{ $what }
log-heads-sizes = 两个检查点分别有 { $old } 和 { $new } 个条目，同一日志可以如此：这只是存疑。日志可以证明其 { $new } 个条目中的前 { $old } 个未变，以作答复
log-misstated-line = 文件第 { $line } 行不符合此类文件的格式
log-misstated-entry = 文件中的条目不是回执所承诺的条目
log-misstated-both = 上报端的密钥也签署了条目的内容：两者都是上报端签署的
log-face = 文件中的公开部分有误：{ $why }
log-face-not-signed = 文件中的公开部分没有上报端的签名
log-face-no-text = 文件中的公开部分不是文本
log-face-no-entry = 文件中的公开部分不是条目
log-face-other-log = 文件中的公开部分与回执所属的日志不同
log-face-other-report = 文件中的公开部分与回执所属的上报不同

## 脱敏字段的公开。

log-opening-no-field = 条目 { $entry } 没有脱敏字段 `{ $field }`
log-opening-other = 条目 { $entry } 所承诺的 `{ $field }` 与此不同：其值或盐被改动过
log-opening-not-granted = 授权（条目 { $grant }）未列出条目 { $entry } 的 `{ $field }`
log-openings-no-text = 不是 UTF-8 文本
log-openings-head = 第 { $line } 行不是 `{ $form }`
log-openings-line = 第 { $line } 行不是“open <条目> <字段> <盐：32 位十六进制> <base64 的值>”
log-openings-count = 它公开 { $count } 个字段；一个文件公开 1 至 { $most } 个
log-openings-spelling = 写法不规范：不应有多余的空格、零或行

## 日志的所在与单个条目。

file-unusable = { $path } 无法读写：{ $why }
source-unreadable = 无法读取 { $place }：{ $why }
source-no-folder = 没有此文件夹
source-certificates = 证书文件
source-no-certificate = 其中没有 PEM 格式的证书
source-not-gzip = 服务器称其为 gzip，但并不是：{ $why }
source-web-page = 服务器答复的是网页；这是日志的地址吗？
source-status = 服务器的答复状态为 { $status }
extract-no-checkpoint = 文件夹中没有检查点
extract-file = { $file } 缺失或损坏；`yicang-ledger verify` 会指出问题
extract-not-there = 没有条目 { $index }：日志共有 { $size } 个
extract-no-leaf = 没有条目具有此叶哈希
extract-root = 瓦片不能推到已签名的根；`yicang-ledger verify` 会指出问题
extract-proof = { $why }；`yicang-ledger verify` 会指出问题

## 审计。各句省略主语，主语是前面的文件。

audit-finding = { $file }：{ $what }
audit-finding-entry = { $file }，条目 { $entry }：{ $what }
audit-the-log = 整个日志：{ $what }
audit-entry = 条目 { $entry }：{ $what }
audit-missing = 缺失
audit-unknown-file = 不是此日志的文件；若知道它是什么，请移走
audit-no-vkey = 不存在；以所给出的密钥为准
audit-other-vkey = 不是审计此日志所用的密钥
audit-head-wrong = { $what }；没有它，其余内容无法检查
audit-head-missing = 缺失；没有它，其余内容无法检查
audit-head-extension = 含有扩展行 { $line }，在此没有意义
audit-head-other-signature = 另有 { $name } 用此处不认识的密钥所作的签名
audit-no-witnessed = 缺失：没有见证方为此日志作证
audit-witnessed-other = 所签的条目不是此日志的开头部分
audit-blob-missing = 缺失；条目 { $entry } 引用了它
audit-blob-hash = 的 SHA-256 为 { $hash }，与其名称不符
audit-blob-unnamed = 没有被检查点之下的任何条目引用
audit-bundle-count = 有 { $count } 个条目，应为 { $width } 个
audit-tile-bytes = 有 { $bytes } 字节，应为 { $expected } 字节
audit-tile-other-hashes = 中的哈希与条目不符
audit-bundle-not-signed = 中的条目不是所签署的条目
audit-bundle-or-tile = 中条目的哈希不在其旁的瓦片中；二者必有一错
audit-tile-or-bundle = 中的哈希与其旁的条目不符；二者必有一错
audit-root = 所签的根哈希不能由条目推出
audit-tile-hashes = 中的哈希不能由条目推出
audit-ahead = 超前于检查点；重新启动日志程序即可完成其未完成的写入
audit-no-beginning = 不是取代它的文件的开头部分
audit-proof-for = 是条目 { $entry } 的证明
audit-proof-extra = 带有无人作证的多余字节
audit-proof-unread = 是一个无法读取的条目的证明；日志共有 { $size } 个条目
audit-proof-contradicts = 含有已签名的 { $size } 个条目的检查点，与此日志的条目相矛盾
audit-one-time = 此条目及其后的条目（共 { $entries } 个，其中方案和决定 { $decisions } 个）的时间都是 { $time }：调度中心的时钟可能停滞过

## 对决定及其抽签的审计。主语是条目。

audit-plan-older = 其方案为版本 1，而条目 { $turned } 中已有版本 2
audit-draws-again = 与条目 { $first } 中的方案用了不同的检查点抽签，而其间没有决定
audit-decides-first = 在首个条目之前作出决定
audit-seed = 其抽签的种子为 { $seed }，而按条目 { $after } 之后的日志应为 { $expected }
audit-seed-missing = 缺少其抽签的种子，按条目 { $after } 之后的日志应为 { $expected }
audit-draws-cosigned = 有 { $count } 个决定的抽签使用了联署；是否都取自前一决定之后的首个检查点，无法从日志看出
audit-draw-without-witnesses = 其抽签没有见证方参与：日志的运行方可能试过多次
audit-draw-unchecked = 其抽签所用的联署没有核对；请给出见证规则
audit-draw-too-few = 其抽签所用的检查点联署的见证方不足
audit-draw-head = 其抽签所用的检查点：{ $why }
audit-head-blob-missing = 其检查点 { $name } 缺失
audit-head-blob = 其检查点 { $name } { $what }
audit-head-blob-other = 其检查点 { $name } 不属于此日志
audit-head-blob-size = 其检查点 { $name } 覆盖 { $size } 个条目，不只是到前一决定为止
audit-attachment-count = 一个决定应引用一个 { $role }，此决定引用了 { $count } 个
audit-attachment-missing = 其 { $role }（{ $name }）缺失
audit-attachment-no-text = 其 { $role }（{ $name }）不是文本

## 副本。

mirror-keys = 日志的密钥：{ $what }
mirror-in-use = { $path } 正被另一个 mirror 或 monitor 使用
mirror-copy-checkpoint = 副本的检查点{ $what }
mirror-log-checkpoint = 日志的检查点{ $what }
mirror-file = 日志的 { $file } { $what }
mirror-contradiction = { $what }。由日志密钥签名的两个检查点保存在 { $file }：可向任何人证明
mirror-gone-again = 取来之后又丢失
mirror-gone = 已从副本中丢失
mirror-blob-hash = 的 SHA-256 与其名称不符
mirror-blob-missing = 缺失；有条目引用了它
mirror-fewer = 日志出示 { $new } 个条目，而此前已签署 { $old } 个
mirror-two-trees = 日志签署了两棵不同的、都有 { $size } 个条目的树
mirror-other-beginning = 日志签署的树不以其先前签署的 { $size } 个条目开头
mirror-root = 所签的根哈希不能由日志提供的条目和副本中的条目推出；对副本运行 `yicang-ledger verify` 可知是否副本有误

## 监测。

monitor-found = { $kind }：{ $what }
monitor-found-entry = { $kind }（条目 { $entry }）：{ $what }
monitor-contradiction = 日志自相矛盾
monitor-damaged = 公开文件缺失或有误
monitor-decision = 决定不合规
monitor-merge-delay = 条目公开延迟
monitor-witnesses = 见证不足
monitor-leg = 已发运未签收
monitor-clock = 调度中心时钟停滞
monitor-replay = 条目与上报不符
monitor-discrepancy = 账实不符
monitor-late = { $time } 的条目 { $index } 在应公开的时间过后 { $late } 秒仍未公开（承诺为 { $promised } 秒）
monitor-stood = 已过 { $stood } 秒，而直至 { $index } 的条目时间相同：{ $time }
monitor-not-received = 指令 { $order } 于 { $time } 发运，{ $hours } 小时后仍未签收（限 { $limit } 小时）
monitor-no-witnessed = 没有 { $file }
monitor-witnesses-behind = 见证方联署了 { $cosigned } 个条目，而上次查看时已公开 { $public } 个

## 见证方。

witness-setup = 见证方至少需要一个 --key 和一个 --log
witness-in-use = { $path } 正被另一个见证方进程使用；两个进程可能联署两段不同的历史
witness-state = { $path } { $what }。其中是此见证方已联署的内容，不知道它就不再联署。请由比最后一次联署更新的备份恢复，或用新密钥在另一文件夹重新开始
witness-state-not-signed = 没有其日志密钥的签名
witness-state-not-own = 没有此见证方密钥的联署
witness-alarm = 警报 { $kind }：{ $log }：{ $what }（{ $size } 个条目，根 { $root }）
witness-alarm-unkept = { $file } 无法写入：{ $why }
witness-fork = 日志签署了两棵条目数相同而内容不同的树
witness-rollback = 日志出示的条目少于已联署的条目
witness-inconsistent = 日志没有证明其新树以先前联署的树开头

## 为何无法收集联署。

collect-other-log = 规则列出了日志，却没有本日志 { $log }；请加上写有该密钥的 `log` 一行，或去掉其他日志
collect-no-address = 规则要求见证方，却没有写明任何一方的地址；请把各方的 URL 写在其行末

## 文件中的见证策略。针对某一行的句子没有主语。

witness-policy-faults = { $faults }
witness-policy-unread = { $file }：{ $why }
witness-policy-whole = { $file }：{ $what }
witness-policy-line = { $file }：第 { $line } 行：{ $what }
witness-policy-line-break = 最后一行没有换行符；请加上
witness-policy-no-quorum = 没有 `quorum` 行；请以 `quorum <name>` 或 `quorum none` 结束文件
witness-policy-control = 含有控制字符 { $byte }；只允许制表符与换行符
witness-policy-form = 不是 `{ $form }`
witness-policy-word = 以 `{ $word }` 开头；应为 log、witness、group、quorum 或以 # 开头的注释
witness-policy-log-algorithm = 日志公钥的种类本程序无法核验：只接受 Ed25519
witness-policy-log-key = 日志公钥：{ $why }
witness-policy-log-twice = 写的日志公钥已在另一行写过
witness-policy-witness-algorithm = 见证方公钥既不是 Ed25519（类型 4），也不是 ML-DSA-44（类型 6）
witness-policy-witness-key = 见证方公钥：{ $why }
witness-policy-witness-twice = 写的见证方公钥已在另一行写过
witness-policy-undefined = `{ $name }` 未在上面任何一行定义
witness-policy-member = `{ $name }` 已是某一组的成员
witness-policy-empty = 该组没有成员
witness-policy-threshold = `{ $word }` 不是 all、any 或 1 至 { $count } 之间的数
witness-policy-quorum-twice = 上面已有一行 `quorum`
witness-policy-none = `none` 是该格式自用的名称；请另取一个
witness-policy-twice = `{ $name }` 已在上面某一行定义
