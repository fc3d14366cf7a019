### 现场程序（上报端）。

## 程序整体。

agent-panic = yicang-agent 因程序自身的错误而停止。已保存的上报仍在发件箱中。请将以下内容转交维护人员：{ $why }
agent-no-runtime = 系统无法提供定时器或网络：{ $why }
agent-nothing-done = 未保存，也未发送。
agent-with-command =
    { $what }：
    {"  "}{ $command }
agent-indented = {"  "}{ $what }
agent-bar = 份上报
agent-trying-again = { $why }；{ $pause } 毫秒后重试

## 建立文件夹及其配置。

agent-dir-not-there = { $path } 不是上报端的文件夹；请先运行 `yicang-agent init`，或用 --dir 指定文件夹
agent-dir-exists = { $path } 已经存在；未作任何改动。请用 --dir 选择其他文件夹
agent-key-readable = 此密钥可被他人读取；请运行 `chmod 600 { $path }`
agent-init-done =
    上报端 { $agent } 已在 { $dir } 中建立。私钥不会离开此文件夹；请另存一份该文件夹的副本。

    上报端      { $agent }
    公钥        { $key }

    请将以上两项交给调度员，由其用 `yicang enrol` 登记。登记之前，上报会留在发件箱中。
agent-init-no-certificate = { $path } 中没有 PEM 格式的证书
agent-init-key-file = { $flag }：文件 { $file }：{ $why }
agent-init-no-key = { $flag } 不是密钥（{ $why }），也无法读取文件 { $file }（{ $system }）
agent-server-form = 调度中心地址 { $server }：请写 https://、中心的名称和端口，如 https://centre:7443
agent-config-entry = { $name }：{ $why }
agent-config-agent = 上报端编号有误：{ $why }
agent-config-no-keys = 列表为空
agent-config-which-log = 请写 log_key（日志的密钥）或 root_key（日志根的密钥），二者选一
agent-config-time = times.{ $name } 为 { $milliseconds }；应为 1 至 3600000 毫秒
agent-config-head = 义仓上报端的配置。每次启动时读取；不认识的项会被拒绝。
agent-config-agent-id = 上报端编号；由调度员连同公钥一起登记。
agent-config-server = 调度中心。
agent-config-ca = 为其地址作保的证书（PEM）文件，与本文件在同一文件夹。
agent-config-centre-key = 调度中心签署回执的密钥：没有其签名的上报视为未送达。更换期间写作 ["新", "旧"]。
agent-config-log-key = 公开日志的签名密钥：决定不在其中的调度指令不可信。
agent-config-root-key = 日志根的密钥：说明公开日志由哪个密钥签名，密钥更换后依然有效。
agent-config-policy = 日志检查点须由哪些见证方联署，调度指令才可信：与本文件在同一文件夹的 tlog-policy 文件。没有此行则不要求见证方。
agent-config-language = 输出所用的语言："en" 或 "zh"。没有此行则按环境变量。
agent-config-zone = 显示时间所用的时区。没有此行则用本机的时区。
agent-config-times = 各项时限，单位为毫秒，1 至 3600000。
agent-config-usual = { $what }没有此行时为 { $usual }。
agent-config-connect = 连接调度中心的时限；过短则在慢速线路上会放弃。
agent-config-answer = 等待一份上报的答复的时限；超时后会重新发送。
agent-config-keep-alive = 线路空闲时两次保活信号之间的间隔；越长则越晚发现断线。
agent-config-retry-first = 失败后首次重试之前的等待；以后每次加倍。
agent-config-retry-longest = 重试之前最长的等待。

## 与调度中心的连接。

