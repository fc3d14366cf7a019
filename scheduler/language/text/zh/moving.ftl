### 运输中的指令：环节、更正、取消、退回、争议与托运批。

moving-step-picked = 已拣货
moving-step-shipped = 已发运
moving-step-received = 已签收
moving-step-confirmed = 已确认
moving-step-arrived = 已到达
moving-step-returned = 已退回

## 环节的错误，各接在字段名之后。

moving-no-quantity = 环节“{ $step }”没有数量；请填 0
moving-not-correctable = 环节“{ $step }”没有可更正的数量；请上报下一环节
moving-takes-back-nothing = 撤回环节须写明其条目号；请填写被更正的条目
moving-takes-back-quantity = 从未发生的环节没有数量；各项请填 0
moving-no-confirming = 指令 { $order } { $is }，现在不能确认
moving-no-arriving = 指令 { $order } { $is }，现在不能到达
moving-no-returning = 指令 { $order } { $is }，没有退回途中的物资
moving-returned-too-much = 退回 { $quantity }，但途中只有 { $limit }；请按途中数上报，其余作为库存上报
moving-not-shipped-yet = 储备库尚未说明指令 { $order } 的发运数；请上报实到数，至少 1，不超过下达数
moving-not-over = 发运 { $shipped }，实到 { $found }，而所写多出数为 { $over }；请更正其一
moving-no-such-step = 条目 { $entry } 不是指令 { $order } 的环节
moving-other-step = 条目 { $entry } 是指令 { $order } 的“{ $is }”；请用同一种有数量的环节更正
moving-corrected-before = 条目 { $entry } 已由条目 { $by } 更正；请更正后者
moving-corrected-too-often = 条目 { $entry } 已更正 { $most } 次；请由调度员了结差异
moving-later-step = 指令 { $order } 此后{ $step }；请先更正该环节
moving-lot-forgotten = 批次 { $lot } 的情况已不再保存；请先按数量 0 盘点并写明有效期，再上报退回
moving-foreign-depot = 指令 { $order } 的该环节只能由储备库的上报端上报
moving-foreign-site = 指令 { $order } 的该环节只能由收货需求点的上报端上报
moving-foreign-correction = 条目 { $entry } 出自他人；由原上报端更正，或由调度员代录
moving-policy-leaves = leaves-within 以 free 或 keep 结尾，不能是 { $word }
moving-misfit-disputed = 需求 { $need }：多次到货短少，正有争议；请先裁定

## 差异。

moving-amiss-surplus = 多到
moving-amiss-return = 退回不符
moving-amiss-corrected = 更正
moving-surplus-differs = { $id }：指令 { $order }、批次 { $lot } 待签收 { $expected }，实到 { $actual }；请说明原因或核销。
moving-return-differs = { $id }：指令 { $order }、批次 { $lot } 应退回 { $expected }，实退 { $actual }；请说明原因或核销。
moving-corrected-differs = { $id }：批次 { $lot } 中，指令 { $order } 原报调出 { $expected }，更正后为 { $actual }，而其间已盘点；请说明原因或核销。
moving-notice-surplus = { $id }：贵库的指令 { $order }，需求点待签收 { $expected }，实到 { $actual }。
moving-notice-return = { $id }：指令 { $order } 应退回储备库 { $expected }，实退 { $actual }。
moving-notice-corrected = { $id }：储备库将指令 { $order } 的调出数由 { $expected } 更正为 { $actual }，其间已盘点该批次。
moving-history-reopened = 重新开放：签收已更正，实到 { $units }
moving-gift-returned = 指令 { $order } 退回 { $units }
moving-gift-corrected = 指令 { $order } 的一个环节更正为 { $units }
moving-gift-taken-back = 指令 { $order } 已取消

## 重放。

moving-replay-foreign = 是 { $agent } 对条目 { $entry } 的更正，而该条目出自他人
moving-replay-cancels = 取消指令 { $order }，而该指令{ $is }
moving-replay-no-dispute = 裁定 { $need }，而其并无争议

