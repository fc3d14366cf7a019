### 业务用语：原因、差异、编号与数字。

## 未满足的原因。

reason-supply-exhausted = 可达库存已全部分配
reason-equal-share-level = 与同级需求按相同满足率均分
reason-higher-class = 已优先分配给更紧急的级别
reason-protected-reserve = 属于储备库最低保有量
reason-earmarked = 剩余库存为定向捐赠
reason-held = 剩余库存已冻结，不得调出
reason-lead-time = 剩余库存无法按时送达
reason-transport-capacity = 运输通道运力已满
reason-lane-closed = 剩余库存没有开放的运输通道，或车辆已发出
reason-remaining-life = 剩余库存已过期，或到达时剩余有效期不足
reason-pack-size = 按整包装取整
reason-claim-over-entitlement = 申报量超出核定量
reason-frozen-order = 已被冻结期内的指令占用
reason-unverified = 申报尚未核实
reason-stale = 超过时限未重新上报
reason-override = 人工干预
reason-draw = 公开抽签中排在同等需求之后
reason-unknown-class = 规则中没有该需求的优先级
reason-not-planned = 该物资未能纳入方案，请上报

## 核定量及其依据。

entitled-verified = 核定量 { $units }：已核定（第 { $entry } 条）
entitled-rule = 核定量 { $units }：尚未核定；依规则，{ $count }（{ $per }）每个每天 { $each }，{ $days } 天共 { $needed }，减去自有库存 { $stock }（需求点在第 { $entry } 条所报）
entitled-claim = 核定量 { $units }：按申报量；依规则，核定之前以申报为准
entitled-zero = 核定量 0：尚未核定；依规则，核定之前申报不计
entitled-median = 核定量 { $units }：尚未核定；同类需求点中已核定 { $of } 个，居中者 { $site } 为 { $middle }，且不超过申报量
entitled-median-of-beds = 核定量 { $units }：尚未核定；同类需求点中已核定 { $of } 个，居中者 { $site } 为 { $theirs } 张床位 { $verified }，折合 { $own } 张床位 { $middle }，且不超过申报量
entitled-default = 核定量 { $units }：尚未核定；规则对“{ $kind }”类需求点的默认值为 { $default }，且不超过申报量
entitled-nothing = 核定量 0：尚未核定；同类需求点中已核定 { $like } 个，取中位数至少需要 { $least } 个；该申报只用真正的富余满足
entitled-waits = { $way }。{ $why }
rule-waits = 规则另有计算办法（每{ $per }每天 { $each }，{ $days } 天），待需求点上报{ $facts }后适用
rule-waits-stale = 规则另有计算办法（每{ $per }每天 { $each }，{ $days } 天），待需求点重新上报{ $facts }后适用：所报已过时
entitled-class-limited = { $way }。需求点自报“{ $said }”，核定之前按“{ $class }”计

## 需求点的基本情况。

fact-patients = 患者
fact-beds = 床位
fact-staff = 工作人员
fact-heads = 人口
fact-stock = { $item } 自有库存
fact-unknown = { $text } 不是可报的情况；可写：{ $known }，等号后写整数
fact-lines = { $count } 项；一份上报应有 1 至 { $most } 项
fact-too-large = { $value } 超过 { $most }
fact-again = 第 { $line } 行已有 { $fact }；每项只报一次

## 需求的经过。

need-history-claimed = 申报 { $units }（{ $class }）
need-history-recorded = 申报 { $units }（{ $class }），由调度员代录，需求点未签名
need-history-verified = 核定：{ $units }
need-history-verified-class = 核定：{ $units }（{ $class }）
need-history-withdrawn = 由需求点撤回
need-history-rejected = 由 { $who } 驳回
need-history-fulfilled = 已满足：收到 { $units }

## 差异。