agent-address = 调度中心地址 { $server } 或其证书（ca.pem）无法使用：{ $why }
agent-no-answer = { $server } 在 { $milliseconds } 毫秒内没有答复
agent-unreachable = 无法连接 { $server }：{ $why }
agent-centre-busy = { $server } 过于繁忙：{ $why }
agent-not-enrolled = 调度中心不认识持此密钥的上报端 { $agent }（{ $why }）；请调度员登记
agent-no-centre = { $server } 有答复，但不是此版本的调度中心
agent-centre-refuses = 调度中心拒绝：{ $why }
agent-connection-ended = 调度中心结束了连接
agent-proof-old-centre = 调度中心的版本较早，无法证明；须先升级
agent-proof-refused = 调度中心无法证明：{ $why }
agent-proof-no-hashes = 调度中心给出的证明不是由哈希组成的

## 上报、状态与拒绝。

agent-about-need = 需求点 { $site } 的需求，{ $lines } 行
agent-about-facts = 需求点 { $site } 的基本情况，{ $count } 行
agent-about-reserve = 储备库 { $depot } 的储备，{ $lines } 行
agent-about-count = 储备库 { $depot } 全面盘点，{ $lines } 行
agent-about-change = 储备库 { $depot } 的增减，{ $lines } 行
agent-about-picked = 指令 { $order } 拣货 { $quantity }
agent-about-shipped = 指令 { $order } 发运 { $quantity }
agent-about-received = 指令 { $order } 签收 { $quantity }
agent-about-unknown-step = 指令 { $order } 未知环节 { $quantity }
agent-about-nothing = 空的上报
agent-report-too-long = { $bytes } 字节；一次最多可发送 { $max }：请减少行数
agent-fault = { $field }：{ $why }
agent-fault-line = 第 { $line } 行（{ $item }），{ $field }
agent-kept-report = 已保存上报 { $id }（{ $about }）
agent-nothing-sent = 未发送。发件箱中有 { $waiting } 份；请用 `yicang-agent outbox send` 发送。
agent-delivered = 上报 { $id }（{ $about }）：已送达，条目 { $entry }
agent-delivered-many = 已送达 { $count } 份上报，条目在 { $first } 至 { $last } 之间；回执均已验证。
agent-refused = 上报 { $id }（{ $about }）被拒绝：
agent-refused-kept = { $count } 份被拒绝，已另行保存：请更正后重新上报；`yicang-agent outbox drop-refused` 可将其清除。
agent-kept = { $count } 份尚未送达，保存在发件箱中，没有丢失。请用 `yicang-agent outbox send` 发送。
agent-nothing-waits = 发件箱中没有待发送的上报。
agent-renumbered = 调度中心已有此上报端直至序号 { $known } 的上报，而本发件箱没有记录：可能是由旧副本恢复的。待发送的上报已从 { $first } 起重新编号。
agent-moved-up = 调度中心在等待上报 { $first }，而它已从本发件箱丢失：待发送的上报已从 { $first } 起重新编号。

## 回执与时钟。

agent-receipt-signature = 回执不是由配置中的调度中心密钥签名的；若中心更换了密钥，请在 config.toml 中把新密钥写在旧密钥之前：centre_key = ["新", "旧"]
agent-receipt-unreadable = 回执无法读取；可能来自较新版本的调度中心
agent-receipt-another = 回执属于上报 { $id }，而不是所发送的上报
agent-receipt-other-bytes = 调度中心已有此上报，序号 { $sequence }，条目 { $entry }，但内容与此不同；它是从本发件箱的另一副本发出的
agent-clocks-apart = 回执称调度中心于 { $accepted } 收到上报；而按本机时钟，上报写于 { $written }，回执到达于 { $arrived }。本机与中心的时钟有一个不准。上报已送达；`audit` 最迟从回执到达时起计算公开期限
agent-report-clocks = 上报 { $id }：{ $why }。
agent-more-clocks = 另有 { $count } 份上报也是如此；`yicang-agent audit` 会逐一列出。

## 序号。