## 调度中心。

moving-refused-cancellation = 未取消该指令
moving-refused-dispute = 未裁定该争议
moving-reason = 有 { $bytes } 字节；请写 1 到 { $most } 字节的理由
moving-cancel-unknown = 没有指令 { $order }
moving-cancel-gone-on = 指令 { $order } { $is }；只有尚未拣货的指令可以取消
moving-dispute-none = { $need } 没有争议
moving-cancelled = 指令 { $order } 已取消：记录 { $record }。物资已释放，需求重新开放。
moving-settled = { $need } 的争议已裁定：记录 { $record }。下一方案将予供给。
moving-no-disputes = 没有需求处于争议中。
moving-disputes = { $count } 项需求处于争议中，方案不向其发货。请逐项裁定：yicang dispute settle SITE/ITEM --reason WHY
moving-heading-need = 需求
moving-heading-orders = 短少的指令
moving-heading-record = 记录
moving-heading-code = 托运批
moving-heading-count = 指令数
moving-heading-boxes = 件数
moving-consignment-unknown = 没有托运批 { $code }
moving-no-code = { $word } 不是查询码；请照列出的样子填写，例如 7K3M-9QXA
moving-no-consignments = 没有待运的托运批。
moving-consignments = 托运批 { $count } 个。
moving-dispute-words = { $words } 不是需求；请写“需求点/物资”

## 上报端。

moving-about-confirmed = 指令 { $order } 已确认
moving-about-arrived = 指令 { $order } 已到达
moving-about-returned = 指令 { $order } 退回 { $quantity }
moving-about-correction = { $what }，代替条目 { $entry }
moving-about-taken-back = { $what }，从未发生，条目 { $entry }
moving-status-confirmed = 已确认
moving-status-arrived = 已到达（{ $quantity }）
moving-status-returned = 已退回（{ $shipped } 中的 { $quantity }）
moving-status-silent = { $status }；储备库尚未说明发运数
moving-status-rejected = { $status }；拒收 { $rejected }
moving-confirm-one = 请指明：一个指令或托运批、--all，或 --csv FILE
moving-confirm-nothing = 现在没有可以上报为“{ $step }”的指令
moving-confirm-no-consignment = 本上报端的托运批 { $code } 没有可以上报为“{ $step }”的指令
moving-confirm-single = --damaged、--lost、--expired、--rejected、--over、--corrects 与 --taken-back 只用于单个指令；请写明指令
moving-confirm-all-quantity = 使用 --all、--csv 或托运批时，各指令有各自的数量；请不要另写
moving-confirm-said = { $count } 个指令已上报为“{ $step }”。
moving-csv-empty = { $file } 没有列出任何指令
moving-csv-twice = 指令 { $order } 已出现在第 { $first } 行
moving-csv-unknown = 指令 { $order } 不在本上报端未完成的指令之中
moving-csv-less = { $ordered } 中只有 { $quantity }，且未写原因
moving-csv-more = { $quantity } 多于 { $ordered }
moving-csv-held = 批次 { $lot } 不得移动：{ $hold }
moving-consignment-head = 托运批 { $code }：{ $depot }，{ $departs } 出发，指令 { $orders } 个，共 { $boxes } 件
moving-csv-twice-remedy = 每个指令只写一次
moving-csv-unknown-remedy = 请照 `yicang-agent orders` 所列填写
moving-csv-less-remedy = 请在“原因”列写明
moving-csv-more-remedy = 请写不超过该数
moving-csv-held-remedy = 请写 0
moving-no-moment = { $word } 不是时刻；请写 2026-02-01 08:00，或写明与世界时的时差
moving-confirm-held = 略去 { $count } 个指令：其批次不得移动。
moving-consignments-agent = 托运批 { $count } 个。整批上报：yicang-agent confirm shipped CODE
moving-leg = { $step } { $units }
moving-leg-corrected = { $what }（由条目 { $by } 取代）
