### yicang 各命令的输出。

centre-cannot-write = 无法写出结果：{ $why }
centre-indented = {"  "}{ $what }
centre-flag-fault = { $flag }：{ $why }

## 计数。

centre-count-items = { $count } 种物资
centre-count-depots = { $count } 个储备库
centre-count-sites = { $count } 个需求点
centre-count-records = { $count } 条记录
centre-count-agents = { $count } 个上报端
centre-count-open-orders = { $count } 条未结指令
centre-count-orders = { $count } 条指令

## 新建的和正在运行的调度中心。

centre-init-done =
    { $dir }：已建立调度中心，有{ $items }、{ $depots }、{ $sites }
    {"  "}设置        { $settings }
    {"  "}日期按时区  { $zone }
    {"  "}调度员密钥  { $coordinator }（请妥善保存，不可外泄）
    {"  "}恢复密钥    { $recovery }（请离线保存：其他密钥全部丢失时，
    {"  "}            用它登记新的调度员；每次使用都会公开）
    {"  "}供上报端用  { $ca }
    {"  "}            { $receipt }
    {"  "}            { $vkey }
    启动：yicang serve --data { $dir }
centre-listening = 正在监听 { $url }
centre-not-running = { $path } 没有正在运行的调度中心；请用 `yicang serve` 启动
centre-unreachable = 调度中心 { $server } 没有应答（{ $why }）；`yicang serve` 是否在运行？
centre-no-key = 此命令须签名；请用 --key-file 给出调度员的密钥，或用 --data 给出其文件夹
centre-no-log = 此命令只为一个公开日志签署；请用 --log 给出日志名称，或用 --data 给出中心的文件夹
centre-answer-unreadable = 无法读懂中心的应答（{ $why }）；两端请使用相同的版本
centre-command-unsigned = 无法签署此命令：{ $why }

## 供需现状、方案、指令。

centre-situation = 供需现状 { $time }：{ $records }、{ $agents }、{ $orders }
centre-discrepancies = 差异：{ $count }
centre-plan-made =
    sha256 { $sha256 }
    查看：yicang show { $plan }；批准：yicang approve { $plan }
centre-approved = { $plan } 已批准：公开日志第 { $record } 号记录，{ $orders }已发出
centre-approved-waiting =
    { $plan } 已批准：公开日志第 { $record } 号记录
    { $orders }须等待日志的见证方联署
    如不能等待：yicang release { $record } --without-witnesses --reason 理由
centre-approved-changes = 可改的指令中，{ $kept } 条保留，{ $replaced } 条改派
centre-release-needs-flag = 此命令会在日志的见证方尚未联署时发出第 { $decision } 号决定的指令，且命令本身会记入公开日志；如确需如此，请加上 --without-witnesses --reason 理由。见证方联署后，指令会自动发出
centre-noted = 已为 { $plan } 加注：公开日志第 { $record } 条记录
centre-verified = 已核定 { $lines }：公开日志第 { $record } 条记录
centre-count-needs = { $count } 项需求
centre-needs-exported = 已写出 { $lines }：{ $file }；请填写 `verified` 与 `basis` 两列，然后运行：yicang needs verify { $file }
centre-needs-preview = 尚未签名。确认无误后运行：yicang needs verify { $file } --yes
centre-needs-skipped = verified 列没有填数、保持不变的行数：{ $count }
centre-needs-none = { $file } 中没有一行在 verified 列填了数
centre-needs-unknown = { $need }：目录中没有这个需求点与物资；请写成 需求点/物资
centre-needs-bad-hash = { $text } 不是 SHA-256：请写 64 位十六进制数字
centre-heading-site = 需求点
centre-heading-entitled = 现核定量
centre-heading-verified = 核定为
centre-heading-basis = 依据
centre-heading-way = 方式
centre-rejected = 已驳回 { $need }：公开日志第 { $record } 条记录
centre-explain-history = {"    "}{ $time }（第 { $entry } 条）{ $what }
reject-no-need = 没有未关闭的需求 { $need }
reject-reason = 应为一行，1 至 { $most } 字节，前后没有空格
centre-recorded = 已代录 { $what }：公开日志第 { $record } 条记录
record-body-missing = 未提供；请发送 need 或 received
record-said-at = { $at } 晚于调度中心时钟 { $now }，或早于它 31 天以上
record-lines = { $count } 行；至多可代录 { $most } 行
record-received-only = 关于指令，只能代录到达、签收或更正
verify-too-many = 有 { $count } 行；应为 1 至 { $most } 行
verify-again = { $need } 前面已有一行；只留一行
verify-basis = 应为一行，1 至 { $most } 字节，前后没有空格
verify-evidence = 为 { $bytes } 字节；应为 SHA-256 的 32 字节，或者留空
verify-units = { $units } 超过 { $most }
centre-lot-held = 批次 { $lot } 不得调出：{ $hold }（公开日志第 { $record } 条记录）
centre-lot-freed = 批次 { $lot } 已解除冻结（公开日志第 { $record } 条记录）
centre-lot-is-held = 批次 { $lot }：{ $hold }，自 { $time } 起，由 { $coordinator } 作出（第 { $record } 号记录）：{ $reason }
centre-lot-is-free = 批次 { $lot }：未冻结
centre-lot-stock = 在库 { $on_hand }，已预留 { $reserved }
centre-lot-received = 已收到该批次的：{ $sites }
centre-lot-coming = 即将收到该批次的：{ $sites }
centre-lot-nobody = 没有需求点收到或即将收到该批次
centre-lot-open = 未完成的指令：{ $count }。尚未拣货的，下一个方案会从别处调拨；已拣货的，请储备库按发运 0 上报。
centre-lot-words = { $words }：请按 储备库/物资/批次 书写；编码含斜线时，请分三个词书写
centre-settled = 差异 { $id } 已结清：{ $how }（公开日志第 { $record } 条记录）
centre-discrepancy-count = { $count } 项差异
centre-balance-count = { $count } 个批次，其中 { $open } 个有无人说明的差异
centre-discrepancy-word = { $word } 不是差异编号；请按列表书写，如 X57-3
centre-age-hours = { $hours } 小时
centre-age-days = { $days } 天
centre-show-note = 备注，{ $at }，{ $coordinator }：{ $text }
centre-released = 第 { $decision } 号决定的指令未经见证即发出（第 { $record } 号记录）