agent-number-signature = 它不是由配置中的调度中心密钥签名的；若中心更换了密钥，请在 config.toml 中把新密钥写在旧密钥之前：centre_key = ["新", "旧"]
agent-number-unreadable = 它有签名，但无法读取；可能来自较新版本的调度中心
agent-number-another-report = 它是为另一份上报签名的
agent-number-another-agent = 它是为另一个上报端签名的
agent-number-another-log = 它是为另一个日志签名的
agent-number-another-number = 它是为另一个序号签名的
agent-number-two-programs = 调度中心对此上报端上报的计数不断变化：另有程序用同一密钥上报；请停止其中一个
agent-number-does-not-count = 调度中心关于此上报端应报序号 { $due } 的签名声明无效：{ $why }。未重新编号，所有上报保持原样
agent-number-behind = 调度中心在等待此上报端的上报 { $due }，而发件箱中已有其签名的回执直至 { $last }：中心丢失了记录，或是新建的。请告知调度员；`outbox show` 可显示回执
agent-number-unsigned = 调度中心称此上报端应报序号 { $due }，而此上报端从未签过高于 { $highest } 的序号；这种声明须有中心的签名才算数，而它没有签名：较早版本的中心不签名。未重新编号，所有上报保持原样。请告知调度员；须升级调度中心

## 发件箱及其文件。

agent-journal-disk = { $path } 无法读写：{ $why }
agent-journal-damaged = { $path } 在第 { $at } 字节处损坏，其后仍有完好的记录；未作任何改动：请由副本恢复文件夹，或保留此文件夹待修复并另建一个
agent-journal-stopped = { $path } 此前写入失败；请重新启动程序，它会检查现有内容
agent-map-folder = 无法建立 { $path }：{ $why }
agent-map-locked = { $path } 正被另一个 yicang-agent 使用；请待其结束后再试
agent-map-index = 日记旁的索引出错（{ $why }）；请重新启动程序，它会重建索引
agent-map-unknown = { $path } 中有本程序不认识的记录；请使用写入它的较新版本
agent-outbox-no-log = 尚不知道公开日志的名称：此上报端只有根密钥，还没有调度中心出示过密钥声明；请先联网上报一次
agent-outbox-unreadable = 发件箱中有一份上报无法读取；请使用写入它的程序版本
agent-outbox-not-first = 上报 { $id } 不是最先待发送的；请查看 `yicang-agent outbox list`
agent-outbox-beyond = 序号 { $first } 超过此上报端签过的最高序号 { $highest }，也没有调度中心为其签名
agent-mended-whole = 发件箱曾被损坏或截断：其中的内容已全部恢复；{ $kept }。
agent-mended-in-part = 发件箱曾被损坏或截断：其中一部分已恢复；{ $kept }。
agent-mended-kept = 原文件保存为 { $file }
agent-mended-nothing-kept = 其文件为空或不存在
agent-lost = 发件箱中丢失：原序号为 { $numbers } 的上报，共 { $count } 份。公开日志显示调度中心已有哪些；其余请重新上报。`yicang-agent outbox forget-lost` 可结束此提示。
agent-outbox-refused-dropped = 已清除 { $count } 份被拒绝的上报。
agent-outbox-lost-forgotten = 关于 { $count } 份丢失上报的提示已结束。
agent-outbox-nothing-left = 发件箱中已无上报。
agent-outbox-empty = 发件箱为空。
agent-outbox-said-due = 依据保存在此的调度中心签名声明，上报已从 { $due } 起重新编号。
agent-outbox-counts = 待发送 { $waiting } 份，被拒绝 { $refused } 份，已送达 { $delivered } 份。
agent-outbox-no-such-report = 发件箱中没有以 { $beginning } 开头的上报；请查看 `yicang-agent outbox list`
agent-outbox-several = 有 { $count } 份上报以 { $beginning } 开头；请写出更多编号
agent-state-waits = 待发送
agent-state-refused = 被拒绝
agent-state-delivered = 已送达
agent-state-record = 已送达，条目 { $entry }
agent-heading-number = 序号
agent-heading-report = 上报
agent-heading-about = 内容
agent-heading-state = 状态
agent-show-report = 上报    { $id }
agent-show-about = 内容    { $about }
agent-show-time = 时间    { $time }
agent-show-sha256 = 哈希    { $sha256 }
agent-show-note = 备注    { $note }
agent-show-waits = 状态    待发送，序号 { $number }
agent-show-refused = 状态    被拒绝：
agent-show-delivered = 状态    序号 { $number }，{ $record }
agent-show-receipt = 回执    { $receipt }
agent-show-signature = 签名    { $signature }
agent-show-clocks = 时钟    { $why }

