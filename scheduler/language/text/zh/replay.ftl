### 公开日志中不能由前文推出之处。各句省略主语，主语是条目。

replay-with-entry = { $what }（条目 { $other }）
replay-gap = 之前的条目止于 { $last }：其间的条目缺失，因此不再推演
replay-no-entry = 不是条目：{ $why }
replay-time-back = 时间为 { $time }，早于前一条目的 { $before }
replay-unread = 的{ $noun }无法读取：{ $why }
replay-a-catalogue = 目录
replay-a-plan = 方案
replay-a-situation = 态势
replay-a-policy = 规则
replay-a-verification = 核定文本
replay-a-word = 代录内容
replay-openings = 公开字段的附件
replay-attachment-missing = 缺少附件 { $role }
replay-attachment-changed = 的附件 { $role } 被改动过
replay-attachment-no-text = 的附件 { $role } 不是文本

## 由谁发出。

replay-second-catalogue = 是条目 { $first } 之后的又一份目录，而没有人下令
replay-enrols-uncommanded = 登记了 { $agent }，而没有人下令
replay-number = 是 { $agent } 的第 { $number } 号，而应为第 { $due } 号
replay-number-after = 是 { $agent } 的第 { $number } 号，而在条目 { $entry } 之后应为第 { $due } 号
replay-unknown-agent = 由 { $agent } 发出，而没有条目登记过它
replay-foreign-place = 所述地点不在 { $agent } 的上报权限之内
replay-not-signed-so = 不是 { $who } 所签署的内容
replay-no-signature = 没有签名，而自条目 { $first } 起 { $agent } 都签署了日志所示的内容
replay-command-twice = 重复执行了条目 { $first } 的命令
replay-unknown-coordinator = 由 { $who } 下令，而没有条目登记过此人
replay-may-not-command = 由 { $who } 下令，而此人无权下此命令
replay-command-no-signature = 没有签名，而自条目 { $first } 起 { $who } 都签署了日志所示的命令

## 条目的作用。

replay-counts-differ = 所记的数目与其目录不符
replay-verifies-other-count = 核定的行数与其文本不符
replay-rejects-none = 驳回的需求 { $need } 并未打开
replay-unknown-site = 所述需求点 { $site } 不在目录中
replay-unknown-item = 所述物资 { $item } 不在目录中
replay-unknown-order = 确认了指令 { $order }，而没有决定产生过它
replay-may-not-confirm = 确认指令 { $order } 的环节 { $step }，而 { $agent } 无权确认
replay-hold-unknown = 所述批次 { $lot } 无人上报过
replay-hold-already = 冻结批次 { $lot }，而它先前已如此冻结
replay-hold-free = 解除批次 { $lot } 的冻结，而它并未冻结
replay-settles-none = 结清差异 { $id }，而没有条目显示过它
replay-settles-twice = 结清差异 { $id }，而它已经结清
replay-settles-otherwise = 以 { $how } 结清差异 { $id }，与其数字不符
replay-unexplained-lots = 按方案已开示的盘点，{ $count } 个批次有无人说明的差异
replay-impossible = 不可能发生：{ $why }
replay-orders-of-lines = 由 { $lines } 行方案产生 { $orders } 条指令，并重开 { $free } 条中的 { $reopened } 条
replay-not-replaceable = 改派指令 { $order }，而它并不可改派
replay-other-ways = 有目录中没有的运输通道或最低保有量
replay-opened-wrong = 由方案公开，而{ $what }
replay-opened-other = 方案所称第 { $line } 行的值 { $value } 不是所上报的值
replay-opened-unproven = 方案所称第 { $line } 行的值 { $value } 没有得到证明
replay-opened-earmark = 方案所称第 { $line } 行定向捐赠的需求点数目与上报不同
replay-releases-none = 下发条目 { $entry } 的指令，而该条目不是决定
replay-decides-none = 批准了 { $plan }，而没有条目产生过它
replay-decides-other-texts = 所批准的文本与 { $plan } 的不同
replay-decides-twice = 批准了 { $plan }，而它此前已批准
replay-decides-overtaken = 批准了 { $plan }，而它已被后来的决定取代

## 方案及其所依据的内容。

replay-plan-called = 名为 { $plan }，而条目号为 { $index }
replay-plan-without-look = 没有写明所依据的内容，而此前的条目出自会写明的程序
replay-looks-not-after = 依据 { $upto } 之前的条目，而这不在上一决定之后
replay-looks-less-far = 依据 { $upto } 之前的条目，而更早的方案依据的已不止于此
replay-situation-time = 时间为 { $time }，而其态势的时间为 { $now }：晚于它，或相差一小时以上
replay-situation-earlier = 依据时间为 { $last } 的条目，而其态势的时间为 { $now }
replay-situation-later = 遗漏了时间为 { $next } 的条目，而其态势的时间为 { $now }
replay-situation-other-time = 称其态势的时间为 { $said }，而态势中为 { $is }
replay-not-opened = 没有公开有效的储备行 { $line }
replay-opened-not-due = 公开了不应公开的储备行 { $line }
replay-second-level = 的第二层目标为 { $has }，而其命令要求 { $asked }
replay-policy-name = 写明规则 { $named }，而其规则名为 { $name }
replay-more-differences = 另有 { $count } 处差异

## 方案的态势与上报的对照。

replay-noun-need = 需求
replay-noun-lot = 批次
replay-noun-lane = 运输通道
replay-noun-protected = 最低保有量
replay-noun-last = 先前的调拨
replay-noun-reopened = 重开的指令
replay-has-unreported = 含有{ $noun } { $name }，而没有条目有此记载
replay-differs = 中{ $noun } { $name } 为：{ $said }；而上报的是：{ $reported }
replay-leaves-out = 遗漏了{ $noun } { $name }
replay-not-in-catalogue = 含有 { $line }，而目录中没有
replay-out-of-catalogue = 遗漏了目录中的 { $line }
replay-has-what-no-entry-has = 含有任何条目都没有的内容

## 已批准的方案是否合规。

replay-its-situation = 其态势：{ $why }
replay-its-policy = 其规则：{ $why }
replay-its-plan = 其方案：{ $why }
replay-unlawful = 其方案不合规：{ $why }
replay-old-rule = { $items }：按旧规则核算，旧规则不证明优先级次序

## 未检查的内容。

replay-unchecked-reports = 含有 { $count } 份版本 1 或 2 的上报：其签名没有出示，未检查
replay-unchecked-commands = 含有 { $count } 条版本 1 的命令：其签名没有出示，未检查
replay-unchecked-plans = 含有 { $count } 份较早程序的方案：是否由上报推出，未检查
replay-unchecked-earmarks = 含有 { $count } 行版本 1 或 2 的储备：没有对定向捐赠的承诺，未检查
replay-unchecked-quantities = 含有 { $count } 行储备：盐已丢失，其数量未检查
replay-unchecked-kinds = 含有 { $count } 个本程序不认识的类型的条目：未检查

## 目录的变更。

replay-a-change = 目录的变更内容
replay-change-overtaken = 变更的是条目 { $from } 的目录，而当时已是条目 { $known } 的目录
replay-change-whole = 再次公布了整份目录，而只需公布变更
replay-change-impossible = 把目录改成了不可能的样子：{ $why }
replay-change-not-in-whole = 公布的整份目录与其变更不符：{ $edit }
replay-public-names = 公开名称
replay-other-names = { $field } 的公开名称与条目承诺的不符
