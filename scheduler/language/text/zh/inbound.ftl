# 在途物资、捐赠、需求点富余、无法使用的签收、分批全盘。

inbound-policy = inbound 只能是 discounted、full 或 none，不能是 { $word }
inbound-confidence = { $said } 不是把握程度；请写 1 到 { $most } 的整数百分比
inbound-party = 名称只写一行，最多 { $max } 字节，前后不留空格
inbound-supplier-missing = 缺少供应方；请写明由谁发货
inbound-gift-alone = 捐赠方与捐赠码须同时填写，或都不填
inbound-lot-is-there = 批次 { $lot } 已有 { $on_hand } 在库；请为将到的物资另设批次
inbound-not-announced = 批次 { $lot } 没有预告，无可撤回
inbound-change = 批次 { $lot } 的到货已有预告；请按送达或捐赠上报
inbound-not-come = 指令 { $order } 的物资尚未到货：批次 { $lot } 预计 { $expected } 到；请先上报到货，再发运
inbound-line = 批次 { $lot }：{ $units } 将于 { $expected } 前到货，把握 { $confidence }%，记录 { $entry }。
inbound-late = 批次 { $lot }：{ $units } 本应于 { $expected } 前到货，把握 { $confidence }%，记录 { $entry }。已逾期：重新预告之前，任何方案都不计入。
amiss-inbound = 到货不符
amiss-inbound-differs = { $id }：批次 { $lot } 预告 { $expected }，实到 { $actual }；请说明原因或核销。
amiss-unusable-differs = { $id }：指令 { $order }、批次 { $lot } 待签收 { $expected }，扣除“{ $kind }”后为 { $actual }；请说明原因或核销。

receipt-only = 只有签收才能写损坏、丢失或过期数量；请去掉该数

excess-awaited = 批次 { $lot } 的到货尚在途中；请先上报到货
excess-not-offered = 批次 { $lot } 没有可调出的物资，无可结束
excess-line = 批次 { $lot } 可调出 { $units }，其中 { $reserved } 已预留给指令。
excess-line-no-way = 批次 { $lot } 可调出 { $units }：没有从该处出发的通道。在有人添加通道之前，只作为富余列出。
change-lane-to-itself = { $place } 到自身的通道没有意义；请去掉

count-part-number = 第 { $part } 批（共 { $of } 批）不成立；全盘可分 2 到 { $most } 批，从 1 编号
count-part-not-next = 这是第 { $part } 批（共 { $of } 批），而上一次收到的是第 { $last } 批；请按顺序发送，或从第 1 批重新开始
count-part-again = { $item } 批次 { $lot } 已出现在本次盘点的前一批中；每个批次只盘一次

gift-no-code = { $word } 不是捐赠码；请照原样填写，例如 7K3M-9QXA
gift-code-used = 该捐赠码属于另一个储备库；不写捐赠码重新上报即可得到新的捐赠码
gift-announced = 预告 { $units }
gift-came = 到货 { $units }
gift-counted = 盘点 { $units }，账面 { $before }
gift-changed = { $units } { $reason }
gift-ordered = 指令 { $order } 调用 { $units } 发往 { $site }
gift-replaced = 指令 { $order } 已收回
gift-shipped = 指令 { $order } 发运 { $units }
gift-received = { $site } 签收指令 { $order } 的 { $units }；无法使用 { $unusable }
gift-settled = 差异 { $units } 已了结：{ $how }

gift-lot = 批次 { $lot } 属于捐赠 { $gift }；其他物资请另设批次
gift-unknown = 没有人预告过捐赠 { $gift }
gift-heading-entry = 记录
gift-heading-what = 经过
gift-sums = 捐赠 { $gift }：尚待到货 { $awaited }；已到 { $came } = 在库 { $lies } + 在途 { $way } + 已签收 { $received } + 已消耗或损失 { $lost } + 未说明 { $unexplained }。
gift-log-wrong = 日志有 { $count } 处错误：请先运行 verify，再采信这些数字。

inbound-no-expected = { $text } 既不是日期也不是时刻；请写 2026-12-03 或 2026-12-03T18:00:00+08:00
inbound-party-remedy = 请缩短名称
inbound-count = 供应方将送达：{ $count } 项
excess-count = 需求点可调出：{ $count } 项
lane-to-itself-remedy = 请去掉这一行
centre-heading-inbound = 预告到货
centre-heading-announced = 已预告
centre-explain-inbound = { $from }（尚未到货）

agent-about-inbound = 将到 { $depot }，{ $lines } 行
agent-about-excess = { $site } 可调出，{ $lines } 行
agent-about-part = { $depot } 全盘第 { $part } 批（共 { $of } 批），{ $lines } 行
agent-about-receipt = { $order } 签收 { $quantity }，无法使用 { $unusable }
agent-gift-code = { $donor } 的捐赠码是 { $gift }。请交给捐赠方：凭此码任何人都能查到物资去向，但无人能由此得知捐赠方是谁。
agent-inbound-missing = 到货预告还需要 { $flags }。
agent-inbound-calendar = 该日期超出日历范围；请写较早的日期。
agent-count-too-many = 清单有 { $lots } 个批次；一次盘点最多 { $most } 个。请分两份清单盘点，较小的一份按库存上报。