## 清单与上报参数。

agent-list-empty = 清单的标题行之下没有数据；未发送。
agent-list-all-bad = 有误的行 { $bad } 行，没有正确的行；未发送。请更正。
agent-list-some-bad = 有误的行 { $bad } 行，正确的行 { $good } 行；未发送。请更正，或用 --skip-bad 只发送正确的行。
agent-list-skipped = 已跳过：{ $fault }
agent-list-sent-in-part = 跳过有误的行 { $bad } 行，上报正确的行 { $good } 行。
agent-earmark-both = --earmark：既列出了需求点，又写了 none；二者只能选一

## 调度指令。

agent-heading-order = 指令
agent-heading-item = 物资
agent-heading-lot = 批次
agent-heading-quantity = 数量
agent-heading-depot = 储备库
agent-heading-site = 需求点
agent-heading-leaves = 发出
agent-heading-arrives = 到达
agent-heading-status = 状态
agent-status-approved = 已批准
agent-status-picked = 已拣货 { $quantity }
agent-status-dispatched = 已发运 { $quantity }
agent-status-received = 已签收 { $quantity }/{ $shipped }
agent-status-cancelled = 已取消
agent-status-replaced = 已改派
agent-status-held = { $status }；不得移动：{ $hold }
agent-status-unknown = 未知
agent-no-orders = 目前没有调度指令。
agent-orders-proven = { $count } 条调度指令，均已证明在公开日志中。
agent-orders-not-trusted = { $count } 条调度指令不可信：未证明其决定已公开。请勿执行，并告知调度员。
agent-order-not-trusted = 指令 { $order }：不可信：{ $why }
agent-confirm-not-trusted = 指令 { $order } 不可信：{ $why }。请勿执行；未保存，也未发送。
agent-confirm-too-much = { $quantity } 超过指令 { $order } 的数量 { $ordered }
agent-confirm-held = 指令 { $order } 的批次 { $lot } 不得移动（{ $hold }）；请上报发运 0，物资将从别处调拨。若已经发出，请用 --left-already 说明。
agent-count-zero = 盘点未列出以下 { $count } 个批次，它们将记为 0：
agent-count-zero-lot = { $lot }：调度中心账面 { $on_hand }
agent-count-none-left-out = 盘点已列出调度中心所知储备库 { $depot } 的每个批次。
agent-count-say-yes = 尚未签名。若确实已无库存，请加 --yes 重试。
agent-count-not-asked = 无法向调度中心查询所知批次：{ $why }
agent-count-say-yes-unseen = 尚未签名。盘点未列出的每个批次都会记为 0；若仍要签名，请加 --yes 重试。
agent-count-one-depot = 全面盘点只针对一个储备库；列表中有 { $depots } 个。
agent-count-needs = 请给出 --full 文件，或所盘点批次的 --depot、--item 和 --quantity。
agent-confirm-no-order = 调度中心没有给此上报端的指令 { $order }；请查看 `yicang-agent orders --closed`
agent-confirm-never-verified = 指令 { $order } 从未在此文件夹中验证过，首次验证需要连接调度中心；未保存，也未发送。
agent-order-none = 调度中心没有发来指令
agent-order-keys = 不知道日志的密钥：{ $why }
agent-order-witnesses = 其背后的日志检查点缺少本上报端规则所要求的见证方联署：已联署：{ $by }；未联署：{ $missing }
agent-order-no-witness = 无
agent-order-record = 指令称其决定为条目 { $named }，而证明针对条目 { $proven }
agent-order-leaf = 决定的公开条目无法读取：{ $why }
agent-order-not-a-decision = 公开条目 { $index } 是 { $kind }，不是决定
agent-order-another-plan = 公开的决定所针对的不是指令所称的方案
agent-order-plan-not-shown = 调度中心没有出示指令所依据的方案：{ $why }
agent-order-no-plan = 指令编号 { $order } 中没有方案编号
agent-order-other-plan = 调度中心出示的方案不是所决定的方案：其哈希为 { $sha256 }
agent-order-plan-unreadable = 所决定的方案无法读取：{ $why }
agent-order-no-such-line = 所决定的方案有 { $lines } 行，而指令称第 { $line } 行
agent-order-differs = 所决定的方案第 { $line } 行{ $field }为 { $decided }，而指令为 { $ordered }
agent-field-depot = 储备库
agent-field-item = 物资
agent-field-lot = 批次
agent-field-site = 需求点
agent-field-quantity = 数量
agent-field-departure = 发出时间（秒）
agent-field-arrival = 到达时间（秒）