## 上报端及其权限。

centre-grant = { $parts }
centre-grant-depots = 储备库 { $depots }
centre-grant-sites = 需求点 { $sites }
centre-grant-coordinator = 调度员
centre-grant-recovery = 恢复密钥
centre-grant-nothing = 无权限
centre-not-enrolled = 未登记
centre-no-districts = 没有需求点属于 { $districts }，也没有其他地区；请先设定：yicang site set SITE --district DISTRICT
centre-no-such-district = 没有需求点属于 { $districts }；已有的地区：{ $known }
centre-enrolled =
    原先  { $before }
    现在  { $after }
    { $agent } 已登记（第 { $record } 号记录）

## 公开日志中的脱敏字段。

centre-entry-not-a-number = { $text } 不是条目的编号；请写 17 或 17/note
centre-disclosed =
    已披露（第 { $record } 号记录）：{ $count } 个字段写入 { $file }
    供查阅者验证：yicang-ledger reveal { $file } --public URL --key VKEY
centre-entry-nothing-masked = 第 { $entry } 号条目没有脱敏字段
centre-entry-only-masked = 第 { $entry } 号条目只有 { $fields }
centre-forget-nothing = 未作任何销毁：{ $faults }
centre-forgotten = 已销毁 { $count } 个字段：本中心不再能揭示；日志不变
centre-forgotten-signed = 其中 { $count } 个条目的盐值出自上报端或调度员签署的内容，日记账仍保存着：本中心不再揭示，但持有日记账或签署原文者仍可揭示
centre-forgotten-backups = 此前备份的盐值和此前披露的文件仍可揭示：请一并销毁
centre-salts-saved =
    { $file }：盐值的备份；持有者可揭示日志中的脱敏字段
    之后销毁的字段它同样可以揭示：届时请另作备份，并销毁此份
centre-salts-restored = { $file }：盐值已恢复；中心启动时会核对它与日志是否相符
centre-salts-regenerated = 新盐值自第 { $entry } 号条目起生效；此前脱敏的内容永远无法揭示
centre-salts-are-there = 已经存在，不会覆盖；如已损坏，请先移走

## 回执密钥。

centre-receipt-key-prepared =
    下一回执密钥  { $key }
    {"  "}写入每个上报端的 config.toml：centre_key = ["{ $key }", "{ $now }"]
    {"  "}然后运行 `yicang receipt-key activate`，并重新启动中心
centre-receipt-key-activated =
    回执密钥  { $key }，自中心下次启动起生效
    {"  "}上报端须保留旧密钥，直至其签署的回执核对完毕

## 表头。

centre-heading-item = 物资
centre-heading-free = 在库未预留
centre-heading-arriving = 在途
centre-heading-expired = 已过期
centre-heading-held = 冻结
centre-heading-id = 编号
centre-heading-kind = 类别
centre-heading-lot-full = 批次
centre-heading-expected = 账面
centre-heading-actual = 实际
centre-heading-age = 时长
centre-heading-first = 首盘
centre-heading-gained = 增加
centre-heading-on-hand = 在库
centre-heading-on-way = 在途
centre-heading-received = 已签收
centre-heading-gone = 减少
centre-heading-unexplained = 未说明
centre-heading-reserved = 已预留
centre-heading-needed = 需求
centre-heading-lines = 条
centre-heading-claimed = 申报
centre-heading-allocated = 分配
centre-heading-fill-rate = 满足率
centre-heading-main-reason = 主要原因
centre-heading-class = 优先级
centre-heading-level = 层级
centre-heading-met = 满足率
centre-heading-value = 数值
centre-heading-proven = 证明
centre-heading-reason = 原因
centre-heading-units = 数量
centre-heading-meaning = 说明
centre-heading-from = 自
centre-heading-to = 至
centre-heading-minutes = 分钟
centre-heading-arrives = 到达
centre-heading-vehicles = 车队
centre-heading-departs = 发车
centre-heading-kilograms = 装载（千克）
centre-heading-litres = 装载（升）
centre-heading-limit = 上限
centre-heading-order = 指令
centre-heading-quantity = 数量
centre-heading-status = 状态
centre-heading-resource = 资源
centre-heading-shadow-price = 影子价格
centre-heading-beneficiary = 受益方
centre-heading-lot = 批次
centre-heading-earmarked-for = 定向给
centre-heading-service = 服务