discrepancy-shipped-above-count = 指令 { $order } 从批次 { $lot } 发运 { $shipped }，而已知在库 { $counted }；请盘点该批次。
discrepancy-shipped-above-picked = 指令 { $order } 从批次 { $lot } 发运 { $shipped }，而拣货 { $picked }；请盘点该批次。
discrepancy-shipped-while-held = 指令 { $order } 从批次 { $lot } 发运 { $shipped }，而该批次已冻结（{ $hold }），不得调出；请追回。
discrepancy-held-above-stock = 已批准指令共占用批次 { $lot } { $held }，而在库 { $on_hand }；请减少发运或盘点该批次。
discrepancy-lot-gone = 指令 { $order } 应从批次 { $lot } 发运 { $quantity }，而该批次已无库存；请按 0 发运或盘点该批次。

## 有误的编号和数字。

id-empty = 为空；编号为 1 至 { $max } 字节
id-too-long = 长 { $bytes } 字节；编号最多 { $max } 字节
id-bad-character = 含有 { $character }；编号不能含空白、控制字符、逗号、分号、双引号，也不能以 # 开头
quantity-not-a-number = { $text } 不是整数；请只写数字，如 1200
quantity-negative = { $text } 是负数；数量是基本单位的整数
quantity-fractional = { $text } 不是整数；请按基本单位计数，或为该物资选用更小的单位
quantity-too-large = { $text } 过大；一行最多 { $max } 个基本单位
quantity-zero = 为 0；一行至少须为 1 个基本单位
decimal-not-a-number = { $text } 不是 0 至 { $max } 之间的数；请写带小数点的数字，如 12.5

## Lots that must not move
hold-quarantine = 隔离
hold-recall = 召回
hold-none = 未冻结
hold-unknown-lot = 没有批次 { $lot }：无人上报过，也没有指令涉及它
hold-already = 批次 { $lot } 已经冻结（{ $hold }，第 { $record } 号记录）
hold-is-free = 批次 { $lot } 并未冻结
hold-not-said = 未给出；请写 quarantine（隔离）、recall（召回）或 none（解除）
hold-reason = 有 { $bytes } 字节；请用 1 至 { $most } 字节说明原因

## Changes of stock
change-damaged = 损坏
change-lost = 丢失
change-expired = 过期
change-consumed = 消耗
change-sampled = 抽检
change-found = 盘盈
change-donated = 捐入
change-returned = 退回
change-delivered = 到货
change-miscounted = 点错
change-not-said = { $said } 不是原因；请从列表中选一个
change-not-reported = { $reason } 只用于说明差异，不作为增减上报；请盘点该批次
change-line-again = { $item } 批次 { $lot } 已见于第 { $line } 行；每个批次只写一行
change-unknown-lot = 批次 { $lot } 从未盘点；请先用 report reserve 上报
change-above-stock = 批次 { $lot } 减 { $units }，而已知在库 { $on_hand }；请先盘点该批次
change-too-much = 批次 { $lot } 加 { $units }，而在库 { $on_hand }，超过一个批次的上限；请另用批次
change-foreign = 上报端 { $agent } 无权为储备库 { $depot } 上报
change-old-version = 是版本 3 的词，而上报是更早的版本；请用版本 3

## Discrepancies with a number
amiss-count = 盘点
amiss-short = 短少
amiss-over = 超出
amiss-open = 未结
amiss-written-off = 已核销
amiss-explained = 已说明：{ $reason }
amiss-count-differs = { $id }：批次 { $lot } 账面 { $expected }，盘点 { $actual }；请说明原因或核销。
amiss-short-differs = { $id }：指令 { $order } 从批次 { $lot } 发运 { $expected }，签收 { $actual }；请说明原因或核销。
amiss-over-differs = { $id }：指令 { $order } 从批次 { $lot } 发运 { $actual }，而已知在库 { $expected }；请说明原因或核销。
amiss-unknown = 没有差异 { $id }
amiss-settled = 差异 { $id } 已经结清（第 { $record } 号记录）
amiss-other-way = { $reason } 不合：{ $missing ->
    [missing] 物资短少，请说明去向
   *[more] 多于已知数量，请说明来源
}
amiss-no-way = 未给出；请写一个原因，或写明核销
