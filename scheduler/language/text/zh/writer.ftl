### 日记账，以及公开日志的写入程序。

writer-signed = { $path } { $what }。该文件记载本日志签过什么，不知道这一点就不签任何内容。若是文件损坏，请从备份恢复，或以任何人见过的最新检查点的副本代替
writer-inconsistent = { $path } 签了 { $size } 条记录，却不是日记账（有 { $records } 条）的前 { $size } 条。日记账或检查点属于别的日志，或是较旧的副本；本日志不得签与之矛盾的内容
writer-copied = { $path } 是副本：由备份恢复，或经复制迁移。副本制成后本日志可能又签过内容，在较旧的状态上签名会使日志分叉，因此不签任何内容。请取得任何人持有的最新检查点（来自公开地址、镜像或见证方），并运行 `yicang-ledger adopt { $path } --newest-checkpoint FILE`；若日志是迁移而来，其后没有签过内容，请运行 `yicang-ledger adopt { $path } --confirm-moved`
writer-old-copy = 检查点签了 { $signed } 条记录，这里的日记账有 { $records } 条，或内容不同；此副本比日志签过的旧。请恢复较新的副本；若要舍弃这些记录继续，须用新密钥建立新日志
writer-other-log = { $path } 是别的日志的密钥；此文件夹不是用本日志的密钥制作的
writer-no-entry = 没有第 { $entry } 条记录：日志有 { $size } 条
writer-not-public = 记录 { $entry } 已写入，但尚未公开：{ $why }
writer-not-proven = 记录 { $entry } 无法证明：{ $why }
writer-public-behind = 公开文件夹落后
writer-closed = 账本已关闭
writer-cannot-write = 无法写入 { $path }：{ $why }

## 记录。

writer-leaf-length = 叶应为 1 至 65,535 字节，这里有 { $bytes } 字节
writer-record-length = 记录连同长度最多 67,108,864 字节，这里有 { $bytes } 字节
writer-busy = 账本繁忙：有 { $waiting } 条记录等待写入或公开；请稍后再试
writer-conflict = 日记账位于记录 { $next }，而不是 { $expected }
writer-fenced = 第 { $epoch } 期已结束：第 { $current } 期的写入程序已接管
writer-unavailable = 日记账不可用：{ $why }
writer-refused = 这一批的记录 { $at } 被拒绝：{ $why }
writer-not-named = 其叶没有写明附件 { $blob }
writer-not-sent = 其叶写明了附件 { $blob }，却无人送来
writer-record-unreadable = 日记账的记录 { $record } 无法读取：{ $why }
writer-record-checksum = 校验和错误；打开日记账时还是正确的。请检查磁盘
writer-record-count = 日记账有 { $count } 条记录
writer-disk-unknown = { $path }：{ $why }。磁盘上记录 { $records } 之后的内容不明，因此不再接收任何记录；请检查磁盘，然后重新启动

## 日记账文件。

writer-in-use = { $path } 正被另一进程使用；请先停止该进程
writer-no-journal = { $path } 不是本程序能打开的日记账：{ $why }
writer-journal-begins = 开头与义仓日记账不同
writer-journal-version = 其版本与本程序不同
writer-journal-header = 其文件头已损坏
writer-damaged = { $path } 在第 { $byte } 字节处损坏，位于记录 { $record } 之内或之后：{ $why }。断电不会留下这样的结果，因此没有截去任何内容。请先另存该文件，检查磁盘，再从备份或其他副本恢复日记账
writer-batch-head = 一批的开头与校验和不符
writer-batch-place = 一批不在自己的位置上
writer-batch-record = 一条记录与校验和不符
writer-batch-bytes = 一批的字节多于其记录
writer-later-batch = { $what }，且第 { $byte } 字节处还有后一批
writer-batch-whole = { $what }，且没有缺失任何部分
writer-journal-short = { $path } 有 { $found } 条完整记录，但已有 { $signed } 条签入公开日志；日记账的末尾缺失。请从备份或其他副本恢复；若要舍弃这些记录继续，须用新密钥建立新日志
writer-torn = { $path }：自第 { $at } 字节起的最后 { $bytes } 字节是从未写完、也未确认的一批；其前的 { $records } 条记录完整
writer-cut-off = { $notice }；已截去
writer-proof-anew = public/{ $file } 曾损坏，已重新制作
writer-index-off = index/ 中的检索已停用：{ $why }；删除该文件夹是安全的

## 日志的密钥。

writer-key-refuses = 密钥拒绝签名：它签过 { $signed } 条记录，现要求签的 { $asked } 条并不以之开头。此文件夹（或 { $path }）属于别的日志，或是较旧的副本；请找到该文件夹最新的副本，在此之前不要签任何内容
writer-key-forgot = { $path } { $what }。该文件记载此密钥签过什么，不知道这一点密钥就不签任何内容。请以任何人见过的、仅由此密钥签名的最新检查点代替
writer-key-disk = { $path } 无法读写：{ $why }；没有签任何内容
writer-root-key-silent = 根密钥没有声明 { $key } 可以签 { $size } 条记录
writer-after-statements = 有了这些声明后，检查点{ $what }
writer-nothing-signed = 日志尚未签过任何内容；请直接用应有的密钥建立日志