centre-title-levels = 逐层服务水平
centre-title-by-item = 按物资
centre-title-by-class = 按优先级
centre-title-unmet = 未满足及原因
centre-title-longest = 最长运输

## 方案的各项数字。

centre-figure-plan = 方案
centre-figure-made-at = 时间
centre-figure-status = 状态
centre-figure-policy = 规则
centre-figure-level = 层级：{ $name }
centre-figure-service = 服务
centre-figure-secondary = 次目标
centre-figure-needs = 需求
centre-figure-shipments = 调拨
centre-figure-reopened = 可改指令
centre-figure-columns = 可行调拨
centre-figure-time = 用时
centre-figure-start = 起点
centre-figure-certificate = 证明
centre-figure-left-out = 未纳入方案
centre-left-out-items = { $items }：{ $why }
centre-value-proven = { $value }，{ $proof }
centre-status-approved = 已批准：第 { $record } 号记录
centre-status-not-approved = 待批准
centre-start-warm = 上一方案
centre-start-scratch = 重新计算
centre-departs-when-ready = 随时
centre-departs-left = 已于 { $time } 发出

centre-level-floor = 保底
centre-level-above-entitlement = 超出核定量
centre-level-service = 服务
centre-proof-full = 全部满足
centre-proof-nothing-more = 可送达者已全部满足
centre-proof-best = 已证明最优
centre-proof-within = 距最优不超过 { $near }
centre-proof-conditional = 若上面各层不减，距最优不超过 { $near }
centre-proof-none = 未给出界限
centre-proof-least = 已证明最小
centre-proof-within-least = 距最小不超过 { $near }
centre-certificate-version-1 = 按版本 1 的规则核对，不证明级别顺序
centre-certificate-joint = 单独规划的物资经影子价格验证为最优，联合规划的物资见上面各层
centre-certificate-every-item = 每项物资均经影子价格验证为最优
centre-certificate-planned-items = 已规划的物资均经影子价格验证为最优

## 指令的进度。

centre-order-held = { $status }（{ $hold }）

## 单项需求。

centre-explain-plan = 方案 { $plan }
centre-explain-need = { $site } { $item }（{ $class }）
centre-explain-amounts = {"  "}申报 { $claimed }，此前已满足 { $covered }，分配 { $allocated }（{ $share }）
centre-explain-entitled = {"  "}{ $way }
centre-explain-basis = {"    "}依据：{ $basis }
centre-explain-entitled-then = {"  "}该方案中的核定量为 { $then }；按目前所知：
centre-explain-lot = { $depot } 批次 { $lot }
centre-explain-from = {"  "}自 { $from }：{ $quantity }
centre-explain-from-by = {"  "}自 { $from }：{ $quantity }，{ $time } 到达
centre-explain-lacks = {"  "}缺 { $quantity }：{ $reason } { $why }
centre-explain-earliest = {"    "}最早可于 { $time } 到达
centre-explain-held = {"    "}被 { $order } 占用：{ $quantity } { $item }，发往 { $site }，{ $status }
centre-explain-other = {"  "}同时分得：{ $site }（{ $class }）{ $allocated } / { $claimed }

## 能帮到某项需求的一处改变。

what-if-more-of = { $units } 单位 { $item }
what-if-and = { $one }、{ $other }
what-if-stock = 若储备库 { $depot } 再有 { $what }
what-if-lane = 若通道 { $depot } → { $site } 再多 { $units } 单位运力
what-if-grams = { $units } 克
what-if-millilitres = { $units } 毫升
what-if-pool = 若车队 { $pool } 再多装 { $what }
what-if-helps = { $change }，此需求可得 { $gets }（现为 { $allocated }，未满足总量 { $open }）。
what-if-no-lane = 没有开放的运输通道通往 { $site }，须先开通。
what-if-departed = 前往 { $site } 的车辆均已发出，须另行安排发车。
what-if-too-late = 任何物资都无法按时送达：最近的储备库需 { $minutes } 分钟。
what-if-nothing = { $change }，此需求也不会多得：其他需求优先、整包放不下，或通道、车辆已满。

## 抽签种子从何而来。

draw-of-log = 抽签种子为公开账本第 { $entry } 条之后的根哈希，其中没有见证方的联署：账本运行方有可能多次试抽。
draw-of-witnesses = 抽签种子为公开账本第 { $entry } 条之后的根哈希与 { $names } 的联署合并后的哈希。
draw-given = 抽签种子为 --seed 给定的 { $seed }。
draw-own = 抽签种子为态势其余各行的 SHA-256。