## 公开日志的检查点。

agent-head-fork = 公开日志已分叉：它签署了两棵不同的、都有 { $size } 个条目的树，一棵是此上报端先前接受的，一棵是现在出示的；{ $file } 可向任何人证明
agent-head-not-proven = 此上报端先前接受的公开日志检查点有 { $kept } 个条目，现在出示的有 { $met } 个；二者属于同一日志尚未得到证明：{ $why }。这是存疑，不是分叉的证明；两个检查点保存在 { $file }
agent-head-key-gone = 此上报端先前接受的日志检查点由已失效的密钥签名（已吊销，或 config.toml 中是另一密钥），而所出示的检查点不是它的延续。二者保存在 { $file }。请询问日志的运行方该密钥签署过什么；若要以所出示的检查点重新开始，请移走 { $head }
agent-head-another-log = { $file } 是日志 { $kept } 的检查点，而所出示的检查点属于 { $met }；若 config.toml 中本就改用了另一日志，请移走此文件
agent-head-unreadable = { $why }；请由副本恢复，或移走它以重新开始
agent-head-shown-unreadable = 所出示的检查点无法读取：{ $why }
agent-head-wrong-proof = 应作证明的哈希不能由一个检查点推到另一个

## 回执核对。

agent-audit-counts = 已回执 { $all } 份上报：已公开 { $included } 份，期限内待公开 { $waiting } 份，违约或存疑 { $wrong } 份。
agent-audit-proofs = 证明保存在 { $folder }。
agent-audit-latest = 最迟应于 { $time } 公开。
agent-audit-unsent = 发件箱中有 { $count } 份尚无回执：对其没有承诺。
agent-audit-report = 上报 { $id }（{ $about }）：{ $problem }
agent-audit-breach =
    违约：日志承诺在 { $time } 之前将此上报列为条目 { $entry }，但没有做到。{ $file } 可向任何人证明：
    {"  "}{ $command }
agent-audit-overdue = 逾期：它应于 { $time } 出现在日志中，但没有。{ $file } 保存了回执和日志检查点，但没有可向他人证明的见证方时间；有了之后请用 --witness-policy 再次运行
agent-audit-misstated =
    所承诺的条目存在，但内容不符：{ $lines }
    { $file } 可向任何人证明：
    {"  "}{ $command }
agent-audit-misstated-unsigned =
    所承诺的条目存在，但内容不符：{ $lines }
    较早版本的上报没有签署公开部分，因此无法向他人证明。
agent-audit-no-promise = 没有可据以核对日志的承诺：{ $why }
agent-audit-not-served = 日志未出示，无法核对：{ $why }
agent-audit-fork = 分叉：{ $what }
agent-audit-suspicion = 存疑：{ $what }
agent-audit-no-tiles = 此处没有可作证明的瓦片，可能是尚未更新，且{ $why }
agent-entry-unreadable-report = 上报已无法读取
agent-entry-reported = 上报 { $line }
agent-entry-in-the-log = 日志 { $line }
agent-entry-other-order = 各行相同，但次序不同
